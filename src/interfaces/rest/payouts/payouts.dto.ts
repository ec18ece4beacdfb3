import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsInt, IsString, Length, Max, Min } from 'class-validator';
import {
  HOLD_REASONS,
  PAYOUT_RAILS,
  type HoldReason,
} from '../../../domain/creator-account/payout-events.js';
import type { PayoutStatus } from '../../../domain/creator-account/account.js';
import { HIGHEST_AMOUNT_MINOR } from '../../../domain/market/terms.js';
import { currencies, type Currency } from '../../../domain/money.js';
import { DOUBT_OUTCOMES, type DoubtOutcome } from '../../../domain/payout-run/doubt-settlings.js';
import type { BegunRun, LeftOut } from '../../../domain/payout-run/payout-run.js';
import { Optional } from '../http/optional.js';
import { At, AtOrNull, namesOf, OneOf, Text, TextOrNull, WholeNumber } from '../shared/answer-fields.js';
import { IsMarketCode } from '../shared/market-code.js';
import { ApiMoney, type MoneyDto } from '../shared/money.dto.js';

export const RUN_STATES = namesOf<BegunRun['status']>({
  ...{ proposed: true, approved: true, rejected: true, executed: true },
});
export const PAYOUT_STATES = namesOf<PayoutStatus>({
  ...{ reserved: true, unknown: true, sent: true, paid: true, failed: true, returned: true },
});
const LEFT_OUT = namesOf<LeftOut['code']>({
  ...{ below_minimum: true, payout_held: true, no_destination: true },
  ...{ destination_not_verified: true, no_paying_account: true },
});

const LONGEST_REASON = 2_000;

const RUN = 'run_019ab3c4-7d21-8e6f-9a10-0c5b8f2e4d11';
const PAYOUT = 'pay_019ab3c4-7d21-8e6f-9a10-0c5b8f2e4d11';
const CREATOR = 'cre_5f0c2a9e-1b7d-8c3a-9e44-d2b1a6f70c55';

export class ProposePayoutRunDto {
  @ApiProperty({ example: 'TR', description: 'Whose creators are paid out.' })
  @IsMarketCode()
  market!: string;

  @ApiProperty({ example: 'TRY', enum: currencies() })
  @IsIn(currencies())
  currency!: Currency;

  @ApiProperty({
    type: 'integer',
    required: false,
    example: 10000,
    description: 'Who has less to be paid out, in minor units, waits for the next run.',
  })
  @Optional()
  @IsInt()
  @Min(1)
  @Max(Number(HIGHEST_AMOUNT_MINOR))
  minimum_minor?: number;
}

export class PlaceHoldDto {
  @ApiProperty({ example: 'TRY', enum: currencies(), description: 'Of which account.' })
  @IsIn(currencies())
  currency!: Currency;

  @ApiProperty({ enum: HOLD_REASONS, example: 'identity_check' })
  @IsIn(HOLD_REASONS)
  reason!: HoldReason;
}

export class ReleaseHoldDto {
  @ApiProperty({ example: 'TRY', enum: currencies(), description: 'Of which account.' })
  @IsIn(currencies())
  currency!: Currency;
}

/** What a payout is made of. */
class PayoutPartsDto {
  @ApiMoney(120000, 'What its orders have earned.')
  earned!: MoneyDto;

  @ApiMoney(0, 'What the creator owed. Negative is paid on top.')
  debt_settled!: MoneyDto;

  @ApiMoney(120000)
  amount!: MoneyDto;
}

export class PayoutDto extends PayoutPartsDto {
  @Text(PAYOUT)
  payout_id!: string;

  @Text(RUN)
  run_id!: string;

  @Text(CREATOR)
  creator_id!: string;

  @OneOf(PAYOUT_STATES, 'paid', 'An unknown one may have gone out: it is looked up until that is known.')
  state!: string;

  @OneOf(PAYOUT_RAILS, 'stripe_transfers')
  rail!: string;

  @WholeNumber(3, 'How many orders it pays out.')
  orders!: number;

  @WholeNumber(0, 'What of it came back, in minor units; a part leaves it paid, and is owed to the creator.')
  returned_minor!: number;

  @TextOrNull('tr_1QOr1', 'What the rail calls it.')
  reference!: string | null;

  @TextOrNull(null, 'Why it failed or came back.')
  code!: string | null;

  @At('2026-11-26T08:00:00.000Z')
  reserved_at!: string;

  @At('2026-11-26T08:00:02.000Z', 'When it came into its state.')
  since!: string;
}

export class PayoutRunDto {
  @Text(RUN)
  run_id!: string;

  @Text('TR')
  market!: string;

  @OneOf(RUN_STATES, 'proposed')
  state!: string;

  @WholeNumber(12)
  lines!: number;

  @WholeNumber(0, 'What was not as it was proposed any more when the run was carried out.')
  refused_lines!: number;

  @ApiMoney(1440000)
  total!: MoneyDto;

  @Text('staff-1')
  proposed_by!: string;

  @At('2026-11-26T08:00:00.000Z')
  proposed_at!: string;

  @At('2026-11-29T08:00:00.000Z', 'It can be approved before.')
  expires_at!: string;

  @TextOrNull('staff-2', 'Who approved or rejected it.')
  decided_by!: string | null;

  @AtOrNull('2026-11-26T09:00:00.000Z')
  decided_at!: string | null;

  @AtOrNull('2026-11-26T09:00:01.000Z', 'When every line of it was reserved or refused.')
  executed_at!: string | null;
}

export class SettleDoubtDto {
  @ApiProperty({
    enum: DOUBT_OUTCOMES,
    example: 'paid',
    description: 'What the bank says on being asked. `not_paid` frees its orders to be paid out again.',
  })
  @IsIn(DOUBT_OUTCOMES)
  outcome!: DoubtOutcome;

  @ApiProperty({
    example: 'The bank has confirmed it by letter.',
    minLength: 1,
    maxLength: LONGEST_REASON,
    description: 'How that is known. No personal data: it stays for good.',
  })
  @IsString()
  @Length(1, LONGEST_REASON)
  reason!: string;
}

export class ApproveDoubtDto {
  @ApiProperty({ enum: DOUBT_OUTCOMES, example: 'paid', description: 'What was looked at.' })
  @IsIn(DOUBT_OUTCOMES)
  outcome!: DoubtOutcome;
}

export class DoubtSettlingDto {
  @OneOf(DOUBT_OUTCOMES, 'paid')
  outcome!: string;

  @Text('The bank has confirmed it by letter.')
  reason!: string;

  @Text('staff-1')
  proposed_by!: string;

  @TextOrNull('staff-2', 'Who approved it; null while it waits for that.')
  approved_by!: string | null;
}

export class PayoutLineDto extends PayoutPartsDto {
  @Text(PAYOUT)
  payout_id!: string;

  @Text(CREATOR)
  creator_id!: string;

  @OneOf(PAYOUT_RAILS, 'stripe_transfers')
  rail!: string;

  @ApiProperty({ type: [String], example: ['ord_019ab3c4-7d21-7e6f-9a10-0c5b8f2e4d11'] })
  order_ids!: string[];

  @ApiProperty({ type: Boolean, example: false, description: 'It was not as it was proposed any more.' })
  refused!: boolean;

  @TextOrNull('payout_stale', 'Why it was refused: a code, as of problems.')
  refused_for!: string | null;

  @ApiProperty({
    type: DoubtSettlingDto,
    nullable: true,
    description: 'What people say became of it, where a bank may have paid it before it was given it.',
  })
  settling!: DoubtSettlingDto | null;
}

export class LeftOutDto {
  @Text(CREATOR)
  creator_id!: string;

  @OneOf(LEFT_OUT, 'no_destination')
  code!: string;
}

export class GivenOutDto {
  @Text('staff-2')
  given_to!: string;

  @At('2026-11-26T09:05:00.000Z')
  given_at!: string;
}

export class BankFileViewDto {
  @Text('019ab3c47d218e6f9a100c5b8f2e4d11', 'Stands for the run at the bank.')
  message_id!: string;

  @Text(
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    'Of its bytes: they never change.',
  )
  sha256!: string;

  @WholeNumber(11)
  payouts!: number;

  @ApiMoney(1320000)
  total!: MoneyDto;

  @Text('2026-11-26', 'The day on which the bank shall pay.')
  execute_on!: string;

  @At('2026-11-26T09:05:00.000Z')
  made_at!: string;

  @ApiProperty({ type: [GivenOutDto], description: 'Each time that it was fetched: hand it in once.' })
  given_out!: GivenOutDto[];
}

export class PayoutRunViewDto {
  @Text(RUN)
  run_id!: string;

  @Text('TR')
  market!: string;

  @OneOf(RUN_STATES, 'proposed')
  state!: string;

  @ApiMoney(10000)
  minimum!: MoneyDto;

  @ApiMoney(1440000)
  total!: MoneyDto;

  @Text('staff-1')
  proposed_by!: string;

  @At('2026-11-29T08:00:00.000Z', 'It can be approved before.')
  expires_at!: string;

  @ApiProperty({ type: [PayoutLineDto] })
  lines!: PayoutLineDto[];

  @ApiProperty({ type: [LeftOutDto], description: 'Who has earned something and is not in the run.' })
  left_out!: LeftOutDto[];
  @ApiProperty({
    type: BankFileViewDto,
    nullable: true,
    description: 'What the bank is to pay, once somebody has fetched it.',
  })
  bank_file!: BankFileViewDto | null;
}
