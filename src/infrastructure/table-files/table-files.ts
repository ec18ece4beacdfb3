import { type TableFormat, TableFiles } from '../../application/ports/table-files.js';
import type { TablePart } from '../../application/reports/table.js';

type Writer = (table: AsyncIterable<TablePart>) => AsyncIterable<Uint8Array>;

/** Their packages take longer to load than all of the rest: each only when such a file is written. */
const WRITERS: Readonly<Record<TableFormat, () => Promise<Writer>>> = {
  json: async () => (await import('./json-file.js')).jsonFile,
  csv: async () => (await import('./csv-file.js')).csvFile,
  xlsx: async () => (await import('./xlsx-file.js')).xlsxFile,
  parquet: async () => (await import('./parquet-file.js')).parquetFile,
  pdf: async () => (await import('./pdf-file.js')).pdfFile,
};

export class StreamedTableFiles extends TableFiles {
  async *fileOf(format: TableFormat, table: AsyncIterable<TablePart>): AsyncGenerator<Uint8Array> {
    const write = await WRITERS[format]();
    yield* write(table);
  }
}
