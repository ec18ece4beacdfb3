import { ApiProperty } from '@nestjs/swagger';
import { HOLD_REASONS } from '../../../domain/creator-account/payout-events.js';
import { CLEARING_ACCOUNTS, LEDGER_ACCOUNTS } from '../../../domain/ledger/ledger.js';
import { currencies } from '../../../domain/money.js';
import { At, OneOf, OneOfOrNull, Text, TextOrNull, WholeNumber } from '../shared/answer-fields.js';

const ACCOUNTS = Object.keys(LEDGER_ACCOUNTS);
const MEANINGS = Object.entries(LEDGER_ACCOUNTS)
  .map(([name, meaning]) => `\`${name}\`: ${meaning}`)
  .join(' ');

export class LedgerPostingDto {
  @Text('00000000000000001042-0')
  posting_id!: string;

  @Text(
    '019ab3c4-7d21-8e6f-9a10-0c5b8f2e4d11',
    'What the entry follows from: those of one event sum to zero.',
  )
  event_id!: string;

  @Text('EarningEarned', 'The type of that event.')
  event!: string;

  @Text('1042', 'Where it is in the log.')
  position!: string;

  @OneOf(ACCOUNTS, 'creator_payable', MEANINGS)
  account!: string;

  @OneOf(currencies(), 'TRY')
  currency!: string;

  @WholeNumber(-12000, 'Minor units: positive is a debit, negative a credit.')
  amount_minor!: number;

  @TextOrNull('ord_019ab3c4-7d21-7e6f-9a10-0c5b8f2e4d11', 'Of entries that are about one order.')
  order_id!: string | null;

  @TextOrNull('pay_019ab3c4-7d21-8e6f-9a10-0c5b8f2e4d11', 'Of entries that are about a payout.')
  payout_id!: string | null;

  @TextOrNull('cre_5f0c2a9e-1b7d-8c3a-9e44-d2b1a6f70c55', 'Of accounts that are kept per creator.')
  creator_id!: string | null;

  @At('2026-11-25T18:04:00.000Z', 'When it came about.')
  effective_at!: string;

  @At('2026-11-25T18:04:00.213Z', 'When the log recorded it.')
  recorded_at!: string;

  @Text('3d0f1c2b-6a5e-4f7d-8c9b-0a1b2c3d4e5f')
  correlation_id!: string;
}

export class OpenItemDto {
  @Text('payouts_in_transit.TRY.pay_019ab3c4-7d21-8e6f-9a10-0c5b8f2e4d11')
  item_id!: string;

  @OneOf(CLEARING_ACCOUNTS, 'payouts_in_transit', MEANINGS)
  account!: string;

  @OneOf(currencies(), 'TRY')
  currency!: string;

  @TextOrNull('ord_019ab3c4-7d21-7e6f-9a10-0c5b8f2e4d11', 'The order that has not come to zero there.')
  order_id!: string | null;

  @TextOrNull('pay_019ab3c4-7d21-8e6f-9a10-0c5b8f2e4d11', 'The payout that has not.')
  payout_id!: string | null;

  @WholeNumber(-12000, 'Minor units: positive is a debit, negative a credit. Never zero.')
  balance_minor!: number;

  @At('2026-11-25T18:04:00.000Z', 'When the entry came about since which it is not zero.')
  open_since!: string;
}

export class LedgerBalanceDto {
  @OneOf(ACCOUNTS, 'held_for_orders', MEANINGS)
  account!: string;

  @OneOf(currencies(), 'TRY')
  currency!: string;

  @WholeNumber(-15000, 'The sum of its postings: positive is owned, negative is owed.')
  balance_minor!: number;
}

export class LedgerBalancesDto {
  @At('2026-11-26T08:00:00.000Z')
  effective_at!: string;

  @ApiProperty({ type: [LedgerBalanceDto], description: 'Those of one currency sum to zero.' })
  data!: LedgerBalanceDto[];
}

export class AccountOfCurrencyDto {
  @OneOf(currencies(), 'TRY')
  currency!: string;

  @WholeNumber(24000, 'Accepted, and not delivered yet.')
  pending_minor!: number;

  @WholeNumber(12000, "Delivered, and still in the market's hold.")
  in_hold_minor!: number;

  @WholeNumber(36000, 'Delivered, and to be paid out.')
  available_minor!: number;

  @WholeNumber(0, 'Delivered, and not to be paid out before a chargeback is decided.')
  disputed_minor!: number;

  @WholeNumber(0, 'By lost chargebacks.')
  taken_back_minor!: number;

  @WholeNumber(0, 'In payouts that are neither paid nor failed.')
  in_transit_minor!: number;

  @WholeNumber(120000, 'What the creator has: a part of a payout that came back is not in it.')
  paid_out_minor!: number;

  @WholeNumber(
    0,
    'Paid out and taken back since: the next payout settles it. Negative is owed to the creator.',
  )
  owed_minor!: number;

  @OneOfOrNull([...HOLD_REASONS, 'difference'], null, 'Why nothing is paid out for the time being.')
  hold!: string | null;
}

export class CreatorAccountDto {
  @At('2026-11-26T08:00:00.000Z')
  as_of!: string;

  @ApiProperty({ type: [AccountOfCurrencyDto] })
  data!: AccountOfCurrencyDto[];
}
