import {
  type AnyBulkWriteOperation,
  type Collection,
  type Db,
  Long,
  type MongoClient,
  MongoServerError,
} from 'mongodb';
import type { JsonObject, Position } from '../../application/ports/event-store.js';
import {
  type CollectionSpec,
  type Filter,
  type FindOptions,
  type GuardedWrite,
  type IndexSpec,
  type Page,
  type ReadModels,
  ReadModelsUnavailableError,
  type Stored,
} from '../../application/ports/read-models.js';
import { decodeCursor } from '../documents/cursor.js';
import { assertNames } from '../documents/fields.js';
import { readPage } from '../documents/page.js';
import { connectMongo, watchForLoss } from './connection.js';
import type { Checkpoint, NamedValue, Registered, StoredDocument } from './documents.js';
import { DUPLICATE_KEY, isGuarded, translated } from './errors.js';
import { filterOf, pageQueries, pathOf } from './query.js';
import { SettledCheckpoints } from './settled-checkpoints.js';

/** What MongoDB answers when an index or a collection to drop is not there. */
const ABSENT = new Set([26, 27]);
const NO_SUCH = 'ns not found';

/**
 * Read models in MongoDB, one collection per read model and version. Needs no transaction to be right: each write is
 * guarded by the position of its document, and a checkpoint is written after the documents it covers.
 *
 * A server that is killed may come back without its newest acknowledged writes. A checkpoint is therefore good for as long
 * as the connection over which it was read: once that broke, writes that would move it on are refused, and their caller
 * reads it again (`checkpoint`), to go on from one that had settled.
 */
export class MongoReadModels implements ReadModels {
  /** When connections were lost. */
  private readonly lossesAtMs: number[] = [];
  /** Checkpoint → how many losses there had been when it was read. */
  private readonly readAfter = new Map<string, number>();
  private readonly settled = new SettledCheckpoints();
  private isClosed = false;

  private constructor(
    private readonly client: MongoClient,
    private readonly database: Db,
  ) {
    watchForLoss(client, () => this.lossesAtMs.push(Date.now()));
  }

  /** @param url with the name of the database as its path @throws MongoUnusableError */
  static async open(url: string): Promise<MongoReadModels> {
    const client = await connectMongo(url);
    return new MongoReadModels(client, client.db());
  }

  async ensureCollection(spec: CollectionSpec): Promise<void> {
    assertNames(spec);
    await this.ask(async () => {
      const { name: _id, indexes } = spec;
      await this.registered.updateOne({ _id }, { $set: { indexes: [...indexes] } }, { upsert: true });
      const collection = this.documents(_id);
      const present = await indexesOf(collection);
      const wanted = new Map(indexes.map((index) => [index.name, keysOf(index)]));
      for (const [name, keys] of present)
        if (!haveSameFields(wanted.get(name), keys)) await unlessAbsent(collection.dropIndex(name));
      for (const [name, keys] of wanted)
        if (!haveSameFields(present.get(name), keys)) await collection.createIndex(keys, { name });
    });
  }

  async dropCollection(name: string): Promise<void> {
    await this.ask(async () => {
      await unlessAbsent(this.documents(name).drop());
      await this.checkpoints.deleteOne({ _id: name });
      await this.registered.deleteOne({ _id: name });
    });
  }

  async collections(): Promise<readonly string[]> {
    const all = await this.ask(() => this.registered.find().sort({ _id: 1 }).toArray());
    return all.map(({ _id }) => _id);
  }

  async get<Doc extends JsonObject>(collection: string, id: string): Promise<Stored<Doc> | undefined> {
    const found = await this.ask(() => this.documents(collection).findOne({ _id: id }));
    return found === null ? undefined : stored<Doc>(found);
  }

  async getMany<Doc extends JsonObject>(
    collection: string,
    ids: readonly string[],
  ): Promise<readonly Stored<Doc>[]> {
    if (ids.length === 0) return [];
    const found = await this.ask(() =>
      this.documents(collection)
        .find({ _id: { $in: [...ids] } })
        .toArray(),
    );
    return found.map((document) => stored<Doc>(document));
  }

  find<Doc extends JsonObject>(collection: string, options: FindOptions): Promise<Page<Doc>> {
    return readPage(options, async (limit) => {
      const { sort, after } = options;
      const place = after === undefined ? undefined : decodeCursor(sort, after);
      const found: StoredDocument[] = [];
      for (const query of pageQueries(options, place)) {
        const missing = limit - found.length;
        if (missing === 0) break;
        const more = this.documents(collection).find(query.filter).sort(query.sort).limit(missing);
        found.push(...(await this.ask(() => more.toArray())));
      }
      return found.map((document) => stored<Doc>(document));
    });
  }

  async count(collection: string, filter: Filter = {}): Promise<number> {
    const where = filterOf(filter);
    return this.ask(() => this.documents(collection).countDocuments(where));
  }

  async write(
    collection: string,
    writes: readonly GuardedWrite[],
    checkpoint?: { readonly name: string; readonly position: Position },
  ): Promise<void> {
    await this.ask(async () => {
      if (checkpoint !== undefined) this.requireUnbroken(checkpoint.name);
      if (writes.length > 0) await this.writeDocuments(collection, writes);
      if (checkpoint === undefined) return;
      // The documents may be among what was forgotten.
      this.requireUnbroken(checkpoint.name);
      await this.checkpoints.updateOne(
        { _id: checkpoint.name },
        { $max: { position: Long.fromBigInt(checkpoint.position) } },
        { upsert: true },
      );
      this.settled.wrote(checkpoint.name, checkpoint.position, Date.now());
    });
  }

  async furthestCheckpoint(): Promise<Position | undefined> {
    const [furthest] = await this.ask(() =>
      this.checkpoints.find().sort({ position: -1 }).limit(1).toArray(),
    );
    return furthest && positionOf(furthest);
  }

  async checkpoint(name: string): Promise<Position | undefined> {
    const losses = this.lossesAtMs.length;
    const firstLossAtMs = this.lossesAtMs[this.readAfter.get(name) ?? 0];
    const found = await this.ask(() => this.checkpoints.findOne({ _id: name }));
    const stored = found === null ? undefined : positionOf(found);
    this.settled.found(name, stored);
    if (firstLossAtMs === undefined) return stored;
    const settled = this.settled.settledBy(name, firstLossAtMs);
    const position = stored === undefined || settled === undefined ? undefined : min(stored, settled);
    // Stored before it is told: whoever reads it next, after whatever interrupts this, goes on from there, too.
    await this.ask<unknown>(() =>
      position === undefined
        ? this.checkpoints.deleteOne({ _id: name })
        : this.checkpoints.updateOne({ _id: name }, { $set: { position: Long.fromBigInt(position) } }),
    );
    this.settled.goBackTo(name, position);
    this.readAfter.set(name, losses);
    return position;
  }

  async getValue(key: string): Promise<string | undefined> {
    const found = await this.ask(() => this.values.findOne({ _id: key }));
    return found?.value;
  }

  async setValue(key: string, value: string, expected: string | undefined): Promise<boolean> {
    return this.ask(async () => {
      if (expected !== undefined) {
        const { matchedCount } = await this.values.updateOne(
          { _id: key, value: expected },
          { $set: { value } },
        );
        return matchedCount === 1;
      }
      try {
        await this.values.insertOne({ _id: key, value });
        return true;
      } catch (error) {
        if (error instanceof MongoServerError && error.code === DUPLICATE_KEY) return false;
        throw error;
      }
    });
  }

  /**
   * Nothing that a client can do reaches what MongoDB keeps of overwritten documents in its journal, its oplog and freed
   * blocks: how long that is, its operators decide (docs/personal-data.md).
   */
  scrub(): Promise<void> {
    return Promise.resolve();
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await this.client.close();
  }

  /** @throws ReadModelsUnavailableError when a connection broke since this checkpoint was read */
  private requireUnbroken(checkpoint: string): void {
    if ((this.readAfter.get(checkpoint) ?? 0) === this.lossesAtMs.length) return;
    throw new ReadModelsUnavailableError(
      `MongoDB: a connection broke since the checkpoint ${checkpoint} was read; it may have gone back`,
    );
  }

  private async writeDocuments(collection: string, writes: readonly GuardedWrite[]): Promise<void> {
    const operations = writes.map(({ id: _id, doc, position: at }): AnyBulkWriteOperation<StoredDocument> => {
      const position = Long.fromBigInt(at);
      const filter = { _id, position: { $lt: position } };
      if (doc === null) return { deleteOne: { filter } };
      // Where a newer document is, the filter finds none, and the insert meets its id: that write is refused, and no other.
      return { replaceOne: { filter, replacement: { position, doc }, upsert: true } };
    });
    try {
      await this.documents(collection).bulkWrite(operations, { ordered: false });
    } catch (error) {
      if (!isGuarded(error)) throw error;
    }
  }

  private async ask<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    if (this.isClosed) throw new ReadModelsUnavailableError('the read models are closed');
    try {
      return await work();
    } catch (error) {
      throw translated(error);
    }
  }

  private documents(name: string): Collection<StoredDocument> {
    return this.database.collection<StoredDocument>(name);
  }

  private get registered(): Collection<Registered> {
    return this.database.collection<Registered>('read_models');
  }

  private get checkpoints(): Collection<Checkpoint> {
    return this.database.collection<Checkpoint>('checkpoints');
  }

  private get values(): Collection<NamedValue> {
    return this.database.collection<NamedValue>('named_values');
  }
}

type Keys = Readonly<Record<string, 1>>;

const keysOf = ({ fields }: IndexSpec): Keys =>
  Object.fromEntries([...fields.map(pathOf), '_id'].map((path) => [path, 1]));

async function indexesOf(collection: Collection<StoredDocument>): Promise<ReadonlyMap<string, Keys>> {
  const present = ((await unlessAbsent(collection.listIndexes().toArray())) ?? []) as readonly {
    name: string;
    key: Keys;
  }[];
  return new Map(present.filter(({ name }) => name !== '_id_').map(({ name, key }) => [name, key]));
}

/** In the same order, which counts for an index. */
const haveSameFields = (some: Keys | undefined, others: Keys | undefined): boolean =>
  JSON.stringify(Object.keys(some ?? {})) === JSON.stringify(Object.keys(others ?? {}));

async function unlessAbsent<Answer>(work: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof MongoServerError && (ABSENT.has(Number(error.code)) || error.errmsg === NO_SUCH))
      return undefined;
    throw error;
  }
}

const positionOf = ({ position }: { readonly position: Long | bigint }): bigint =>
  typeof position === 'bigint' ? position : position.toBigInt();

const min = (a: bigint, b: bigint): bigint => (a < b ? a : b);

const stored = <Doc extends JsonObject>(document: StoredDocument): Stored<Doc> => ({
  id: document._id,
  position: positionOf(document),
  doc: document.doc as Doc,
});
