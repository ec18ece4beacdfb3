import { ApiProperty } from '@nestjs/swagger';
import type { BankOutcome } from '../../../domain/payout-run/bank-answers.js';
import { namesOf, OneOf, Text, TextOrNull, WholeNumber, YesOrNo } from '../shared/answer-fields.js';

const OUTCOMES = namesOf<BankOutcome>({
  ...{ accepted: true, rejected: true, paid: true, returned: true, pending: true },
});

export class BankAnswerDto {
  @Text('pay_019ab3c4-7d21-8e6f-9a10-0c5b8f2e4d11')
  payout_id!: string;

  @OneOf(OUTCOMES, 'paid')
  outcome!: string;

  @TextOrNull(null, 'Why, where the bank says so.')
  code!: string | null;

  @WholeNumber(24, 'Where it stands in the file.')
  line!: number;
}

export class ForeignAnswerDto {
  @Text('INVOICE-77')
  reference!: string;

  @OneOf(OUTCOMES, 'accepted')
  outcome!: string;

  @WholeNumber(44)
  line!: number;
}

export class BankAnswersDto {
  @Text('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', 'Of the bytes of the file.')
  sha256!: string;

  @Text('camt.053.001.08')
  message!: string;

  @Text('BANK-STMT-1', 'The bank’s own name of the file.')
  message_id!: string;

  @YesOrNo(false, 'The same bytes were handed in before: nothing of them is new.')
  was_received_before!: boolean;

  @ApiProperty({ type: [BankAnswerDto], description: 'New facts.' })
  taken_in!: BankAnswerDto[];

  @ApiProperty({ type: [BankAnswerDto], description: 'Nothing new.' })
  known!: BankAnswerDto[];

  @ApiProperty({
    type: [BankAnswerDto],
    description:
      'What cannot be: a case each, and nothing more is paid out to the creator before somebody has seen to it.',
  })
  differing!: BankAnswerDto[];

  @ApiProperty({ type: [ForeignAnswerDto], description: 'References that we never gave; at most 100.' })
  not_ours!: ForeignAnswerDto[];

  @WholeNumber(3, 'Entries of a statement that are no payouts.')
  other_entries!: number;

  @Text('1042', 'Send it as `Shoutouts-Position` to a query: its answer has what this one did.')
  position!: string;
}
