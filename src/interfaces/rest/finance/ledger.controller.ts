import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { IsIn, Matches } from 'class-validator';
import type { Actor } from '../../../application/events/metadata.js';
import { GetCreatorAccount } from '../../../application/finance/get-creator-account.js';
import { LedgerBalances } from '../../../application/finance/ledger-balances.js';
import { ListPostings } from '../../../application/finance/list-postings.js';
import { ListOpenItems } from '../../../application/finance/open-items.js';
import { Clock } from '../../../application/ports/clock.js';
import { type CreatorId, idPattern, type OrderId } from '../../../domain/ids.js';
import {
  CLEARING_ACCOUNTS,
  type ClearingAccount,
  LEDGER_ACCOUNTS,
  type LedgerAccount,
} from '../../../domain/ledger/ledger.js';
import { currencies, type Currency } from '../../../domain/money.js';
import { IdParam } from '../http/id-param.js';
import { Optional } from '../http/optional.js';
import { pageAnswer, PageQuery } from '../http/page.js';
import { SeenPosition } from '../http/seen-position.js';
import { Allow } from '../identity/allow.js';
import { CurrentActor } from '../identity/caller.js';
import { Problems } from '../openapi/problems.js';
import { ProblemError } from '../problems/problem-error.js';
import { orNotFound } from '../shared/found.js';
import { PageOf } from '../shared/page-of.dto.js';
import { instantOf, IsInstant, periodOf } from '../shared/period.dto.js';
import { bodyOf } from '../shared/snake-case.js';
import { CreatorAccountDto, LedgerBalancesDto, LedgerPostingDto, OpenItemDto } from './ledger.dto.js';

const ACCOUNTS = Object.keys(LEDGER_ACCOUNTS);

export class ListPostingsQuery extends PageQuery {
  @ApiProperty({ required: false, enum: ACCOUNTS })
  @Optional()
  @IsIn(ACCOUNTS)
  account?: LedgerAccount;

  @ApiProperty({ required: false, enum: currencies() })
  @Optional()
  @IsIn(currencies())
  currency?: Currency;

  @ApiProperty({ required: false })
  @Optional()
  @Matches(idPattern('ord'), { message: 'must be the id of an order (ord_…)' })
  order_id?: OrderId;

  @ApiProperty({
    required: false,
    description: "Lines in the creator's own accounts: payable, receivable and in transit.",
  })
  @Optional()
  @Matches(idPattern('cre'), { message: 'must be the id of a creator (cre_…)' })
  creator_id?: CreatorId;

  @IsInstant('Effective at or after.')
  from?: string;

  @IsInstant('Effective before.')
  to?: string;
}

export class OpenItemsQuery extends PageQuery {
  @ApiProperty({ required: false, enum: CLEARING_ACCOUNTS })
  @Optional()
  @IsIn(CLEARING_ACCOUNTS)
  account?: ClearingAccount;
}

export class LedgerBalancesQuery {
  @IsInstant(
    'Effective at or before; now, where it is left out. What is recorded later about before then changes the answer: one that stays the same is ' +
      'the report `ledger_balances`, which has `as_of`.',
  )
  effective_at?: string;
}

@ApiTags('finance')
@Controller('v1')
export class LedgerController {
  constructor(
    private readonly queries: QueryBus,
    private readonly clock: Clock,
  ) {}

  @Get('ledger/postings')
  @Allow('finance', 'admin')
  @ApiOperation({ summary: 'The lines of the ledger, the first effective first' })
  @ApiOkResponse({ type: PageOf(LedgerPostingDto), description: 'A page of postings.' })
  async postings(@Query() query: ListPostingsQuery, @SeenPosition() seen: bigint | undefined) {
    const { account, currency, order_id: orderId, creator_id: creatorId } = query;
    const period = periodOf(query);
    const page = { limit: query.limit, startingAfter: query.starting_after };
    const search = { account, currency, orderId, creatorId, ...period, ...page };
    const { documents, next } = await this.queries.execute(new ListPostings(search, seen));
    return pageAnswer(
      // Padded where it is stored, for the order of text; here it is a position like any other.
      documents.map((posting) => bodyOf({ ...posting, position: String(BigInt(posting.position)) })),
      next,
    );
  }

  @Get('ledger/balances')
  @Allow('finance', 'admin')
  @Problems('as_of_invalid')
  @ApiOperation({ summary: 'What is in each account of the ledger, by when it came about' })
  @ApiOkResponse({ type: LedgerBalancesDto, description: 'In minor units.' })
  async balances(@Query() query: LedgerBalancesQuery, @SeenPosition() seen: bigint | undefined) {
    const now = this.clock.now();
    const effectiveAt = instantOf(query.effective_at) ?? now;
    if (effectiveAt > now) throw new ProblemError('as_of_invalid', 'the instant has not come yet');
    const balances = await this.queries.execute(new LedgerBalances(effectiveAt, seen));
    return { effective_at: effectiveAt, data: balances.map((balance) => bodyOf(balance)) };
  }

  @Get('ledger/open-items')
  @Allow('finance', 'admin')
  @ApiOperation({ summary: 'What orders and payouts have left in clearing accounts, the oldest first' })
  @ApiOkResponse({ type: PageOf(OpenItemDto), description: 'A page of what is open.' })
  async openItems(@Query() query: OpenItemsQuery, @SeenPosition() seen: bigint | undefined) {
    const search = { account: query.account, limit: query.limit, startingAfter: query.starting_after };
    const { documents, next } = await this.queries.execute(new ListOpenItems(search, seen));
    return pageAnswer(
      documents.map(({ isOpen: _all, ...item }) => bodyOf(item)),
      next,
    );
  }

  @Get('creators/:creator_id/account')
  @Allow('creator', 'finance', 'admin')
  @ApiOperation({ summary: "What a creator's account comes to, with everything that has happened" })
  @ApiOkResponse({ type: CreatorAccountDto, description: 'In minor units.' })
  @Problems('creator_not_found')
  async account(@CurrentActor() actor: Actor, @IdParam('creator_id', 'cre') creatorId: CreatorId) {
    const now = this.clock.now();
    const found = await this.queries.execute(new GetCreatorAccount(actor, creatorId, now));
    const accounts = orNotFound(found, 'creator_not_found', 'there is no such creator');
    return { as_of: now, data: accounts.map((account) => bodyOf(account)) };
  }
}
