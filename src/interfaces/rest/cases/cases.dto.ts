import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsInt, IsString, Length, Matches, Max, Min } from 'class-validator';
import {
  CASE_ACCOUNTS,
  type CaseAccount,
  type CaseStatus,
  type MoneyCaseEvent,
} from '../../../domain/money-case/money-case.js';
import {
  COMPARED,
  DIFFERENCE_KINDS,
  type DifferenceKind,
} from '../../../domain/reconciliation/difference.js';
import { currencies, type Currency } from '../../../domain/money.js';
import { Optional } from '../http/optional.js';
import { PageQuery } from '../http/page.js';
import { At, namesOf, OneOf, Text, TextOrNull } from '../shared/answer-fields.js';
import { Nested } from '../shared/nested.js';

export const CASE_STATES = namesOf<CaseStatus>({
  ...{ open: true, closing_proposed: true, closed: true, settled: true, resolved: true },
});
const HAPPENINGS = namesOf<MoneyCaseEvent['type']>({
  ...{ MoneyCaseOpened: true, MoneyCaseChanged: true, MoneyCaseAssigned: true, MoneyCaseNoted: true },
  ...{ MoneyCaseResolvedByItself: true, MoneyCaseClosed: true, MoneyCaseClosingProposed: true },
  ...{ MoneyCaseClosingApproved: true },
});

const CASE = 'cas_019ab3c4-7d21-8e6f-9a10-0c5b8f2e4d11';
const TEXT_CHARS = 500;
/** An id of somebody of staff, as their token has it. */
const OWNER = /^[A-Za-z0-9._@-]{1,100}$/;

const Owner = () => Matches(OWNER, { message: 'must be the id of somebody of staff' });

export class ListCasesQuery extends PageQuery {
  @ApiProperty({ required: false, enum: CASE_STATES })
  @Optional()
  @IsIn(CASE_STATES)
  status?: CaseStatus;

  @ApiProperty({ required: false, enum: DIFFERENCE_KINDS })
  @Optional()
  @IsIn(DIFFERENCE_KINDS)
  kind?: DifferenceKind;

  @ApiProperty({ required: false, description: 'The id of who sees to it.' })
  @Optional()
  @Owner()
  owner?: string;
}

export class AssignCaseDto {
  @ApiProperty({ example: 'staff-1', description: 'The id of who is to see to it.' })
  @Owner()
  owner!: string;
}

export class NoteOnCaseDto {
  @ApiProperty({
    ...{ example: 'The provider was asked.', minLength: 1, maxLength: TEXT_CHARS },
    description: 'Kept for good: no personal data.',
  })
  @IsString()
  @Length(1, TEXT_CHARS)
  @Matches(/\S/, { message: 'must not be blank' })
  note!: string;
}

/** As much as the case is about, which no price limits: what was on an account, or is paid in. */
class MovedMoneyDto {
  @ApiProperty({
    type: 'integer',
    example: 15000,
    description: 'Minor units: at most what the case is about.',
  })
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  amount_minor!: number;

  @ApiProperty({ example: 'TRY', enum: currencies(), description: 'ISO 4217.' })
  @IsIn(currencies())
  currency!: Currency;
}

export class CaseMovementDto {
  @ApiProperty({ enum: CASE_ACCOUNTS, example: 'platform_fees', description: 'An account of the ledger.' })
  @IsIn(CASE_ACCOUNTS)
  from!: CaseAccount;

  @ApiProperty({ enum: CASE_ACCOUNTS, example: 'provider_clearing' })
  @IsIn(CASE_ACCOUNTS)
  to!: CaseAccount;

  @ApiProperty()
  @Nested(() => MovedMoneyDto)
  amount!: MovedMoneyDto;
}

export class CloseCaseDto {
  @ApiProperty({
    ...{ example: 'A top-up that was made by hand.', minLength: 1, maxLength: TEXT_CHARS },
    description: 'Kept for good: no personal data.',
  })
  @IsString()
  @Length(1, TEXT_CHARS)
  @Matches(/\S/, { message: 'must not be blank' })
  reason!: string;

  @ApiProperty({
    required: false,
    description:
      'What is to be moved in the ledger. Somebody else must approve it before the case is closed.',
  })
  @Optional()
  @Nested(() => CaseMovementDto)
  movement?: CaseMovementDto;
}

export class ApproveCaseClosingDto {
  @ApiProperty({ description: 'The one that was looked at: another may have been proposed since.' })
  @Nested(() => CaseMovementDto)
  movement!: CaseMovementDto;
}

/** In a currency of the provider's books, which the platform may not take. */
class BookAmountDto {
  @ApiProperty({ type: 'integer', example: 15000 })
  amount_minor!: number;

  @Text('TRY')
  currency!: string;
}

export class CaseDto {
  @Text(CASE)
  case_id!: string;

  @OneOf(CASE_STATES, 'open', 'Settled is closed with a movement; resolved, it was gone by itself.')
  status!: string;

  @OneOf(DIFFERENCE_KINDS, 'foreign_object')
  kind!: string;

  @OneOf(COMPARED, 'payment')
  about!: string;

  @Text('pi_3QOr1', 'The object at the provider, the payout of ours, or a currency.')
  object_id!: string;

  @TextOrNull(null, 'The order, if it is of one.')
  order_id!: string | null;

  @ApiProperty({ type: BookAmountDto, description: 'How much it is about.' })
  amount!: BookAmountDto;

  @TextOrNull(null, 'What our books say of it.')
  ours!: string | null;

  @TextOrNull('succeeded 150.00 TRY', 'What the provider says of it.')
  theirs!: string | null;

  @TextOrNull('staff-1', 'Who sees to it.')
  owner!: string | null;
}

export class CaseInListDto extends CaseDto {
  @TextOrNull(null, 'Why it was closed, or is to be.')
  reason!: string | null;

  @At('2026-11-26T08:00:00.000Z', 'Since when it is open, or was open last.')
  opened_at!: string;

  @At('2026-11-26T08:00:00.000Z', 'When it came into its state.')
  since!: string;
}

class FoundDto {
  @ApiProperty({ type: BookAmountDto, description: 'How much it was about.' })
  amount!: BookAmountDto;

  @TextOrNull(null, 'What our books said of it.')
  ours!: string | null;

  @TextOrNull('succeeded 150.00 TRY', 'What the provider said of it.')
  theirs!: string | null;
}

class CaseEventDto {
  @OneOf(HAPPENINGS, 'MoneyCaseNoted')
  type!: string;

  @At('2026-11-26T08:00:00.000Z')
  at!: string;

  @Text('staff-1')
  by!: string;

  @TextOrNull('The provider was asked.', 'The note, the reason, or the owner.')
  text!: string | null;

  @ApiProperty({
    type: CaseMovementDto,
    nullable: true,
    description: 'What was proposed to be moved in the ledger, or was moved once it was approved.',
  })
  movement!: CaseMovementDto | null;

  @TextOrNull('staff-1', 'Who had proposed the movement.')
  proposed_by!: string | null;

  @TextOrNull('staff-2', 'Who has approved it.')
  approved_by!: string | null;

  @ApiProperty({
    ...{ type: FoundDto, nullable: true },
    description: 'How the two sides differed from then on, where it was opened or has changed.',
  })
  found!: FoundDto | null;
}

class ProposedClosingDto {
  @Text('A top-up that was made by hand.')
  reason!: string;

  @ApiProperty({ type: CaseMovementDto })
  movement!: CaseMovementDto;

  @Text('staff-1')
  proposed_by!: string;
}

export class CaseViewDto extends CaseDto {
  @ApiProperty({
    type: ProposedClosingDto,
    nullable: true,
    description: 'What waits for the approval of somebody else.',
  })
  proposal!: ProposedClosingDto | null;

  @ApiProperty({ type: [CaseEventDto], description: 'All that happened to it, the oldest first.' })
  history!: CaseEventDto[];
}
