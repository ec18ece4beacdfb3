import { type TableFormat, TableFiles } from '../../application/ports/table-files.js';
import type { TablePart } from '../../application/reports/table.js';
import { csvFile } from './csv-file.js';
import { jsonFile } from './json-file.js';
import { pdfFile } from './pdf-file.js';
import { parquetFile } from './parquet-file.js';
import { xlsxFile } from './xlsx-file.js';

type Writer = (table: AsyncIterable<TablePart>) => AsyncIterable<Uint8Array>;

const WRITERS: Readonly<Record<TableFormat, Writer>> = {
  json: jsonFile,
  csv: csvFile,
  xlsx: xlsxFile,
  parquet: parquetFile,
  pdf: pdfFile,
};

export class StreamedTableFiles extends TableFiles {
  fileOf(format: TableFormat, table: AsyncIterable<TablePart>): AsyncIterable<Uint8Array> {
    return WRITERS[format](table);
  }
}
