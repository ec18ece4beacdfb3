import { ApiProperty } from '@nestjs/swagger';
import type { CatalogueEntry } from '../../../application/projections/catalogue.js';
import { namesOf, OneOf, Text, TextOrNull, WholeNumber, WholeNumberOrNull } from '../shared/answer-fields.js';
import { ApiMoneyOrNull, type MoneyDto } from '../shared/money.dto.js';

const OFFERINGS = namesOf<CatalogueEntry['offering']>({ open: true, paused: true, none: true });

export class CreatorRatingDto {
  @WholeNumber(1)
  count!: number;

  @TextOrNull('5.00', 'In stars, with two decimals; `null` while there are no ratings.')
  average!: string | null;
}

export class CreatorListingDto {
  @Text('cre_5f0c2a9e-1b7d-8c3a-9e44-d2b1a6f70c55')
  creator_id!: string;

  @Text('Ada')
  name!: string;

  @Text('TR', 'Where the creator resides.')
  market!: string;

  @WholeNumber(120000)
  followers!: number;

  @OneOf(OFFERINGS, 'open', '`none` until an offering is published.')
  offering!: string;

  @ApiMoneyOrNull('`null` until an offering is published.')
  price!: MoneyDto | null;

  @WholeNumberOrNull(20, 'How many orders are taken at once; `null` sets no limit.')
  most_open_orders!: number | null;

  @ApiProperty()
  rating!: CreatorRatingDto;

  @Text('1')
  revision!: string;
}

export class CreatorRecordDto {
  @WholeNumber(12)
  delivered!: number;

  @WholeNumber(0, 'Orders that were accepted, and expired without a video.')
  missed!: number;
}

export class CreatorDto extends CreatorListingDto {
  @ApiProperty()
  record!: CreatorRecordDto;
}
