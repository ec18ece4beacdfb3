import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { CommandContext } from '../../../application/command-context.js';
import { SettleDoubt } from '../../../application/payouts/settle-doubt.js';
import type { PayoutId, PayoutRunId } from '../../../domain/ids.js';
import { commandAnswer } from '../http/answer.js';
import { Context } from '../http/command-context.js';
import { IdParam } from '../http/id-param.js';
import { Allow } from '../identity/allow.js';
import { Problems } from '../openapi/problems.js';
import { PayoutRunAnswerDto } from '../shared/command-answer.dto.js';
import { ApproveDoubtDto, SettleDoubtDto } from './payouts.dto.js';

@ApiTags('finance')
@Controller('v1/payout-runs/:run_id/payouts/:payout_id/settle')
export class DoubtsController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  @HttpCode(200)
  @Allow('finance')
  @Problems('payout_run_not_found', 'payout_not_found', 'payout_not_doubted', 'payout_doubt_settled')
  @ApiOperation({
    summary: 'Proposes what became of a payout that a bank may have paid before it was given it',
    description: 'Nothing moves before somebody else of finance approves it.',
  })
  @ApiOkResponse({ type: PayoutRunAnswerDto })
  async propose(
    @IdParam('run_id', 'run') runId: PayoutRunId,
    @IdParam('payout_id', 'pay') payoutId: PayoutId,
    @Body() { outcome, reason }: SettleDoubtDto,
    @Context() context: CommandContext,
  ) {
    const settle = new SettleDoubt({ runId, payoutId }, outcome, reason, context);
    return commandAnswer(await this.commands.execute(settle), { run_id: runId });
  }

  @Post('approve')
  @HttpCode(200)
  @Allow('finance')
  @Problems(
    'payout_run_not_found',
    'payout_not_found',
    'payout_not_doubted',
    'payout_doubt_settled',
    'payout_doubt_not_proposed',
    'payout_doubt_own_proposal',
    'payout_doubt_proposal_changed',
  )
  @ApiOperation({
    summary: 'Approves what became of a payout that a bank may have paid unasked',
    description:
      'By somebody else than who proposed it, who says what was looked at. The payout is then `paid`, or `failed` and its orders can be paid out again.',
  })
  @ApiOkResponse({ type: PayoutRunAnswerDto })
  async approve(
    @IdParam('run_id', 'run') runId: PayoutRunId,
    @IdParam('payout_id', 'pay') payoutId: PayoutId,
    @Body() { outcome }: ApproveDoubtDto,
    @Context() context: CommandContext,
  ) {
    const settle = new SettleDoubt({ runId, payoutId }, outcome, null, context);
    return commandAnswer(await this.commands.execute(settle), { run_id: runId });
  }
}
