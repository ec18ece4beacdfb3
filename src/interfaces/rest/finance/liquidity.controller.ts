import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { Liquidity, type LiquidityOf } from '../../../application/finance/liquidity.js';
import { Allow } from '../identity/allow.js';
import { namesOf, OneOf, Text, WholeNumber } from '../shared/answer-fields.js';
import { bodyOf } from '../shared/snake-case.js';

const STATES = namesOf<LiquidityOf['state']>({ enough: true, short_soon: true, short: true });

class LiquidityOfDto {
  @Text('TRY')
  currency!: string;

  @WholeNumber(2500000, 'What the provider can give back from now.')
  available_minor!: number;

  @WholeNumber(150000, 'What it has, and cannot be used yet.')
  pending_minor!: number;

  @WholeNumber(45000, 'Of refunds that were decided and have not come to their end.')
  due_minor!: number;

  @WholeNumber(30000, 'What is held for orders whose window ends within a day.')
  soon_minor!: number;

  @OneOf(
    STATES,
    'enough',
    '`short`: not enough for what is due; `short_soon`: nor for what will be within a day.',
  )
  state!: string;
}

class LiquidityDto {
  @ApiProperty({ type: [LiquidityOfDto] })
  data!: LiquidityOfDto[];
}

@ApiTags('finance')
@Controller('v1/liquidity')
export class LiquidityController {
  constructor(private readonly liquidity: Liquidity) {}

  @Get()
  @Allow('finance', 'admin')
  @ApiOperation({ summary: 'Whether the payment provider has the money for the refunds that are due' })
  @ApiOkResponse({
    type: LiquidityDto,
    description: 'Per currency, in minor units, as the provider has it now.',
  })
  async now() {
    return { data: (await this.liquidity.check()).map((each) => bodyOf(each)) };
  }
}
