import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import {
  STATEMENT_FORMATS,
  TABLE_FORMATS,
  type TableFormat,
} from '../../../application/ports/table-files.js';
import { ALL_REPORTS } from '../../../application/reports/all-reports.js';
import { STATEMENT_COLUMNS } from '../../../application/reports/statement.js';
import type { Columns } from '../../../application/reports/table.js';
import { currencies, type Currency } from '../../../domain/money.js';
import { Optional } from '../http/optional.js';
import { At, OneOf, Text, TextOrNull, WholeNumber } from '../shared/answer-fields.js';
import { AsOf } from '../shared/as-of.dto.js';
import { IsMarketCode } from '../shared/market-code.js';
import { IsInstant } from '../shared/period.dto.js';

const Format = (formats: readonly TableFormat[]): PropertyDecorator =>
  applyDecorators(
    ApiProperty({ required: false, enum: formats, default: 'json' }),
    Optional(),
    IsIn(formats),
  );

const CurrencyAsked = (): PropertyDecorator =>
  applyDecorators(ApiProperty({ required: false, enum: currencies() }), Optional(), IsIn(currencies()));

export class ReportQuery {
  @Format(TABLE_FORMATS)
  format: TableFormat = 'json';

  @ApiProperty({ required: false, description: 'The market of the creators.', example: 'TR' })
  @Optional()
  @IsMarketCode()
  market?: string;

  @CurrencyAsked()
  currency?: Currency;

  @IsInstant('At or after. Which instant of a row, the report says.')
  from?: string;

  @IsInstant('Before.')
  to?: string;

  @AsOf()
  as_of?: string;
}

export class StatementQuery {
  @Format(STATEMENT_FORMATS)
  format: TableFormat = 'json';

  @CurrencyAsked()
  currency?: Currency;

  @IsInstant('Recorded at or after.')
  from?: string;

  @IsInstant('Recorded before.')
  to?: string;

  @AsOf()
  as_of?: string;
}

class TableColumnDto {
  @Text('amount_minor')
  name!: string;

  @OneOf(['text', 'instant', 'integer', 'position'], 'integer')
  type!: string;

  @TextOrNull('minor units of the currency')
  unit!: string | null;

  @Text('What is to go back by it.')
  meaning!: string;
}

/** One of these, whichever report it is. */
const anyOf = <Schema>(schemas: Schema[]) => ({ type: 'array', items: { anyOf: schemas } }) as const;

const JSON_TYPE = { text: 'string', instant: 'string', integer: 'integer', position: 'string' } as const;

const rowOf = (columns: Columns) => ({
  type: 'object' as const,
  properties: Object.fromEntries(
    Object.entries(columns).map(([name, { type, meaning, unit }]) => [
      name,
      {
        ...{ type: JSON_TYPE[type], nullable: true },
        description: unit === undefined ? meaning : `${meaning} (${unit})`,
      },
    ]),
  ),
});

const totalOf = (sums: readonly string[], totalledBy?: string) => ({
  type: 'object' as const,
  properties: {
    currency: { type: 'string' as const },
    ...(totalledBy === undefined ? {} : { [totalledBy]: { type: 'string' as const, nullable: true } }),
    ...Object.fromEntries(['rows', ...sums].map((name) => [name, { type: 'integer' as const }])),
  },
});

const summedIn = (columns: Columns): readonly string[] =>
  Object.keys(columns).filter((name) => columns[name]?.isSummed === true);

const ROWS_MEAN = 'Each in a line of its own.';
const TOTALS_MEAN =
  'What the rows come to, per currency; of `aging`, per currency and account of the ledger.';

class TableDto {
  @ApiProperty({ type: [TableColumnDto] })
  columns!: TableColumnDto[];

  @WholeNumber(1)
  rows!: number;

  @Text(
    '7bb6b5a7de5b0e7ef0b3a1f7c0d9a4b2c5e8f1a3d6b9c2e5f8a1b4d7e0c3f6a9',
    'SHA-256 of the lines of `data`, without the commas between them, a line feed after each.',
  )
  sha256!: string;
}

class AboutReportDto {
  @Text('refunds')
  report!: string;

  @At(
    '2026-11-26T08:00:00.000Z',
    'The instant that was asked for, or when the last event in it was recorded.',
  )
  as_of!: string;

  @Text('1042', 'Everything up to there is in it, and nothing else.')
  position!: string;

  @TextOrNull(null)
  market!: string | null;

  @TextOrNull(null)
  currency!: string | null;

  @TextOrNull(null)
  from!: string | null;

  @TextOrNull(null)
  to!: string | null;
}

export class ReportDto extends TableDto {
  @ApiProperty({ type: AboutReportDto })
  about!: AboutReportDto;

  @ApiProperty({ ...anyOf(ALL_REPORTS.map(({ columns }) => rowOf(columns))), description: ROWS_MEAN })
  data!: object[];

  @ApiProperty({
    ...anyOf(ALL_REPORTS.map(({ columns, totalledBy }) => totalOf(summedIn(columns), totalledBy))),
    description: TOTALS_MEAN,
  })
  totals!: object[];
}

class AboutStatementDto {
  @Text('cre_5f0c2a9e-1b7d-8c3a-9e44-d2b1a6f70c55', 'Whose account it is.')
  statement!: string;

  @At(
    '2026-11-26T08:00:00.000Z',
    'The instant that was asked for, or when the last event in it was recorded.',
  )
  as_of!: string;

  @Text('1042', 'Everything up to there is in it, and nothing else.')
  position!: string;

  @TextOrNull(null)
  currency!: string | null;

  @TextOrNull(null)
  from!: string | null;

  @TextOrNull(null)
  to!: string | null;
}

export class StatementDto extends TableDto {
  @ApiProperty({ type: AboutStatementDto })
  about!: AboutStatementDto;

  @ApiProperty({ ...anyOf([rowOf(STATEMENT_COLUMNS)]), description: ROWS_MEAN })
  data!: object[];

  @ApiProperty({
    ...anyOf([totalOf(['opening_balance_minor', 'amount_minor', 'closing_balance_minor'])]),
    description: TOTALS_MEAN,
  })
  totals!: object[];
}
