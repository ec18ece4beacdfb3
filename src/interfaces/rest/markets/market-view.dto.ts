import { ApiProperty } from '@nestjs/swagger';
import { At, Text, WholeNumber, YesOrNo } from '../shared/answer-fields.js';
import { MarketTermsDto } from './market.dto.js';

export class DatedTermsDto {
  @WholeNumber(1)
  version!: number;

  @At('2026-11-23T09:00:00.000Z')
  effective_from!: string;

  @ApiProperty()
  terms!: MarketTermsDto;
}

export class MarketDto {
  @Text('TR')
  market!: string;

  @YesOrNo(true)
  open!: boolean;

  @ApiProperty({
    type: DatedTermsDto,
    nullable: true,
    description: 'The terms in force; `null` before the first begin to hold.',
  })
  current!: DatedTermsDto | null;

  @ApiProperty({ type: [DatedTermsDto], description: 'All there are, those to come included, oldest first.' })
  versions!: DatedTermsDto[];

  @Text('0')
  revision!: string;
}
