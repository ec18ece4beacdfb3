import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type CaseHistory, GetCase, ListCases } from '../../../application/cases/case-views.js';
import {
  ApproveCaseClosing,
  AssignCase,
  CloseCase,
  NoteOnCase,
} from '../../../application/cases/work-on-case.js';
import type { CommandContext } from '../../../application/command-context.js';
import type { CommandOutcome } from '../../../application/runtime/outcome.js';
import type { EventOf } from '../../../domain/all-events.js';
import type { CaseId } from '../../../domain/ids.js';
import type { CaseMovement, MoneyCaseEvent } from '../../../domain/money-case/money-case.js';
import { Answer, commandAnswer } from '../http/answer.js';
import { Context } from '../http/command-context.js';
import { IdParam } from '../http/id-param.js';
import { pageAnswer } from '../http/page.js';
import { SeenPosition } from '../http/seen-position.js';
import { Allow } from '../identity/allow.js';
import { ApiRevisedResponse } from '../openapi/answer-headers.js';
import { Problems } from '../openapi/problems.js';
import { CaseAnswerDto } from '../shared/command-answer.dto.js';
import { orNotFound } from '../shared/found.js';
import { moneyOf } from '../shared/money.dto.js';
import { PageOf } from '../shared/page-of.dto.js';
import { bodyOf } from '../shared/snake-case.js';
import { caseBody } from './case-body.js';
import {
  ApproveCaseClosingDto,
  AssignCaseDto,
  CaseInListDto,
  type CaseMovementDto,
  CaseViewDto,
  CloseCaseDto,
  ListCasesQuery,
  NoteOnCaseDto,
} from './cases.dto.js';

@ApiTags('finance')
@Controller('v1/cases')
export class CasesController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  @Allow('finance', 'admin')
  @ApiOperation({
    summary: "Differences between our books and the provider's, or our bank's, the last opened first",
    description:
      'Each is found by comparing, is somebody’s to see to, and ends: resolved by a later look, or closed with a reason. What was told and ' +
      'cannot be taken, a refused refund or a payout that came back, is in `GET /v1/money-cases`.',
  })
  @ApiOkResponse({ type: PageOf(CaseInListDto), description: 'A page of cases.' })
  async list(@Query() query: ListCasesQuery, @SeenPosition() seen: bigint | undefined) {
    const { status, kind, owner, limit, starting_after: startingAfter } = query;
    const page = await this.queries.execute(
      new ListCases({ status, kind, owner, limit, startingAfter }, seen),
    );
    return pageAnswer(page.documents.map(caseBody), page.next);
  }

  @Get(':case_id')
  @Allow('finance', 'admin')
  @Problems('money_case_not_found')
  @ApiOperation({ summary: 'A case with all that happened to it' })
  @ApiRevisedResponse(CaseViewDto, 'The case.')
  async case(@IdParam('case_id', 'cas') caseId: CaseId) {
    const history = await this.queries.execute(new GetCase(caseId));
    const found = orNotFound(history, 'money_case_not_found', 'there is no such case');
    return new Answer(caseView(found), { revision: found.revision });
  }

  @Post(':case_id/assign')
  @HttpCode(200)
  @Allow('finance')
  @Problems('money_case_not_found', 'money_case_over')
  @ApiOperation({ summary: 'Gives the case to who is to see to it' })
  @ApiOkResponse({ type: CaseAnswerDto })
  assign(
    @IdParam('case_id', 'cas') caseId: CaseId,
    @Body() { owner }: AssignCaseDto,
    @Context() context: CommandContext,
  ) {
    return this.answer(caseId, this.commands.execute(new AssignCase(caseId, owner, context)));
  }

  @Post(':case_id/note')
  @HttpCode(200)
  @Allow('finance')
  @Problems('money_case_not_found')
  @ApiOperation({ summary: 'Writes down what was found out about the case' })
  @ApiOkResponse({ type: CaseAnswerDto })
  note(
    @IdParam('case_id', 'cas') caseId: CaseId,
    @Body() { note }: NoteOnCaseDto,
    @Context() context: CommandContext,
  ) {
    return this.answer(caseId, this.commands.execute(new NoteOnCase(caseId, note, context)));
  }

  @Post(':case_id/close')
  @HttpCode(200)
  @Allow('finance')
  @Problems('money_case_not_found', 'money_case_over', 'money_case_movement_invalid')
  @ApiOperation({
    summary: 'Closes the case with a reason, or proposes to',
    description:
      'With a movement, money is moved in the ledger and the case closed once somebody else has approved it.',
  })
  @ApiOkResponse({ type: CaseAnswerDto })
  close(
    @IdParam('case_id', 'cas') caseId: CaseId,
    @Body() { reason, movement }: CloseCaseDto,
    @Context() context: CommandContext,
  ) {
    const closing = { reason, movement: movement === undefined ? null : movementOf(movement) };
    return this.answer(caseId, this.commands.execute(new CloseCase(caseId, closing, context)));
  }

  @Post(':case_id/approve')
  @HttpCode(200)
  @Allow('finance')
  @Problems(
    'money_case_not_found',
    'money_case_over',
    'money_case_not_proposed',
    'money_case_own_proposal',
    'money_case_proposal_changed',
  )
  @ApiOperation({
    summary: 'Approves what is to be moved for the case, and closes it',
    description: 'By somebody else than who proposed it, who says what was looked at.',
  })
  @ApiOkResponse({ type: CaseAnswerDto })
  approve(
    @IdParam('case_id', 'cas') caseId: CaseId,
    @Body() { movement }: ApproveCaseClosingDto,
    @Context() context: CommandContext,
  ) {
    return this.answer(
      caseId,
      this.commands.execute(new ApproveCaseClosing(caseId, movementOf(movement), context)),
    );
  }

  private async answer(caseId: CaseId, outcome: Promise<CommandOutcome>) {
    return commandAnswer(await outcome, { case_id: caseId });
  }
}

const movementOf = ({ from, to, amount }: CaseMovementDto): CaseMovement => ({
  ...{ from, to, amount: moneyOf(amount) },
});

const caseView = ({ found: { difference, ...found }, events }: CaseHistory) => ({
  ...bodyOf({ ...found, ...difference }),
  history: events.map(({ type, data, metadata }) => ({
    ...{ type, at: metadata.at, by: metadata.actor.id, text: textOf(data) },
    movement: 'movement' in data ? bodyOf(data.movement) : null,
    proposed_by: 'proposedBy' in data ? data.proposedBy : null,
    approved_by: 'approvedBy' in data ? data.approvedBy : null,
    found: 'theirs' in data ? foundOf(data) : null,
  })),
});

const foundOf = ({ amount, ours, theirs }: EventOf<'MoneyCaseOpened'>['data']) =>
  bodyOf({ amount, ours, theirs });

function textOf(data: MoneyCaseEvent['data']): string | null {
  if ('note' in data) return data.note;
  if ('reason' in data) return data.reason;
  return 'owner' in data ? data.owner : null;
}
