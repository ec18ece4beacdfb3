import {
  type AnyBulkWriteOperation,
  type Collection,
  type Db,
  Long,
  type MongoClient,
  MongoServerError,
  type ReadPreference,
} from 'mongodb';
import type { JsonObject, Position } from '../../application/ports/event-store.js';
import {
  type CheckpointWrite,
  type CollectionSpec,
  type Fence,
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
import { LossProofCheckpoints } from '../documents/loss-proof-checkpoints.js';
import { readPage } from '../documents/page.js';
import { connectMongo, readPreferenceOf, watchForLoss } from './connection.js';
import {
  type Checkpoint,
  type NamedValue,
  positionOf,
  type Registered,
  type StoredDocument,
} from './documents.js';
import { isDuplicateKey, isGuarded, translated } from './errors.js';
import { requireFormat } from './format.js';
import { MongoCheckpoints } from './mongo-checkpoints.js';
import { filterOf, pageQueries, pathOf } from './query.js';

/** Of documents, checkpoints and named values. */
const FORMAT_VERSION = 1;
/** The index by which MongoDB forgets what was deleted. No instance stands still for so long. */
const DELETED = 'deleted';
const DELETED_KEPT_SECONDS = 24 * 3_600;

/** What MongoDB answers when an index or a collection to drop is not there. */
const ABSENT = new Set([26, 27]);
const NO_SUCH = 'ns not found';

/**
 * Read models in MongoDB, one collection per read model and version. Needs no transaction to be right: each write is
 * guarded by the position of its document, and a checkpoint is written after the documents it covers.
 */
export class MongoReadModels implements ReadModels {
  private readonly stored: MongoCheckpoints;
  private readonly checkpoints: LossProofCheckpoints;
  private isClosed = false;

  private constructor(
    private readonly client: MongoClient,
    private readonly database: Db,
    /** Where reports are read; everything else is read from the primary. */
    private readonly reports: ReadPreference,
  ) {
    this.stored = new MongoCheckpoints(database.collection<Checkpoint>('checkpoints'));
    this.checkpoints = new LossProofCheckpoints(this.stored, Date.now);
    watchForLoss(client, () => this.checkpoints.lost());
  }

  /** @param url with the name of the database as its path @throws MongoUnusableError */
  static async open(url: string): Promise<MongoReadModels> {
    const client = await connectMongo(url, { durable: false });
    try {
      await requireFormat(client.db(), 'read_models', FORMAT_VERSION);
      return new MongoReadModels(client, client.db(), readPreferenceOf(url));
    } catch (error) {
      await client.close();
      throw error;
    }
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
        if (name !== DELETED && !haveSameFields(wanted.get(name), keys))
          await unlessAbsent(collection.dropIndex(name));
      const later = new Set(indexes.filter(({ isLater }) => isLater === true).map(({ name }) => name));
      for (const [name, keys] of wanted)
        if (!later.has(name) && !haveSameFields(present.get(name), keys))
          await collection.createIndex(keys, { name });
      if (!present.has(DELETED))
        await collection.createIndex(
          { deletedAt: 1 },
          { name: DELETED, sparse: true, expireAfterSeconds: DELETED_KEPT_SECONDS },
        );
    });
  }

  async dropCollection(name: string): Promise<void> {
    await this.ask(async () => {
      await unlessAbsent(this.documents(name).drop());
      await this.checkpoints.drop(name);
      await this.registered.deleteOne({ _id: name });
    });
  }

  async collections(): Promise<readonly string[]> {
    const all = await this.ask(() => this.registered.find().sort({ _id: 1 }).toArray());
    return all.map(({ _id }) => _id);
  }

  async get<Doc extends JsonObject>(collection: string, id: string): Promise<Stored<Doc> | undefined> {
    const found = await this.ask(() => this.documents(collection).findOne({ _id: id }));
    return found?.doc === undefined ? undefined : stored<Doc>(found);
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
    return found.filter(({ doc }) => doc !== undefined).map((document) => stored<Doc>(document));
  }

  find<Doc extends JsonObject>(collection: string, options: FindOptions): Promise<Page<Doc>> {
    return readPage(options, async (limit) => {
      const { sort, after } = options;
      const place = after === undefined ? undefined : decodeCursor(sort, after);
      const from = this.documents(collection, options.mayLag === true ? this.reports : undefined);
      const found: StoredDocument[] = [];
      for (const query of pageQueries(options, place)) {
        const missing = limit - found.length;
        if (missing === 0) break;
        const more = from.find(query.filter).sort(query.sort).limit(missing);
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
    checkpoint?: CheckpointWrite,
  ): Promise<void> {
    await this.ask(async () => {
      // Without a checkpoint, too: the documents of an erased person are written so.
      const follows = checkpoint?.name ?? collection;
      this.checkpoints.requireUnbroken(follows);
      if (writes.length > 0) await this.writeDocuments(collection, writes);
      if (checkpoint === undefined) return;
      // The documents may be among what was forgotten.
      this.checkpoints.requireUnbroken(follows);
      await this.checkpoints.move(checkpoint);
    });
  }

  furthestCheckpoint(): Promise<Position | undefined> {
    return this.ask(() => this.stored.furthest());
  }

  checkpoint(name: string, fence?: Fence): Promise<Position | undefined> {
    return this.ask(() => this.checkpoints.read(name, fence));
  }

  lookAtCheckpoint(name: string): Promise<Position | undefined> {
    return this.ask(() => this.checkpoints.look(name));
  }

  forgetCheckpoint(name: string): Promise<void> {
    return this.ask(() => this.checkpoints.drop(name));
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
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    });
  }

  onLoss(listener: () => void): () => void {
    return this.checkpoints.onLoss(listener);
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

  private async writeDocuments(collection: string, writes: readonly GuardedWrite[]): Promise<void> {
    const refused = await this.writeAll(collection, writes, insertedOrGuarded);
    // Somebody else may have inserted an older document between our look and our insert: seen now, it is replaced.
    if (refused.length > 0) await this.writeAll(collection, refused, guarded);
  }

  /** @returns those that met a document at or after their position, or one that was just inserted */
  private async writeAll(
    collection: string,
    writes: readonly GuardedWrite[],
    operationOf: (write: GuardedWrite) => Operation,
  ): Promise<readonly GuardedWrite[]> {
    try {
      await this.documents(collection).bulkWrite(writes.map(operationOf), { ordered: false });
      return [];
    } catch (error) {
      if (!isGuarded(error)) throw error;
      return error.result.getWriteErrors().flatMap(({ index }) => writes[index] ?? []);
    }
  }

  private async ask<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    if (this.isClosed) throw new ReadModelsUnavailableError('the read models are closed');
    try {
      return await work();
    } catch (error) {
      throw translated(error, ReadModelsUnavailableError);
    }
  }

  private documents(name: string, readPreference?: ReadPreference): Collection<StoredDocument> {
    return this.database.collection<StoredDocument>(name, readPreference && { readPreference });
  }

  private get registered(): Collection<Registered> {
    return this.database.collection<Registered>('read_models');
  }

  private get values(): Collection<NamedValue> {
    return this.database.collection<NamedValue>('named_values');
  }
}

type Operation = AnyBulkWriteOperation<StoredDocument>;

/** An insert meets what is there all the same by its id, and is refused. */
function insertedOrGuarded(write: GuardedWrite): Operation {
  const { id: _id, doc, position, isNew = false } = write;
  if (doc === null || !isNew) return guarded(write);
  return { insertOne: { document: { _id, position: Long.fromBigInt(position), doc } } };
}

function guarded({ id: _id, doc, position: at, isMadeAnew = false }: GuardedWrite): Operation {
  const position = Long.fromBigInt(at);
  const filter = { _id, position: isMadeAnew ? { $lte: position } : { $lt: position } };
  const replacement = doc === null ? { position, deletedAt: new Date() } : { position, doc };
  // Where a newer document is, the filter finds none, and the insert meets its id: that write is refused, and no other.
  return { replaceOne: { filter, replacement, upsert: true } };
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

const stored = <Doc extends JsonObject>(document: StoredDocument): Stored<Doc> => ({
  id: document._id,
  position: positionOf(document),
  doc: document.doc as Doc,
});
