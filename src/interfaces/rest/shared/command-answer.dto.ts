import { ApiProperty } from '@nestjs/swagger';

/** What every command answers, beside the id of what it made. For the documentation; see `commandAnswer`. */
export class CommandAnswerDto {
  @ApiProperty({ example: '3', description: 'Of what was changed: send it as `If-Match: "3"`.' })
  revision!: string;

  @ApiProperty({
    example: '1042',
    description: 'Send it to a query as `Shoutouts-Position`: its answer has this.',
  })
  position!: string;
}

export class ReadModelAnswerDto extends CommandAnswerDto {
  @ApiProperty({ example: 'order_view' })
  name!: string;
}

export class OrderAnswerDto extends CommandAnswerDto {
  @ApiProperty({ example: 'ord_019ab3c4-7d21-7e6f-9a10-0c5b8f2e4d11' })
  order_id!: string;
}

export class QuoteAnswerDto extends CommandAnswerDto {
  @ApiProperty({ example: 'quo_019ab3c4-7d21-7e6f-9a10-0c5b8f2e4d11' })
  quote_id!: string;
}

export class CreatorAnswerDto extends CommandAnswerDto {
  @ApiProperty({ example: 'cre_5f0c2a9e-1b7d-8c3a-9e44-d2b1a6f70c55' })
  creator_id!: string;
}

export class FanAnswerDto extends CommandAnswerDto {
  @ApiProperty({ example: 'fan_5f0c2a9e-1b7d-8c3a-9e44-d2b1a6f70c55' })
  fan_id!: string;
}

export class MarketAnswerDto extends CommandAnswerDto {
  @ApiProperty({ example: 'DE' })
  market!: string;
}

export class PayoutRunAnswerDto extends CommandAnswerDto {
  @ApiProperty({ example: 'run_019ab3c4-7d21-8e6f-9a10-0c5b8f2e4d11' })
  run_id!: string;
}

export class CaseAnswerDto extends CommandAnswerDto {
  @ApiProperty({ example: 'cas_019ab3c4-7d21-8e6f-9a10-0c5b8f2e4d11' })
  case_id!: string;
}

export class PersonAnswerDto extends CommandAnswerDto {
  @ApiProperty({ example: 'fan_5f0c2a9e-1b7d-8c3a-9e44-d2b1a6f70c55' })
  person_id!: string;
}
