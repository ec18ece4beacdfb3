import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsInt, IsString, Length, Matches, Max, Min, ValidateIf } from 'class-validator';
import { type CreatorId, idPattern, type QuoteId, type VideoId } from '../../../domain/ids.js';
import { Optional } from '../http/optional.js';
import { MoneyDto } from '../shared/money.dto.js';
import { Nested } from '../shared/nested.js';

/** Length of what a fan may write to a creator. */
const BRIEF_CHARS = 2000;
const COMMENT_CHARS = 1000;
const REASON_CHARS = 200;

const PaymentMethod = () => Matches(/^pm_\w{1,120}$/, { message: 'must be a payment method (pm_…)' });

export class PlaceOrderDto {
  @ApiProperty({ type: 'string', example: 'cre_5f0c2a9e-1b7d-8c3a-9e44-d2b1a6f70c55' })
  @Matches(idPattern('cre'), { message: 'must be the id of a creator (cre_…)' })
  creator_id!: CreatorId;

  @ApiProperty({
    type: 'string',
    required: false,
    description: 'The quote in which the price was agreed; else the published price holds.',
  })
  @Optional()
  @Matches(idPattern('quo'), { message: 'must be the id of a quote (quo_…)' })
  quote_id?: QuoteId;

  @ApiProperty({ description: 'The price that the fan has seen. Refused when it is another one by now.' })
  @Nested(() => MoneyDto)
  price!: MoneyDto;

  @ApiProperty({ example: 'Please sing happy birthday for my aunt.', minLength: 1, maxLength: BRIEF_CHARS })
  @IsString()
  @Length(1, BRIEF_CHARS)
  brief!: string;

  @ApiProperty({
    example: 'pm_card_visa',
    description: "The payment provider's token of the fan's payment method.",
  })
  @PaymentMethod()
  payment_method!: string;
}

export class PayAgainDto {
  @ApiProperty({ example: 'pm_card_visa' })
  @PaymentMethod()
  payment_method!: string;
}

export class DeliverVideoDto {
  @ApiProperty({
    type: 'string',
    example: 'vid_019ab3c4-7d21-7e6f-9a10-0c5b8f2e4d11',
    description: 'From the finished upload.',
  })
  @Matches(idPattern('vid'), { message: 'must be the id of a video (vid_…)' })
  video_id!: VideoId;
}

export class RateOrderDto {
  @ApiProperty({ type: 'integer', minimum: 1, maximum: 5, example: 5 })
  @IsInt()
  @Min(1)
  @Max(5)
  stars!: number;

  @ApiProperty({ required: false, example: 'She cried with joy.', maxLength: COMMENT_CHARS })
  @Optional()
  @IsString()
  @Length(0, COMMENT_CHARS)
  comment?: string;
}

export class ReviewOrderDto {
  @ApiProperty({ enum: ['approve', 'reject'], example: 'reject' })
  @IsIn(['approve', 'reject'])
  verdict!: 'approve' | 'reject';

  @ApiProperty({
    required: false,
    example: 'It asks for hate speech.',
    minLength: 1,
    maxLength: REASON_CHARS,
    description: 'With `reject`, and needed there: why. It is kept for good: nothing about a person.',
  })
  @ValidateIf(({ verdict }: ReviewOrderDto) => verdict === 'reject')
  @IsString()
  @Length(1, REASON_CHARS)
  reason?: string;
}
