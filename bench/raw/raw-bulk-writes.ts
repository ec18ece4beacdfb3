import { MongoClient } from 'mongodb';
import { LIMITS } from '../../src/application/runtime/limits.js';
import { perSecond } from './sample-events.js';

/**
 * What MongoDB's own client reaches with the documents of a read model: plain inserts into an empty collection with the same
 * indexes, in batches as large as the program's, acknowledged by a majority. Answers documents per second.
 */
export async function rawBulkWrites(url: string, collection: string): Promise<number> {
  const client = new MongoClient(url, { writeConcern: { w: 'majority' } });
  try {
    const database = client.db();
    const documents = await database.collection(collection).find().sort({ _id: 1 }).toArray();
    const indexes = await database.collection(collection).listIndexes().toArray();
    const copy = database.collection(`raw_${collection}`);
    for (const { name, key } of indexes as { name: string; key: Record<string, 1> }[])
      if (name !== '_id_') await copy.createIndex(key, { name });
    return await perSecond(documents.length, async () => {
      for (let start = 0; start < documents.length; start += LIMITS.logBatch) {
        const batch = documents.slice(start, start + LIMITS.logBatch);
        await copy.bulkWrite(
          batch.map((document) => ({ insertOne: { document } })),
          { ordered: false },
        );
      }
    });
  } finally {
    await client.close();
  }
}
