import { join } from 'node:path';
import { prepareReadModelsFile } from '../../src/infrastructure/embedded/read-models/file.js';
import { Writer } from '../../src/infrastructure/embedded/read-models/writer.js';
import { openSqlite } from '../../src/infrastructure/embedded/sqlite.js';

/** Fills a file of read models, scrubs it, and says how much memory that took beyond what was taken before, in MiB. */
const dataDir = join(process.argv[2] ?? '', "somebody's");
const writer = new Writer(openSqlite(prepareReadModelsFile(dataDir), 'normal'));
writer.ensureCollection({ name: 'notes_v1', indexes: [] });
for (let batch = 0; batch < 200; batch += 1) {
  const writes = Array.from({ length: 100 }, (_, n) => ({
    ...{ id: `${String(batch)}-${String(n)}`, position: 1n, values: [] },
    doc: JSON.stringify({ text: 'x'.repeat(15_000) }),
  }));
  writer.write({ collection: 'notes_v1', fields: [], writes, arrayFields: [], checkpoint: undefined });
}
const beforeKib = process.resourceUsage().maxRSS;
writer.scrub();
const [count] = writer.query({ sql: 'SELECT count(*) FROM docs_notes_v1', parameters: [] });
const tookMib = Math.round((process.resourceUsage().maxRSS - beforeKib) / 1024);
process.stdout.write(JSON.stringify({ documents: count?.[0], tookMib }));
