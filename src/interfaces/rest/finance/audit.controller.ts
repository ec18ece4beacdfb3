import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { IsIn, IsUUID, Matches } from 'class-validator';
import { EVENT_REGISTRY } from '../../../application/events/event-registry.js';
import type { Actor } from '../../../application/events/metadata.js';
import { ListMoneyCases } from '../../../application/finance/list-money-cases.js';
import { SearchAuditTrail } from '../../../application/finance/search-audit-trail.js';
import type { EventType } from '../../../domain/all-events.js';
import { idPattern } from '../../../domain/ids.js';
import { Optional } from '../http/optional.js';
import { pageAnswer, PageQuery } from '../http/page.js';
import { SeenPosition } from '../http/seen-position.js';
import { Allow } from '../identity/allow.js';
import { CurrentActor } from '../identity/caller.js';
import { orNotFound } from '../shared/found.js';
import { IsInstant, periodOf } from '../shared/period.dto.js';
import { bodyOf } from '../shared/snake-case.js';
import { PageOf } from '../shared/page-of.dto.js';
import { AuditEntryDto, MoneyCaseDto } from './audit.dto.js';

const EVENT_TYPES = Object.keys(EVENT_REGISTRY);
/** Ids of ours, of the payment provider, and codes of markets. */
const SUBJECT = /^[A-Za-z0-9_-]{2,100}$/;

export class SearchAuditTrailQuery extends PageQuery {
  @ApiProperty({
    required: false,
    description: 'The id of an order, a person, a quote or a payment, or a market.',
  })
  @Optional()
  @Matches(SUBJECT, { message: 'must be an id or the code of a market' })
  subject?: string;

  @ApiProperty({ required: false, enum: EVENT_TYPES })
  @Optional()
  @IsIn(EVENT_TYPES)
  type?: EventType;

  @ApiProperty({ required: false })
  @Optional()
  @Matches(SUBJECT, { message: 'must be the id of an actor' })
  actor_id?: string;

  @ApiProperty({ required: false, format: 'uuid' })
  @Optional()
  @IsUUID()
  correlation_id?: string;

  @IsInstant('Recorded at or after.')
  from?: string;

  @IsInstant('Recorded before.')
  to?: string;
}

export class ListMoneyCasesQuery extends PageQuery {
  @ApiProperty({ required: false })
  @Optional()
  @Matches(idPattern('ord'), { message: 'must be the id of an order (ord_…)' })
  order_id?: string;
}

@ApiTags('finance')
@Controller('v1')
export class AuditController {
  constructor(private readonly queries: QueryBus) {}

  @Get('audit')
  @Allow('finance', 'support', 'admin')
  @ApiOperation({ summary: 'Who did what, when, why and from where; the last recorded first' })
  @ApiOkResponse({ type: PageOf(AuditEntryDto), description: 'A page of the audit trail.' })
  async search(
    @CurrentActor() actor: Actor,
    @Query() query: SearchAuditTrailQuery,
    @SeenPosition() seen: bigint | undefined,
  ) {
    const { subject, type, actor_id: actorId, correlation_id: correlationId } = query;
    const period = periodOf(query);
    const page = { limit: query.limit, startingAfter: query.starting_after };
    const search = { subject, type, actorId, correlationId, ...period, ...page };
    const found = await this.queries.execute(new SearchAuditTrail(actor, search, seen));
    const { documents, next } = orNotFound(found, 'not_found', 'there is nothing at this address');
    return pageAnswer(
      // Padded where it is stored, for the order of text; here it is a position like any other.
      documents.map((entry) => bodyOf({ ...entry, position: String(BigInt(entry.position)) })),
      next,
    );
  }

  @Get('money-cases')
  @Allow('finance', 'admin')
  @ApiOperation({
    summary:
      'What was said about money and cannot be taken, as it was said: a list of facts, which nobody closes',
    description:
      'What an order or an account refused, refunds and payouts that failed or came back, evidence that was not taken, and what a process ' +
      'gave up. Each is told once and stays; what is to be done is done where it happened: at the order, the payout or the provider. What ' +
      'two sets of books differ in, with an owner and an end, is in `GET /v1/cases`.',
  })
  @ApiOkResponse({ type: PageOf(MoneyCaseDto), description: 'A page of cases, the last found first.' })
  async cases(
    @CurrentActor() actor: Actor,
    @Query() { order_id: orderId, limit, starting_after: startingAfter }: ListMoneyCasesQuery,
    @SeenPosition() seen: bigint | undefined,
  ) {
    const search = { orderId, limit, startingAfter };
    const found = await this.queries.execute(new ListMoneyCases(actor, search, seen));
    const { documents, next } = orNotFound(found, 'not_found', 'there is nothing at this address');
    return pageAnswer(
      documents.map((moneyCase) => bodyOf(moneyCase)),
      next,
    );
  }
}
