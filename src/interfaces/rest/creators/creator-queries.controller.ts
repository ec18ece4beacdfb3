import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { IsIn, IsString, Length } from 'class-validator';
import type { CreatorListing } from '../../../application/creators/creator-listing.js';
import { GetCreator } from '../../../application/creators/get-creator.js';
import { SearchCatalogue } from '../../../application/creators/search-catalogue.js';
import type { Actor } from '../../../application/events/metadata.js';
import type { CreatorId } from '../../../domain/ids.js';
import { HIGHEST_AMOUNT_MINOR } from '../../../domain/market/terms.js';
import { currencies, type Currency } from '../../../domain/money.js';
import { Answer } from '../http/answer.js';
import { IdParam } from '../http/id-param.js';
import { Optional } from '../http/optional.js';
import { pageAnswer, PageQuery } from '../http/page.js';
import { SeenPosition } from '../http/seen-position.js';
import { WholeNumberText } from '../http/validation.js';
import { Allow, AllowAnyone } from '../identity/allow.js';
import { CurrentActor } from '../identity/caller.js';
import { Problems } from '../openapi/problems.js';
import { ProblemError } from '../problems/problem-error.js';
import { orNotFound } from '../shared/found.js';
import { IsMarketCode } from '../shared/market-code.js';
import { moneyView } from '../shared/money.dto.js';
import { bodyOf } from '../shared/snake-case.js';
import { ApiRevisedResponse } from '../openapi/answer-headers.js';
import { PageOf } from '../shared/page-of.dto.js';
import { CreatorDto, CreatorListingDto } from './creator-view.dto.js';

const OFFERINGS = ['open', 'paused', 'none'] as const;
const HIGHEST = Number(HIGHEST_AMOUNT_MINOR);

export class SearchCatalogueQuery extends PageQuery {
  @ApiProperty({
    required: false,
    example: 'ad',
    minLength: 1,
    maxLength: 100,
    description: 'How the name begins, in any case.',
  })
  @Optional()
  @IsString()
  @Length(1, 100)
  search?: string;

  @ApiProperty({ required: false, example: 'TR' })
  @Optional()
  @IsMarketCode()
  market?: string;

  @ApiProperty({ required: false, enum: OFFERINGS })
  @Optional()
  @IsIn(OFFERINGS)
  offering?: (typeof OFFERINGS)[number];

  @ApiProperty({
    required: false,
    enum: currencies(),
    description: 'Prices compare within one currency only.',
  })
  @Optional()
  @IsIn(currencies())
  currency?: Currency;

  @ApiProperty({ required: false, type: 'integer', description: 'With `currency`.' })
  @Optional()
  @WholeNumberText(0, HIGHEST)
  price_from_minor?: number;

  @ApiProperty({ required: false, type: 'integer', description: 'With `currency`.' })
  @Optional()
  @WholeNumberText(0, HIGHEST)
  price_to_minor?: number;
}

@ApiTags('creators')
@Controller('v1')
export class CreatorQueriesController {
  constructor(private readonly queries: QueryBus) {}

  @Get('catalogue')
  @AllowAnyone()
  @ApiOperation({ summary: 'Creators by name, or, when a price is asked for, the cheapest first' })
  @ApiOkResponse({ type: PageOf(CreatorListingDto), description: 'A page of creators.' })
  async search(@Query() query: SearchCatalogueQuery, @SeenPosition() seen: bigint | undefined) {
    const { search: text, market, offering, limit, starting_after: startingAfter } = query;
    const search = { text, market, offering, price: priceOf(query), limit, startingAfter };
    const page = await this.queries.execute(new SearchCatalogue(search, seen));
    return pageAnswer(page.documents.map(creatorBody), page.next);
  }

  @Get('creators/me')
  @Allow('creator')
  @Problems('creator_not_found')
  @ApiOperation({ summary: 'The creator who asks' })
  @ApiRevisedResponse(CreatorDto, 'The creator.')
  me(@CurrentActor() actor: Actor, @SeenPosition() seen: bigint | undefined) {
    return this.creator(actor.id as CreatorId, seen);
  }

  @Get('creators/:creator_id')
  @AllowAnyone()
  @Problems('creator_not_found')
  @ApiOperation({ summary: 'A creator: offering, rating, and how reliably they deliver' })
  @ApiRevisedResponse(CreatorDto, 'The creator.')
  get(@IdParam('creator_id', 'cre') creatorId: CreatorId, @SeenPosition() seen: bigint | undefined) {
    return this.creator(creatorId, seen);
  }

  private async creator(creatorId: CreatorId, seen: bigint | undefined) {
    const found = await this.queries.execute(new GetCreator(creatorId, seen));
    const { record, ...creator } = orNotFound(found, 'creator_not_found', 'there is no such creator');
    return new Answer({ ...creatorBody(creator), record }, { revision: BigInt(creator.revision) });
  }
}

function priceOf({ currency, price_from_minor, price_to_minor }: SearchCatalogueQuery) {
  if (currency !== undefined)
    return { currency, leastMinor: amountOf(price_from_minor), mostMinor: amountOf(price_to_minor) };
  if (price_from_minor === undefined && price_to_minor === undefined) return undefined;
  throw new ProblemError('validation_failed', 'a price is compared within one currency', {
    errors: [{ field: 'currency', detail: 'must be given with a price' }],
  });
}

const amountOf = (minor: number | undefined): bigint | undefined =>
  minor === undefined ? undefined : BigInt(minor);

function creatorBody({ priceMinor, currency, ...creator }: CreatorListing) {
  const price = priceMinor === null || currency === null ? null : moneyView(priceMinor, currency);
  return { ...bodyOf(creator), price };
}
