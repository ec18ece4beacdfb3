import { ApiProperty } from '@nestjs/swagger';
import { IsString, Length, Matches } from 'class-validator';
import { PAYOUT_RAILS } from '../../../domain/creator-account/payout-events.js';
import { idPattern } from '../../../domain/ids.js';
import { Optional } from '../http/optional.js';
import { OneOf, Text, TextOrNull, YesOrNo } from '../shared/answer-fields.js';
import { IsName } from '../shared/name.js';

const DESTINATION = 'dst_0193a5d2-0000-7000-8000-000000000008';
const IBAN = 'TR330006100519786457841326';

/** Whether it can be paid is asked of the payment provider when a payout is sent. */
const PROVIDER_ACCOUNT = /^acct_[A-Za-z0-9]{1,64}$/;
/** The longest IBAN has 34 characters; people write it in groups of four. */
const IBAN_CHARS = { least: 15, most: 50 };

export class PayoutDestinationDto {
  @ApiProperty({ example: 'acct_1QOr1', description: "The creator's account at the payment provider." })
  @Matches(PROVIDER_ACCOUNT, { message: 'must be an account at the payment provider (acct_…)' })
  account!: string;
}

export class BankAccountDto {
  @ApiProperty({ example: IBAN, minLength: IBAN_CHARS.least, maxLength: IBAN_CHARS.most, pattern: '.*' })
  @IsString()
  @Length(IBAN_CHARS.least, IBAN_CHARS.most, { message: 'must be an IBAN' })
  iban!: string;

  /** In Latin letters, as the bank of the account has it: banks compare names. */
  @IsName('Barış Demir')
  holder!: string;

  @ApiProperty({ example: 'TGBATRIS', required: false, description: 'The bank of the account, where known.' })
  @Optional()
  @Matches(/^[A-Za-z0-9]{8}([A-Za-z0-9]{3})?$/, { message: 'must be a BIC' })
  bic?: string;
}

export class VerifyDestinationDto {
  @ApiProperty({ example: DESTINATION, description: 'The one that was looked at.' })
  @Matches(idPattern('dst'), { message: 'must be the id of a destination (dst_…)' })
  destination_id!: `dst_${string}`;
}

export class DestinationViewDto {
  @Text(DESTINATION)
  destination_id!: string;

  @OneOf(PAYOUT_RAILS, 'bank_transfers')
  rail!: string;

  @Text(IBAN, 'An IBAN, or an account at the payment provider.')
  account!: string;

  @TextOrNull('Barış Demir', 'Whose account it is at the bank.')
  holder!: string | null;

  @TextOrNull('TGBATRIS')
  bic!: string | null;

  @YesOrNo(true, 'Of a bank account: whether finance has verified it. Nothing is paid there before.')
  is_verified!: boolean;
}
