import type { TableFormat } from '../../src/application/ports/table-files.js';
import type { TablePart } from '../../src/application/reports/table.js';
import { StreamedTableFiles } from '../../src/infrastructure/table-files/table-files.js';

/** A whole file, as its reader gets it. */
export async function tableFile(format: TableFormat, table: AsyncIterable<TablePart>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of new StreamedTableFiles().fileOf(format, table)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
