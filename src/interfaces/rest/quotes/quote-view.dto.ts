import { ApiProperty } from '@nestjs/swagger';
import type { QuoteParty, Quote } from '../../../domain/quote/quote.js';
import { At, AtOrNull, namesOf, OneOf, OneOfOrNull, Text } from '../shared/answer-fields.js';
import { ApiMoneyOrNull, type MoneyDto } from '../shared/money.dto.js';
import { PageOf } from '../shared/page-of.dto.js';

type State = Exclude<Quote['status'], 'none'>;

const STATES = namesOf<State>({ open: true, accepted: true, declined: true, expired: true });
const SIDES = namesOf<QuoteParty>({ fan: true, creator: true });

export class QuoteDto {
  @Text('quo_019ab3c4-7d21-7e6f-9a10-0c5b8f2e4d11')
  quote_id!: string;

  @Text('fan_5f0c2a9e-1b7d-8c3a-9e44-d2b1a6f70c55')
  fan_id!: string;

  @Text('cre_5f0c2a9e-1b7d-8c3a-9e44-d2b1a6f70c55')
  creator_id!: string;

  @OneOf(STATES, 'open')
  state!: string;

  @ApiMoneyOrNull('The price on the table, or the agreed one.')
  price!: MoneyDto | null;

  @OneOfOrNull(SIDES, 'creator')
  proposed_by!: string | null;

  @AtOrNull(
    '2026-11-30T09:30:00.000Z',
    'When the conversation ends, or until when an order may be placed at the agreed price.',
  )
  until!: string | null;

  @At('2026-11-23T09:30:00.000Z')
  asked_at!: string;

  @Text('1')
  revision!: string;
}

export class SaidInQuoteDto {
  @OneOf(SIDES, 'fan')
  by!: string;

  @Text('Would you sing for my aunt?')
  message!: string;

  @At('2026-11-23T09:30:00.000Z')
  sent_at!: string;
}

export class QuoteConversationDto extends QuoteDto {
  @ApiProperty({ type: PageOf(SaidInQuoteDto), description: 'What was said, oldest first.' })
  messages!: object;
}
