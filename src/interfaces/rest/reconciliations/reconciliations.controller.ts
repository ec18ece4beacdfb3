import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiCreatedResponse, ApiOperation, ApiParam, ApiProperty, ApiTags } from '@nestjs/swagger';
import { Matches } from 'class-validator';
import type { CommandContext } from '../../../application/command-context.js';
import {
  GetReconciliation,
  type ReconciliationFound,
} from '../../../application/reconciliation/get-reconciliation.js';
import { StartReconciliation } from '../../../application/reconciliation/start-reconciliation.js';
import { DAY } from '../../../domain/reconciliation/decide.js';
import { type BegunReconciliation, type Section, SECTIONS } from '../../../domain/reconciliation/run.js';
import { Answer, commandAnswer } from '../http/answer.js';
import { Context } from '../http/command-context.js';
import { Allow } from '../identity/allow.js';
import { ApiRevisedResponse } from '../openapi/answer-headers.js';
import { Problems } from '../openapi/problems.js';
import { At, AtOrNull, namesOf, OneOf, Text, WholeNumber } from '../shared/answer-fields.js';
import { CommandAnswerDto } from '../shared/command-answer.dto.js';
import { orNotFound } from '../shared/found.js';
import { bodyOf } from '../shared/snake-case.js';

const EXAMPLE_DAY = '2026-11-22';
const STATES = namesOf<BegunReconciliation['status']>({ running: true, finished: true, failed: true });

class StartReconciliationDto {
  @ApiProperty({
    example: EXAMPLE_DAY,
    description: "A day of the provider's books, in UTC, that has begun.",
  })
  @Matches(DAY, { message: 'must be a day (2026-11-22)' })
  day!: string;
}

class ReconciliationAnswerDto extends CommandAnswerDto {
  @ApiProperty({ example: EXAMPLE_DAY })
  day!: string;
}

class TallyDto {
  @OneOf(SECTIONS, 'payments')
  section!: Section;

  @Text('TRY', 'ISO 4217; also one that the platform does not take.')
  currency!: string;

  @WholeNumber(12, 'How many were looked at that moved money.')
  objects!: number;

  @WholeNumber(1440000, 'What they come to, in minor units; of fees, what the provider has taken.')
  amount_minor!: number;
}

class ReconciliationDto {
  @Text(EXAMPLE_DAY)
  day!: string;

  @Text('stripe_live', 'Whose books they are.')
  provider!: string;

  @OneOf(STATES, 'running', 'A failed one could not go on: start another.')
  status!: string;

  @WholeNumber(1, 'A day can be looked at again.')
  run!: number;

  @Text('staff-1', 'Who started it, or the clock.')
  started_by!: string;

  @At('2026-11-23T01:00:00.000Z')
  started_at!: string;

  @AtOrNull('2026-11-23T01:00:09.000Z')
  ended_at!: string | null;

  @OneOf(SECTIONS, 'payments', 'What it is looking at, or looked at last.')
  section!: string;

  @WholeNumber(7, 'Sections that are done.')
  sections_done!: number;

  @WholeNumber(15)
  sections!: number;

  @WholeNumber(1, 'What the provider has told, or has, and we had not heard of.')
  taken_in!: number;

  @ApiProperty({ type: [String], example: ['cas_019ab3c4-7d21-8e6f-9a10-0c5b8f2e4d11'] })
  case_ids!: string[];

  @ApiProperty({ type: [TallyDto] })
  totals!: TallyDto[];
}

@ApiTags('finance')
@Controller('v1/reconciliations')
export class ReconciliationsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Post()
  @Allow('finance')
  @Problems('reconciliation_day_invalid')
  @ApiOperation({
    summary: "Compares a day of the payment provider's books with ours",
    description: 'Every difference is a case. While a run of the day is under way, this starts no other.',
  })
  @ApiCreatedResponse({ type: ReconciliationAnswerDto })
  async start(@Body() { day }: StartReconciliationDto, @Context() context: CommandContext) {
    const outcome = await this.commands.execute(new StartReconciliation(day, context));
    return commandAnswer(outcome, { day }, `/v1/reconciliations/${day}`);
  }

  @Get(':day')
  @Allow('finance', 'admin')
  @Problems('not_found')
  @ApiParam({ name: 'day', schema: { type: 'string', example: EXAMPLE_DAY } })
  @ApiOperation({ summary: 'How far the last run of a day has come, and what it has found' })
  @ApiRevisedResponse(ReconciliationDto, 'The run.')
  async of(@Param('day') day: string) {
    const found = await this.queries.execute(new GetReconciliation(day));
    const { run, revision } = orNotFound(found, 'not_found', NOT_LOOKED_AT);
    return new Answer(viewOf(run), { revision });
  }
}

const NOT_LOOKED_AT =
  'nobody has looked at that day: POST it to /v1/reconciliations, if it is a day (YYYY-MM-DD) that has begun';

const viewOf = ({ tallies, section, ...run }: ReconciliationFound['run']) => {
  const { day, provider, status, run: number, startedBy, startedAt, endedAt, takenIn, caseIds } = run;
  const done = status === 'finished' ? SECTIONS.length : SECTIONS.indexOf(section);
  return bodyOf({
    ...{ day, provider, status, run: number, startedBy, startedAt, endedAt, takenIn, caseIds },
    ...{ section, sectionsDone: done, sections: SECTIONS.length, totals: tallies },
  });
};
