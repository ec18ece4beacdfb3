import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import {
  type Cell,
  cellText,
  type Columns,
  type ColumnType,
  type Facts,
  type Row,
  type TablePart,
} from '../../application/reports/table.js';
import { RowSource } from './row-source.js';

const ROWS_PER_GROUP = 10_000;
/** With which a file begins. */
const MAGIC_BYTES = 4n;

type SchemaElement = ConstructorParameters<typeof ParquetWriter>[0]['schema'][number];

/**
 * Whole numbers and positions are INT64, instants TIMESTAMP in milliseconds UTC, all else text. What the table is about, its totals and
 * its digest are in the metadata of the file, under `shoutouts.`; a row group is kept in memory at a time.
 */
export async function* parquetFile(table: AsyncIterable<TablePart>): AsyncGenerator<Uint8Array> {
  const source = new RowSource(table);
  try {
    const { about, columns } = await source.head();
    const bytes = new ByteWriter();
    const parquet = new ParquetWriter({ writer: bytes, schema: schemaOf(columns), createdBy: 'shoutouts' });
    for (
      let rows = await source.take(ROWS_PER_GROUP);
      rows.length > 0;
      rows = await source.take(ROWS_PER_GROUP)
    ) {
      await parquet.write({ columnData: columnDataOf(columns, rows), rowGroupSize: ROWS_PER_GROUP });
      yield takenFrom(bytes);
    }
    const { totals, rows, sha256 } = source.foot;
    if (rows === 0n) parquet.row_groups.push(emptyGroup(columns));
    parquet.kvMetadata = metadataOf({
      about: factsText(about),
      columns: JSON.stringify(unitsOf(columns)),
      totals: `[${totals.map(factsText).join(',')}]`,
      ...{ rows: rows.toString(), sha256 },
    });
    await parquet.finish();
    yield takenFrom(bytes);
  } finally {
    await source.close();
  }
}

/** What was written; the place in the file goes on, the buffer begins anew. */
function takenFrom(bytes: ByteWriter): Uint8Array {
  const taken = bytes.getBytes().slice();
  bytes.index = 0;
  return taken;
}

const ELEMENT: Readonly<Record<ColumnType, Omit<SchemaElement, 'name'>>> = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  instant: {
    type: 'INT64',
    converted_type: 'TIMESTAMP_MILLIS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
  },
  integer: { type: 'INT64' },
  position: { type: 'INT64' },
};

const schemaOf = (columns: Columns): SchemaElement[] => [
  { name: 'root', num_children: Object.keys(columns).length },
  ...Object.entries(columns).map(([name, { type }]): SchemaElement => ({
    name,
    repetition_type: 'OPTIONAL',
    ...ELEMENT[type],
  })),
];

const columnDataOf = (columns: Columns, rows: readonly Row[]) =>
  Object.entries(columns).map(([name, { type }]) => ({
    name,
    data: rows.map((row) => valueOf(type, row[name] ?? null)),
  }));

const valueOf = (type: ColumnType, cell: Cell): bigint | string | Date | null =>
  type === 'instant' && typeof cell === 'string' ? new Date(cell) : cell;

/** Of a table without rows: a list of no groups would be written as one of bytes, which strict readers refuse. */
const emptyGroup = (columns: Columns): ParquetWriter['row_groups'][number] => ({
  columns: Object.entries(columns).map(([name, { type }]) => ({
    file_offset: 0n,
    meta_data: {
      type: ELEMENT[type].type ?? 'BYTE_ARRAY',
      encodings: ['PLAIN'],
      path_in_schema: [name],
      codec: 'UNCOMPRESSED',
      ...{ num_values: 0n, total_uncompressed_size: 0n, total_compressed_size: 0n },
      data_page_offset: MAGIC_BYTES,
    },
  })),
  ...{ total_byte_size: 0n, num_rows: 0n },
});

const unitsOf = (columns: Columns) =>
  Object.entries(columns).map(([name, { unit = null, meaning }]) => ({ name, unit, meaning }));

const metadataOf = (facts: Readonly<Record<string, string>>) =>
  Object.entries(facts).map(([name, value]) => ({ key: `shoutouts.${name}`, value }));

const factsText = (facts: Facts): string =>
  `{${Object.entries(facts)
    .map(([name, fact]) => `${JSON.stringify(name)}:${cellText('integer', fact)}`)
    .join(',')}}`;
