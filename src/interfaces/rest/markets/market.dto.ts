import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { HIGHEST_AMOUNT_MINOR, type MarketTerms } from '../../../domain/market/terms.js';
import { currencies, type Currency } from '../../../domain/money.js';
import type { Instant } from '../../../domain/time.js';
import { Nested } from '../shared/nested.js';
import { instantOf, IsInstant } from '../shared/period.dto.js';

const HIGHEST = Number(HIGHEST_AMOUNT_MINOR);

/** A whole number within bounds; the domain has bounds of its own, and names them. */
const WholeNumber =
  (example: number, most: number): PropertyDecorator =>
  (target, property) => {
    ApiProperty({ type: 'integer', example })(target, property);
    IsInt()(target, property);
    Min(0)(target, property);
    Max(most)(target, property);
  };

const YesOrNo =
  (example: boolean): PropertyDecorator =>
  (target, property) => {
    ApiProperty({ example })(target, property);
    IsBoolean()(target, property);
  };

export class PriceLimitsDto {
  @ApiProperty({ enum: currencies(), example: 'EUR' })
  @IsIn(currencies())
  currency!: Currency;

  @WholeNumber(500, HIGHEST)
  floor_minor!: number;

  @WholeNumber(HIGHEST, HIGHEST)
  ceiling_minor!: number;
}

export class MarketTermsDto {
  @YesOrNo(true)
  open!: boolean;

  @ApiProperty({ type: [PriceLimitsDto] })
  @ArrayMinSize(1)
  @ArrayMaxSize(10)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => PriceLimitsDto)
  prices!: PriceLimitsDto[];

  @WholeNumber(2000, 10_000)
  fee_basis_points!: number;

  @WholeNumber(60, 1_000_000)
  payment_window_minutes!: number;

  @WholeNumber(72, 100_000)
  acceptance_window_hours!: number;

  @WholeNumber(168, 100_000)
  delivery_window_hours!: number;

  @WholeNumber(72, 100_000)
  review_window_hours!: number;

  @WholeNumber(7, 10_000)
  hold_days!: number;

  @YesOrNo(false)
  review_requests!: boolean;

  @YesOrNo(false)
  review_videos!: boolean;

  @WholeNumber(0, 1_000_000_000)
  min_followers!: number;

  @WholeNumber(18, 99)
  min_age_years!: number;

  @YesOrNo(true)
  cross_market!: boolean;
}

export class PublishMarketTermsDto {
  @IsInstant('From when they hold; at once when it is left out.', {})
  effective_from?: string;

  @ApiProperty({ type: MarketTermsDto })
  @Nested(() => MarketTermsDto)
  terms!: MarketTermsDto;
}

export const effectiveFromOf = ({ effective_from }: PublishMarketTermsDto): Instant | null =>
  instantOf(effective_from) ?? null;

export const termsOf = (dto: MarketTermsDto): MarketTerms => ({
  open: dto.open,
  prices: dto.prices.map(({ currency, floor_minor, ceiling_minor }) => ({
    currency,
    floorMinor: BigInt(floor_minor),
    ceilingMinor: BigInt(ceiling_minor),
  })),
  feeBasisPoints: dto.fee_basis_points,
  paymentWindowMinutes: dto.payment_window_minutes,
  acceptanceWindowHours: dto.acceptance_window_hours,
  deliveryWindowHours: dto.delivery_window_hours,
  reviewWindowHours: dto.review_window_hours,
  holdDays: dto.hold_days,
  reviewRequests: dto.review_requests,
  reviewVideos: dto.review_videos,
  minFollowers: dto.min_followers,
  minAgeYears: dto.min_age_years,
  crossMarket: dto.cross_market,
});
