import { ApiProperty } from '@nestjs/swagger';
import type { PaymentStanding } from '../../../application/projections/order-view.js';
import type { Ending } from '../../../domain/order/endings.js';
import type { Chargeback, PlacedOrder, Refund } from '../../../domain/order/order.js';
import {
  At,
  AtOrNull,
  namesOf,
  OneOf,
  OneOfOrNull,
  Text,
  TextOrNull,
  WholeNumber,
  WholeNumberOrNull,
  YesOrNo,
} from '../shared/answer-fields.js';
import { ApiMoney, type MoneyDto } from '../shared/money.dto.js';

export const ORDER_STATES = namesOf<PlacedOrder['status']>({
  awaiting_payment: true,
  in_request_review: true,
  awaiting_acceptance: true,
  accepted: true,
  in_video_review: true,
  delivered: true,
  ended: true,
});

export const ENDINGS = namesOf<Ending>({
  lapsed: true,
  withdrawn: true,
  declined: true,
  request_rejected: true,
  acceptance_expired: true,
  delivery_expired: true,
  review_expired: true,
  refunded_by_provider: true,
  charged_back: true,
});

export const REFUNDS = namesOf<Refund['status']>({
  none: true,
  requested: true,
  pending: true,
  issued: true,
  failed: true,
});

export const CHARGEBACKS = namesOf<Chargeback['status']>({ none: true, open: true, won: true, lost: true });

export const PAYMENTS = namesOf<PaymentStanding>({
  started: true,
  action_required: true,
  refused: true,
  succeeded: true,
  canceled: true,
  outcome_unknown: true,
});

export class OrderMoneyDto {
  @WholeNumber(15000)
  paid_minor!: number;

  @WholeNumber(0)
  refunded_minor!: number;

  @WholeNumber(0)
  earned_minor!: number;

  @WholeNumber(0)
  fee_minor!: number;

  @WholeNumber(15000)
  held_minor!: number;

  @WholeNumber(0)
  charged_back_minor!: number;
}

export class ChargebackFundsDto {
  @WholeNumber(15000, 'Taken out of our balance.')
  withdrawn_minor!: number;

  @WholeNumber(0, 'Given back since.')
  reinstated_minor!: number;

  @WholeNumber(5700, 'What the payment provider keeps for it.')
  fee_minor!: number;
}

export class RefundPromiseDto {
  @At('2026-11-26T08:00:00.000Z', 'Since when it is owed.')
  due_at!: string;

  @AtOrNull('2026-11-26T08:00:01.000Z', 'When the payment provider had taken the last attempt.')
  sent_at!: string | null;

  @TextOrNull('re_3PqXyZ2eZvKYlo2C1aBcDeFg', 'What the payment provider calls that attempt.')
  reference!: string | null;

  @AtOrNull('2026-11-26T08:00:09.000Z', 'When the payment provider said that the money is back.')
  confirmed_at!: string | null;
}

export class OrderDto {
  @Text('ord_019ab3c4-7d21-7e6f-9a10-0c5b8f2e4d11')
  order_id!: string;

  @Text('fan_5f0c2a9e-1b7d-8c3a-9e44-d2b1a6f70c55')
  fan_id!: string;

  @Text('cre_5f0c2a9e-1b7d-8c3a-9e44-d2b1a6f70c55')
  creator_id!: string;

  @Text('TR', "The creator's.")
  market!: string;

  @Text('TR')
  fan_market!: string;

  @TextOrNull(null, 'In which the price was agreed.')
  quote_id!: string | null;

  @Text('Please sing happy birthday for my aunt.')
  brief!: string;

  @OneOf(ORDER_STATES, 'accepted')
  state!: string;

  @OneOfOrNull(ENDINGS, null, 'Why it ended without a delivery.')
  ending!: string | null;

  @OneOf(REFUNDS, 'none')
  refund!: string;

  @ApiProperty({
    type: RefundPromiseDto,
    nullable: true,
    description:
      'What the fan is owed back and how far that has come, for staff; else, and where nothing is, null.',
  })
  refund_promise!: RefundPromiseDto | null;

  @OneOf(CHARGEBACKS, 'none')
  chargeback!: string;

  @ApiProperty({
    type: ChargebackFundsDto,
    nullable: true,
    description:
      'What it has moved in our balance at the payment provider, for staff; else, and without one, null.',
  })
  chargeback_funds!: ChargebackFundsDto | null;

  @AtOrNull(null, 'Until when the payment provider takes evidence against an open chargeback, for staff.')
  evidence_due_by!: string | null;

  @OneOf(PAYMENTS, 'succeeded')
  payment!: string;

  @TextOrNull('pi_3PqXyZ2eZvKYlo2C1aBcDeFg', "The payment's id at the provider.")
  payment_id!: string | null;

  @YesOrNo(true, 'The money was held while it was open: the creator never sees one that was not.')
  reached_creator!: boolean;

  @ApiMoney(15000)
  price!: MoneyDto;

  @ApiMoney(3000, "The platform's part.")
  fee!: MoneyDto;

  @ApiMoney(12000, "The creator's part.")
  earning!: MoneyDto;

  @ApiProperty({ description: "Where the fan's money is, in minor units of the price's currency." })
  money!: OrderMoneyDto;

  @At('2026-11-23T09:30:00.000Z')
  placed_at!: string;

  @AtOrNull('2026-11-30T10:15:00.000Z', 'Until when the next step must come.')
  due_at!: string | null;

  @AtOrNull('2026-11-23T10:15:00.000Z')
  accepted_at!: string | null;

  @AtOrNull(null)
  delivered_at!: string | null;

  @TextOrNull(null)
  video_id!: string | null;

  @WholeNumberOrNull(null)
  stars!: number | null;

  @TextOrNull(null)
  comment!: string | null;

  @YesOrNo(true, 'Somebody still has to do something, or money is still held.')
  open!: boolean;

  @Text('2')
  revision!: string;
}
