import type { TablePart } from '../reports/table.js';

/** What a report can be written as. */
export const TABLE_FORMATS = ['json', 'csv', 'xlsx', 'parquet'] as const;
/** What a statement can be written as, which somebody reads on paper. */
export const STATEMENT_FORMATS = ['json', 'csv', 'xlsx', 'pdf'] as const;
export type TableFormat = (typeof TABLE_FORMATS)[number] | (typeof STATEMENT_FORMATS)[number];

/** Writes tables as files: the same table, the same bytes. Keeps some rows at a time, however many there are. */
export abstract class TableFiles {
  abstract fileOf(format: TableFormat, table: AsyncIterable<TablePart>): AsyncIterable<Uint8Array>;
}
