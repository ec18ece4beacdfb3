import { ApiProperty } from '@nestjs/swagger';
import type { Earning } from '../../../application/projections/creator-earnings.js';
import { currencies } from '../../../domain/money.js';
import { At, AtOrNull, namesOf, OneOf, Text, WholeNumber, YesOrNo } from '../shared/answer-fields.js';
import { ApiMoney, type MoneyDto } from '../shared/money.dto.js';

const STATES = namesOf<Exclude<Earning['state'], 'none'>>({
  pending: true,
  earned: true,
  lost: true,
  charged_back: true,
});

export class EarningDto {
  @Text('ord_019ab3c4-7d21-7e6f-9a10-0c5b8f2e4d11')
  order_id!: string;

  @Text('cre_5f0c2a9e-1b7d-8c3a-9e44-d2b1a6f70c55')
  creator_id!: string;

  @OneOf(STATES, 'earned')
  state!: string;

  @ApiMoney(15000)
  price!: MoneyDto;

  @ApiMoney(3000)
  fee!: MoneyDto;

  @ApiMoney(12000)
  earning!: MoneyDto;

  @AtOrNull('2026-11-23T10:15:00.000Z')
  accepted_at!: string | null;

  @AtOrNull('2026-11-25T18:04:00.000Z')
  earned_at!: string | null;

  @AtOrNull('2026-12-02T18:04:00.000Z')
  available_at!: string | null;

  @YesOrNo(false, 'A chargeback is under way: it cannot be paid out until that is decided.')
  disputed!: boolean;
}

export class EarningsOfCurrencyDto {
  @OneOf(currencies(), 'TRY')
  currency!: string;

  @WholeNumber(24000, 'Accepted, and not delivered yet.')
  pending_minor!: number;

  @WholeNumber(12000, "Delivered, and still in the market's hold.")
  in_hold_minor!: number;

  @AtOrNull('2026-12-02T18:04:00.000Z', 'When the first of these becomes available.')
  next_available_at!: string | null;

  @WholeNumber(
    36000,
    'Delivered, and past the hold, whether it was paid out since or not. What is to be had is `available_minor` of `GET /v1/creators/{creator_id}/account`.',
  )
  past_hold_minor!: number;

  @WholeNumber(0, 'Delivered, and not to be paid out before a chargeback is decided.')
  disputed_minor!: number;

  @WholeNumber(0)
  charged_back_minor!: number;
}

export class EarningsSummaryDto {
  @At('2026-11-26T08:00:00.000Z')
  as_of!: string;

  @ApiProperty({ type: [EarningsOfCurrencyDto] })
  data!: EarningsOfCurrencyDto[];
}
