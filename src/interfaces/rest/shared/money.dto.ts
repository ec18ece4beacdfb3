import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsInt, Max, Min } from 'class-validator';
import { HIGHEST_AMOUNT_MINOR } from '../../../domain/market/terms.js';
import { currencies, type Currency, type Money, money } from '../../../domain/money.js';

/** Money over HTTP: whole minor units, and never a fraction. */
export class MoneyDto {
  @ApiProperty({
    type: 'integer',
    example: 15000,
    description: 'Minor units of the currency: 15000 is 150.00 TRY.',
  })
  @IsInt()
  @Min(1)
  @Max(Number(HIGHEST_AMOUNT_MINOR))
  amount_minor!: number;

  @ApiProperty({ example: 'TRY', enum: currencies(), description: 'ISO 4217.' })
  @IsIn(currencies())
  currency!: Currency;
}

export const moneyOf = ({ amount_minor, currency }: MoneyDto): Money => money(BigInt(amount_minor), currency);

export const moneyView = (amountMinor: number, currency: string) => ({ amount_minor: amountMinor, currency });

/** Money in an answer, with an example of its own. */
export const ApiMoney = (amountMinor: number, description?: string): PropertyDecorator =>
  ApiProperty({
    type: MoneyDto,
    example: moneyView(amountMinor, 'TRY'),
    ...(description === undefined ? {} : { description }),
  });

export const ApiMoneyOrNull = (description: string): PropertyDecorator =>
  ApiProperty({ type: MoneyDto, nullable: true, description });
