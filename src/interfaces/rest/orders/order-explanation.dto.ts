import { ApiProperty, PickType } from '@nestjs/swagger';
import type { WaitsFor } from '../../../application/orders/explained/what-waits.js';
import type { DeadlineThen } from '../../../application/orders/explained/order-deadlines.js';
import type { ToldPosting } from '../../../application/orders/explained/told-events.js';
import type { Subject } from '../../../domain/money-rules/notes.js';
import { MONEY_RULES } from '../../../domain/money-rules/rules.js';
import type { Earning } from '../../../domain/creator-account/account.js';
import { CaseInListDto } from '../cases/cases.dto.js';
import { MoneyCaseDto } from '../finance/audit.dto.js';
import { LedgerBalanceDto } from '../finance/ledger.dto.js';
import { PayoutDto } from '../payouts/payouts.dto.js';
import {
  At,
  AtOrNull,
  namesOf,
  OneOf,
  Text,
  TextOrNull,
  WholeNumber,
  YesOrNo,
} from '../shared/answer-fields.js';
import { PostingOfOrderDto } from './order-evidence.dto.js';
import { WHO_ACTS } from './order-timeline.dto.js';
import { ChargebackFundsDto, OrderDto, RefundPromiseDto } from './order-view.dto.js';

const CREATOR = 'cre_5f0c2a9e-1b7d-8c3a-9e44-d2b1a6f70c55';
const ORDER = 'ord_019ab3c4-7d21-7e6f-9a10-0c5b8f2e4d11';

const WAITS = namesOf<WaitsFor>({
  ...{ unknown_outcome: true, word_of_provider: true, slot: true, evidence: true },
  ...{ availability: true, payout: true, hold: true, case: true },
});
const DEADLINES = namesOf<DeadlineThen['kind']>({
  ...{ order: true, payment: true, refund: true, evidence: true },
  ...{ quote: true, erasure: true, order_slot: true, payout: true },
});
const OUTCOMES = namesOf<DeadlineThen['outcome']>({ running: true, met: true, passed: true });
const EARNINGS = namesOf<Earning['status']>({ pending: true, lost: true, earned: true });
const OF = namesOf<ToldPosting['of']>({ order: true, payout: true, case: true });
const SUBJECTS = namesOf<Subject['of']>({ order: true, account: true, run: true, case: true, creator: true });

class PartiesDto extends PickType(OrderDto, ['fan_id', 'creator_id', 'market', 'fan_market', 'quote_id']) {}

class WaitDto {
  @OneOf(WAITS, 'availability', 'A stable code.')
  for!: string;

  @AtOrNull('2026-12-02T18:04:00.000Z', 'Until when, or from when on; null where no instant is set.')
  at!: string | null;

  @Text('The earning of 120.00 TRY can be paid out from then on, by the next run of payouts.')
  sentence!: string;
}

class EventAtDto {
  @Text('1042')
  position!: string;

  @Text('OrderAccepted')
  type!: string;
}

class ActorDto {
  @Text('creator')
  role!: string;

  @Text(CREATOR)
  id!: string;
}

/** It may be in a currency of the books of the provider. */
class FactAmountDto {
  @WholeNumber(15000)
  amount_minor!: number;

  @Text('TRY')
  currency!: string;
}

class FactDto {
  @Text('deliver_by')
  name!: string;

  @Text('2026-11-30T10:15:00.000Z', 'For people; `150.00 TRY` of an amount.')
  value!: string;

  @ApiProperty({ type: FactAmountDto, nullable: true, description: 'Null of what is no amount.' })
  amount!: FactAmountDto | null;
}

class ExplainedEventDto extends EventAtDto {
  @At('2026-11-23T10:15:00.000Z', 'When it was decided.')
  at!: string;

  @At('2026-11-23T10:15:00.004Z', 'When the log recorded it.')
  recorded_at!: string;

  @Text(`order-${ORDER}`)
  stream!: string;

  @Text('2')
  revision!: string;

  @Text('019ab3c4-7d21-8e6f-9a10-0c5b8f2e4d11')
  event_id!: string;

  @ApiProperty()
  by!: ActorDto;

  @Text('rest', 'From where it came: rest, webhook, deadline, or a process.')
  source!: string;

  @TextOrNull(null, 'Why staff stepped in.')
  reason!: string | null;

  @Text('019ab3c4-7d20-8b1c-8a55-1d2e3f4a5b6c')
  command_id!: string;

  @Text('019ab3c4-7d1f-7c3d-9b44-6e7f8a9b0c1d', 'The event or request that led to it.')
  causation_id!: string;

  @ApiProperty({
    type: EventAtDto,
    nullable: true,
    description: 'That event, where it is one of those told here.',
  })
  caused_by!: EventAtDto | null;

  @Text('3d0f1c2b-6a5e-4f7d-8c9b-0a1b2c3d4e5f', 'Shared by all that one request or webhook set in motion.')
  correlation_id!: string;

  @Text('The creator accepted the order.')
  sentence!: string;

  @ApiProperty({
    type: [FactDto],
    description: 'What else it says. What is personal, and what has parts of its own, is left out.',
  })
  facts!: FactDto[];
}

class DeadlineDto {
  @OneOf(DEADLINES, 'order')
  kind!: string;

  @Text(ORDER, 'The order, its quote, or a payout of it.')
  subject_id!: string;

  @At('2026-11-30T10:15:00.000Z')
  due_at!: string;

  @ApiProperty()
  set_by!: EventAtDto;

  @ApiProperty({ type: EventAtDto, nullable: true, description: 'Null while it runs.' })
  ended_by!: EventAtDto | null;

  @OneOf(OUTCOMES, 'met', 'Passed: it ended because its time had come.')
  outcome!: string;
}

class PostingDto extends PostingOfOrderDto {
  @OneOf(
    OF,
    'order',
    'A payout is of many orders, and a case of none: their postings are not in the balances.',
  )
  of!: string;
}

class AccountOfOrderDto {
  @OneOf(EARNINGS, 'earned')
  earning!: string;

  @AtOrNull('2026-12-02T18:04:00.000Z', 'From when on it can be paid out; null while it is not earned.')
  available_at!: string | null;

  @TextOrNull(null, 'What pays it out, or has.')
  payout_id!: string | null;

  @TextOrNull(null, 'Why nothing is paid out to the creator at present.')
  hold!: string | null;
}

class BrokenRuleDto {
  @OneOf(Object.keys(MONEY_RULES), 'refunded_in_full')
  rule!: string;

  @Text('A refund is everything that is held.')
  says!: string;

  @OneOf(SUBJECTS, 'order')
  of!: string;

  @Text(ORDER)
  id!: string;

  @Text('RefundIssued', 'The event that broke it.')
  event!: string;

  @Text('1042')
  position!: string;
}

class RulesDto {
  @YesOrNo(true)
  kept!: boolean;

  @ApiProperty({ type: [BrokenRuleDto] })
  broken!: BrokenRuleDto[];
}

/** Everything about one order, as the log has it. */
export class OrderExplanationDto extends PickType(OrderDto, [
  'order_id',
  'state',
  'ending',
  'price',
  'fee',
  'earning',
  'placed_at',
  'payment',
  'money',
  'refund',
  'chargeback',
]) {
  @Text('1042', 'Everything up to there is in it.')
  position!: string;

  @At('2026-11-26T08:00:00.000Z', 'The instant that it is looked at from.')
  as_of!: string;

  @ApiProperty()
  parties!: PartiesDto;

  @AtOrNull('2026-11-30T10:15:00.000Z', 'Until when the next step must come; null when nothing is due.')
  due_at!: string | null;

  @TextOrNull('pi_3PqXyZ2eZvKYlo2C1aBcDeFg')
  payment_id!: string | null;

  @ApiProperty({
    type: RefundPromiseDto,
    nullable: true,
    description: 'What the fan is owed back, if anything.',
  })
  refund_promise!: RefundPromiseDto | null;

  @ApiProperty({
    type: ChargebackFundsDto,
    nullable: true,
    description: 'What it has moved in our balance at the payment provider.',
  })
  chargeback_funds!: ChargebackFundsDto | null;

  @AtOrNull(null, 'Until when the payment provider takes evidence against an open chargeback.')
  evidence_due_by!: string | null;

  @Text('The creator accepted the order at 2026-11-23 10:15 UTC, and the video is being made.')
  why!: string;

  @Text('The creator can deliver until 2026-11-30 10:15 UTC.', 'What comes next.')
  next!: string;

  @AtOrNull('2026-11-30T10:15:00.000Z', 'When something happens by itself, at the latest.')
  next_at!: string | null;

  @OneOf(WHO_ACTS, 'creator', 'On whom it waits.')
  who_acts!: string;

  @ApiProperty({ type: [WaitDto], description: 'What else is still to come about.' })
  waits!: WaitDto[];

  @ApiProperty({
    type: [ExplainedEventDto],
    description: 'All that happened to the order and because of it, in the order of the log.',
  })
  events!: ExplainedEventDto[];

  @ApiProperty({ type: [DeadlineDto], description: 'All that ran, in the order in which they were set.' })
  deadlines!: DeadlineDto[];

  @ApiProperty({ type: [PostingDto], description: 'What its events posted in the ledger.' })
  postings!: PostingDto[];

  @ApiProperty({
    type: [LedgerBalanceDto],
    description: 'What the order has left in the accounts that it moved.',
  })
  balances!: LedgerBalanceDto[];

  @ApiProperty({
    type: AccountOfOrderDto,
    nullable: true,
    description: 'How it stands in the account of its creator; null before that has it.',
  })
  account!: AccountOfOrderDto | null;

  @ApiProperty({ type: [PayoutDto], description: 'That were to pay it out.' })
  payouts!: PayoutDto[];

  @ApiProperty({
    type: [CaseInListDto],
    description: 'Differences between our books and the provider about it.',
  })
  cases!: CaseInListDto[];

  @ApiProperty({ type: [MoneyCaseDto], description: 'Facts about money that were refused, and what failed.' })
  money_cases!: MoneyCaseDto[];

  @ApiProperty({ description: 'Whether the money rules hold for it, as `shoutouts money check` would say.' })
  rules!: RulesDto;
}
