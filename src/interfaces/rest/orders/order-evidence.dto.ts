import { ApiProperty } from '@nestjs/swagger';
import { Matches } from 'class-validator';
import { LEDGER_ACCOUNTS } from '../../../domain/ledger/ledger.js';
import { currencies } from '../../../domain/money.js';
import { At, AtOrNull, OneOf, Text, TextOrNull, WholeNumber, YesOrNo } from '../shared/answer-fields.js';
import { ApiMoney, ApiMoneyOrNull, type MoneyDto } from '../shared/money.dto.js';
import { TimelineEntryDto } from './order-timeline.dto.js';
import { CHARGEBACKS, OrderMoneyDto } from './order-view.dto.js';

const ORDER = 'ord_019ab3c4-7d21-7e6f-9a10-0c5b8f2e4d11';
const EVIDENCE = ['none', 'prepared', 'submitted', 'refused'] as const;
const VIDEO = 'vid_019ab3c4-7d21-7e6f-9a10-0c5b8f2e4d11';

export class SubmitEvidenceDto {
  @ApiProperty({
    example: 'dp_1PqXyZ2eZvKYlo2C1aBcDeFg',
    pattern: '^\\w{1,100}$',
    description: 'The `chargeback.dispute_id` of the evidence that was looked at.',
  })
  @Matches(/^\w{1,100}$/, { message: 'must be the id of a dispute (dp_…)' })
  dispute_id!: string;
}

class AsOfDto {
  @Text('1042', 'Of the newest event that the evidence was made of.')
  position!: string;

  @At('2026-11-25T18:04:00.213Z')
  recorded_at!: string;
}

class FanOfOrderDto {
  @Text('fan_5f0c2a9e-1b7d-8c3a-9e44-d2b1a6f70c55')
  fan_id!: string;

  @TextOrNull('Deniz')
  name!: string | null;

  @Text('TR')
  market!: string;
}

class CreatorOfOrderDto {
  @Text('cre_5f0c2a9e-1b7d-8c3a-9e44-d2b1a6f70c55')
  creator_id!: string;

  @TextOrNull('Ada')
  name!: string | null;

  @Text('TR')
  market!: string;
}

class AcceptedTermsDto {
  @WholeNumber(1, 'Of the terms of the market.')
  version!: number;

  @WholeNumber(2000)
  fee_basis_points!: number;

  @WholeNumber(3_600_000)
  payment_window_ms!: number;

  @WholeNumber(259_200_000)
  acceptance_window_ms!: number;

  @WholeNumber(604_800_000)
  delivery_window_ms!: number;

  @WholeNumber(259_200_000)
  review_window_ms!: number;

  @WholeNumber(604_800_000)
  hold_ms!: number;

  @YesOrNo(false)
  review_requests!: boolean;

  @YesOrNo(false)
  review_videos!: boolean;

  @At('2026-11-23T09:30:00.000Z', 'When the fan ordered under them.')
  accepted_at!: string;
}

class PaymentOfOrderDto {
  @Text('pi_3PqXyZ2eZvKYlo2C1aBcDeFg')
  payment_id!: string;

  @Text('ch_3PqXyZ2eZvKYlo2C1aBcDeFg')
  charge_id!: string;

  @ApiMoney(15000)
  amount!: MoneyDto;

  @At('2026-11-23T09:31:00.000Z')
  held_at!: string;

  @YesOrNo(false, 'The bank had the fan confirm it (3-D Secure).')
  was_confirmed_by_fan!: boolean;

  @WholeNumber(0, 'Attempts that were refused.')
  refusals!: number;
}

export class PostingOfOrderDto {
  @Text('FundsHeld')
  event!: string;

  @Text('1042')
  position!: string;

  @OneOf(Object.keys(LEDGER_ACCOUNTS), 'held_for_orders')
  account!: string;

  @WholeNumber(-15000, 'Minor units: positive is a debit, negative a credit.')
  amount_minor!: number;

  @OneOf(currencies(), 'TRY')
  currency!: string;

  @At('2026-11-23T09:31:00.000Z')
  effective_at!: string;
}

class DeliveredVideoDto {
  @Text(VIDEO)
  video_id!: string;

  @Text('7bb6b5a7de5b6c8a3f0e9d1c2b3a4f5e6d7c8b9a0f1e2d3c4b5a69788796a5b4', 'Of the file.')
  sha256!: string;

  @WholeNumber(48_211_004)
  bytes!: number;

  @WholeNumber(93_400)
  duration_ms!: number;

  @Text('mp4')
  container!: string;
}

class RatingDto {
  @WholeNumber(5)
  stars!: number;

  @Text('She cried.')
  comment!: string;

  @At('2026-11-26T09:30:00.000Z')
  rated_at!: string;
}

class DeliveryOfOrderDto {
  @ApiProperty()
  video!: DeliveredVideoDto;

  @At('2026-11-25T18:04:00.000Z')
  submitted_at!: string;

  @At('2026-11-25T18:04:00.000Z', "When it was in the fan's inbox.")
  delivered_at!: string;

  @ApiProperty({ type: RatingDto, nullable: true })
  rating!: RatingDto | null;
}

class PlaybackDto {
  @Text(VIDEO)
  video_id!: string;

  @At('2026-11-25T19:00:00.000Z', 'When the fan was given a link that plays it.')
  given_at!: string;
}

class EvidenceMessageDto {
  @At('2026-11-23T09:00:00.000Z')
  at!: string;

  @Text('fan')
  by!: string;

  @Text('QuoteAsked')
  event!: string;

  @TextOrNull('Would you sing for my aunt?')
  message!: string | null;

  @ApiMoneyOrNull('That was proposed or agreed.')
  price!: MoneyDto | null;
}

class ChargebackEvidenceDto {
  @Text('dp_1PqXyZ2eZvKYlo2C1aBcDeFg')
  dispute_id!: string;

  @OneOf(CHARGEBACKS, 'open')
  status!: string;

  @Text('fraudulent')
  reason!: string;

  @ApiMoney(15000)
  amount!: MoneyDto;

  @YesOrNo(false, 'The bank only asks so far.')
  is_inquiry!: boolean;

  @At('2026-12-01T09:30:00.000Z')
  opened_at!: string;

  @AtOrNull('2026-12-10T09:30:00.000Z', 'Until when the payment provider takes evidence.')
  evidence_due_by!: string | null;

  @WholeNumber(15000)
  withdrawn_minor!: number;

  @WholeNumber(0)
  reinstated_minor!: number;

  @WholeNumber(5700)
  fee_minor!: number;

  @AtOrNull(null)
  decided_at!: string | null;

  @OneOf(EVIDENCE, 'none', 'What became of our answer to the bank.')
  evidence!: string;

  @AtOrNull(null, 'Since when the bank has evidence, from here or from the dashboard of the provider.')
  submitted_at!: string | null;
}

/** All that proves what was ordered, paid and delivered. */
export class OrderEvidenceDto {
  @Text(ORDER)
  order_id!: string;

  @ApiProperty()
  as_of!: AsOfDto;

  @ApiProperty()
  fan!: FanOfOrderDto;

  @ApiProperty()
  creator!: CreatorOfOrderDto;

  @Text('Her name is Fatma, she turns 60.')
  brief!: string;

  @ApiProperty()
  terms!: AcceptedTermsDto;

  @ApiMoney(15000)
  price!: MoneyDto;

  @ApiMoney(3000, "The platform's part.")
  fee!: MoneyDto;

  @ApiMoney(12000, "The creator's part.")
  earning!: MoneyDto;

  @ApiProperty({ type: PaymentOfOrderDto, nullable: true })
  payment!: PaymentOfOrderDto | null;

  @ApiProperty({ description: "Where the fan's money is, in minor units of the price's currency." })
  money!: OrderMoneyDto;

  @ApiProperty({
    type: [PostingOfOrderDto],
    description: "What the order's own events posted in the ledger.",
  })
  postings!: PostingOfOrderDto[];

  @ApiProperty({ type: [TimelineEntryDto], description: 'Oldest first.' })
  timeline!: TimelineEntryDto[];

  @ApiProperty({ type: DeliveryOfOrderDto, nullable: true })
  delivery!: DeliveryOfOrderDto | null;

  @ApiProperty({
    type: [PlaybackDto],
    description: 'Links to the video that the fan was given, a hundred at most.',
  })
  playback!: PlaybackDto[];

  @ApiProperty({ type: [EvidenceMessageDto], description: 'What the price was agreed in, oldest first.' })
  messages!: EvidenceMessageDto[];

  @ApiProperty({ type: ChargebackEvidenceDto, nullable: true })
  chargeback!: ChargebackEvidenceDto | null;

  @ApiProperty({
    type: [String],
    example: [],
    description: 'Where something stood of somebody who was forgotten since: it reads `[erased]`.',
  })
  forgotten!: string[];
}
