import { ApiProperty } from '@nestjs/swagger';
import { IsString, Length, Matches } from 'class-validator';
import { type CreatorId, idPattern } from '../../../domain/ids.js';
import { MoneyDto } from '../shared/money.dto.js';
import { Nested } from '../shared/nested.js';

const MESSAGE_CHARS = 2000;

export class QuoteMessageDto {
  @ApiProperty({ example: 'Would you sing for my aunt?', minLength: 1, maxLength: MESSAGE_CHARS })
  @IsString()
  @Length(1, MESSAGE_CHARS)
  message!: string;
}

export class AskForQuoteDto extends QuoteMessageDto {
  @ApiProperty({ type: 'string', example: 'cre_5f0c2a9e-1b7d-8c3a-9e44-d2b1a6f70c55' })
  @Matches(idPattern('cre'), { message: 'must be the id of a creator (cre_…)' })
  creator_id!: CreatorId;
}

export class QuotePriceDto {
  @ApiProperty()
  @Nested(() => MoneyDto)
  price!: MoneyDto;
}
