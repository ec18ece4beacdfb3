import { ApiProperty } from '@nestjs/swagger';
import { IsInt, IsISO8601, IsOptional, Matches, Max, Min } from 'class-validator';
import { IsMarketCode } from '../shared/market-code.js';
import { IsName } from '../shared/name.js';
import { MoneyDto } from '../shared/money.dto.js';
import { Nested } from '../shared/nested.js';

const MOST_FOLLOWERS = 10_000_000_000;
const MOST_OPEN_ORDERS = 1000;

export class RegisterCreatorDto {
  @IsName('Ada')
  name!: string;

  @ApiProperty({ example: '1990-05-17', format: 'date' })
  @Matches(/^\d{4}-\d{2}-\d{2}$/, { message: 'must be a date (YYYY-MM-DD)' })
  @IsISO8601({ strict: true })
  born_on!: string;

  @ApiProperty({ type: 'integer', example: 120000, minimum: 0, maximum: MOST_FOLLOWERS })
  @IsInt()
  @Min(0)
  @Max(MOST_FOLLOWERS)
  followers!: number;

  @ApiProperty({ example: 'TR', description: 'Where the creator resides.' })
  @IsMarketCode()
  market!: string;
}

export class PublishOfferingDto {
  @ApiProperty()
  @Nested(() => MoneyDto)
  price!: MoneyDto;

  @ApiProperty({
    required: false,
    nullable: true,
    type: 'integer',
    example: 20,
    minimum: 1,
    maximum: MOST_OPEN_ORDERS,
    description: 'How many orders to take at once; none or null sets no limit.',
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(MOST_OPEN_ORDERS)
  most_open_orders?: number | null;
}
