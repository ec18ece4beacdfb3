import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import type { CommandContext } from '../../../application/command-context.js';
import { DecidePayoutRun } from '../../../application/payouts/decide-payout-run.js';
import { GetPayoutRun, ListPayoutRuns } from '../../../application/payouts/payout-run-views.js';
import { ProposePayoutRun } from '../../../application/payouts/propose-payout-run.js';
import type { PayoutRunDocument } from '../../../application/projections/payouts.js';
import type { PayoutRunId } from '../../../domain/ids.js';
import type { Money } from '../../../domain/money.js';
import type { BankFile } from '../../../domain/payout-run/bank-file.js';
import type { DoubtSettling } from '../../../domain/payout-run/doubt-settlings.js';
import type { BegunRun } from '../../../domain/payout-run/payout-run.js';
import { isRejection } from '../../../domain/rejection.js';
import { Answer, commandAnswer } from '../http/answer.js';
import { Context } from '../http/command-context.js';
import { IdParam } from '../http/id-param.js';
import { Optional } from '../http/optional.js';
import { pageAnswer, PageQuery } from '../http/page.js';
import { SeenPosition } from '../http/seen-position.js';
import { Allow } from '../identity/allow.js';
import { ApiRevisedResponse } from '../openapi/answer-headers.js';
import { Problems } from '../openapi/problems.js';
import { PayoutRunAnswerDto } from '../shared/command-answer.dto.js';
import { orNotFound } from '../shared/found.js';
import { moneyView } from '../shared/money.dto.js';
import { PageOf } from '../shared/page-of.dto.js';
import { bodyOf } from '../shared/snake-case.js';
import { PayoutRunDto, PayoutRunViewDto, ProposePayoutRunDto, RUN_STATES } from './payouts.dto.js';

const LEAST_MINOR = 1n;

export class ListPayoutRunsQuery extends PageQuery {
  @ApiProperty({ required: false, enum: RUN_STATES })
  @Optional()
  @IsIn(RUN_STATES)
  state?: BegunRun['status'];
}

@ApiTags('finance')
@Controller('v1/payout-runs')
export class PayoutRunsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Post()
  @Allow('finance')
  @Problems('payout_run_empty', 'market_not_found')
  @ApiOperation({
    summary: 'Proposes who is to be paid out how much',
    description: 'Nothing moves before somebody else of finance approves it.',
  })
  @ApiCreatedResponse({ type: PayoutRunAnswerDto })
  async propose(@Body() dto: ProposePayoutRunDto, @Context() context: CommandContext) {
    const minimumMinor = dto.minimum_minor === undefined ? LEAST_MINOR : BigInt(dto.minimum_minor);
    const run = { market: dto.market, currency: dto.currency, minimumMinor };
    const outcome = await this.commands.execute(new ProposePayoutRun(run, context));
    if (isRejection(outcome)) return commandAnswer(outcome, {});
    const { runId } = outcome;
    return commandAnswer(outcome, { run_id: runId }, `/v1/payout-runs/${runId}`);
  }

  @Post(':run_id/approve')
  @HttpCode(200)
  @Allow('finance')
  @Problems('payout_run_not_found', 'payout_run_decided', 'payout_run_own_proposal', 'payout_run_expired')
  @ApiOperation({
    summary: 'Approves a run, which is then carried out',
    description:
      'By somebody else than who proposed it. A line that is not as it was proposed any more is refused.',
  })
  @ApiOkResponse({ type: PayoutRunAnswerDto })
  approve(@IdParam('run_id', 'run') runId: PayoutRunId, @Context() context: CommandContext) {
    return this.decide(runId, 'approve', context);
  }

  @Post(':run_id/reject')
  @HttpCode(200)
  @Allow('finance')
  @Problems('payout_run_not_found', 'payout_run_decided')
  @ApiOperation({ summary: 'Rejects a run: nothing of it is paid out' })
  @ApiOkResponse({ type: PayoutRunAnswerDto })
  reject(@IdParam('run_id', 'run') runId: PayoutRunId, @Context() context: CommandContext) {
    return this.decide(runId, 'reject', context);
  }

  @Get()
  @Allow('finance', 'admin')
  @ApiOperation({ summary: 'Payout runs, the last proposed first' })
  @ApiOkResponse({ type: PageOf(PayoutRunDto), description: 'A page of runs.' })
  async list(
    @Query() { state, limit, starting_after: startingAfter }: ListPayoutRunsQuery,
    @SeenPosition() seen: bigint | undefined,
  ) {
    const page = await this.queries.execute(new ListPayoutRuns({ state, limit, startingAfter }, seen));
    return pageAnswer(page.documents.map(runBody), page.next);
  }

  @Get(':run_id')
  @Allow('finance', 'admin')
  @Problems('payout_run_not_found')
  @ApiOperation({ summary: 'A payout run with its lines, for review' })
  @ApiRevisedResponse(PayoutRunViewDto, 'The run.')
  async run(@IdParam('run_id', 'run') runId: PayoutRunId) {
    const found = await this.queries.execute(new GetPayoutRun(runId));
    const { run, revision } = orNotFound(found, 'payout_run_not_found', 'there is no such payout run');
    return new Answer(runView(run), { revision });
  }

  private async decide(runId: PayoutRunId, verdict: 'approve' | 'reject', context: CommandContext) {
    const outcome = await this.commands.execute(new DecidePayoutRun(runId, verdict, context));
    return commandAnswer(outcome, { run_id: runId });
  }
}

const runBody = ({ totalMinor, currency, ...run }: PayoutRunDocument) => ({
  ...bodyOf(run),
  total: moneyView(totalMinor, currency),
});

const amountView = ({ amountMinor, currency }: Money) => moneyView(Number(amountMinor), currency);

const runView = (run: BegunRun) => ({
  run_id: run.runId,
  market: run.market,
  state: run.status,
  minimum: amountView(run.minimum),
  total: amountView(run.total),
  proposed_by: run.proposedBy,
  expires_at: run.expiresAt,
  lines: run.lines.map(({ payoutId, creatorId, rail, orderIds, earned, debtSettled, amount }) => ({
    ...{ payout_id: payoutId, creator_id: creatorId, rail, order_ids: orderIds },
    ...{ earned: amountView(earned), debt_settled: amountView(debtSettled), amount: amountView(amount) },
    refused: run.refused.includes(payoutId),
    refused_for: run.refusedFor[payoutId] ?? null,
    settling: settlingView(run.settlings[payoutId]),
  })),
  left_out: run.leftOut.map(({ creatorId, code }) => ({ creator_id: creatorId, code })),
  bank_file: run.bankFile && bankFileView(run.bankFile),
});

const settlingView = (settling: DoubtSettling | undefined) =>
  settling === undefined ? null : bodyOf(settling);

const bankFileView = ({ messageId, sha256, payoutIds, total, executeOn, madeAt, givenOut }: BankFile) => ({
  ...{ message_id: messageId, sha256, payouts: payoutIds.length, total: amountView(total) },
  ...{ execute_on: executeOn, made_at: madeAt },
  given_out: givenOut.map(({ givenTo, givenAt }) => ({ given_to: givenTo, given_at: givenAt })),
});
