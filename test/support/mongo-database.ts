import { randomUUID } from 'node:crypto';
import { MongoClient } from 'mongodb';

export interface TestDatabase {
  readonly url: string;
  readonly drop: () => Promise<void>;
}

/** A database of its own on the server of `MONGODB_URL`. */
export function newDatabase(): TestDatabase {
  const url = new URL(process.env['MONGODB_URL'] ?? 'mongodb://unset');
  url.pathname = `/shoutouts_test_${randomUUID().slice(0, 8)}`;
  return {
    url: url.href,
    drop: async () => {
      const client = await new MongoClient(url.href).connect();
      await client.db().dropDatabase();
      await client.close();
    },
  };
}
