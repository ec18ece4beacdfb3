import { randomBytes } from 'node:crypto';
import { type AnyBulkWriteOperation, Binary, type Collection, type MongoClient } from 'mongodb';
import { open, seal } from '../../application/events/sealed-box.js';
import {
  SubjectErasedError,
  type SubjectKeys,
  SubjectKeysUnavailableError,
} from '../../application/ports/subject-keys.js';
import { MasterKeyError, SubjectKeyDamagedError } from '../embedded/subject-keys/errors.js';
import { KEY_BYTES, readMasterKey } from '../embedded/subject-keys/master-key.js';
import { connectMongo } from './connection.js';
import { isDuplicateKey, isGuarded, translated } from './errors.js';
import { requireFormat } from './format.js';

/** `subject_keys`: `wrapped` is null for who was erased; the document stays, so that no key is ever made for them again. */
interface KeyDocument {
  readonly _id: string;
  readonly wrapped: Binary | null;
}

/** `master_key_check`: something that only the master key opens with which all keys are wrapped. */
interface CheckDocument {
  readonly _id: typeof CHECK;
  readonly sealed: Binary;
}

const FORMAT_VERSION = 1;
const CHECK = 'master key check';

/** A key is there after the first of them, unless it was destroyed or the server gave it up meanwhile. */
const ATTEMPTS = 5;

interface Options {
  /** The setting `MASTER_KEY_FILE`: the same key for all who share the database. */
  readonly masterKeyFile: string;
  /** Told when others on this machine may read the key. */
  readonly warn: (message: string) => void;
}

/**
 * Everybody's keys in the collection `subject_keys`, each wrapped by the master key, for several instances at once: the unique
 * id settles who makes a person's key.
 *
 * Nothing is remembered here. What another instance destroyed is gone at once, at the price of one query for each batch of
 * events whose personal fields are read. A key is handed out when a majority has it on disk, and destroyed when a majority has
 * that.
 */
export class MongoSubjectKeys implements SubjectKeys {
  readonly place: string;
  readonly howToBringThem =
    'name the database that has the keys of this log in MONGODB_URL, or restore its collections subject_keys and master_key_check ' +
    'here, in place of what is in them, and name the master key that belongs to them in MASTER_KEY_FILE; or, where the keys are in ' +
    'a subject-keys.sqlite, start without MONGODB_URL, in the DATA_DIR that has it';
  private readonly keys: Collection<KeyDocument>;
  private isClosed = false;

  private constructor(
    private readonly client: MongoClient,
    private readonly masterKey: Buffer,
  ) {
    this.keys = client.db().collection<KeyDocument>('subject_keys');
    this.place = `the collection subject_keys of the database ${client.db().databaseName}, which MONGODB_URL names`;
  }

  /** @param url with the name of the database as its path @throws MongoUnusableError, MasterKeyError */
  static async open(url: string, { masterKeyFile, warn }: Options): Promise<MongoSubjectKeys> {
    const masterKey = readMasterKey({ masterKeyFile, dataDir: '', warn }, false);
    const client = await connectMongo(url, { durable: true });
    try {
      await requireFormat(client.db(), 'subject_keys', FORMAT_VERSION);
      await checkMasterKey(
        client.db().collection<CheckDocument>('master_key_check'),
        masterKey,
        masterKeyFile,
      );
      return new MongoSubjectKeys(client, masterKey);
    } catch (error) {
      await client.close();
      throw translated(error, SubjectKeysUnavailableError);
    }
  }

  /** Whether anybody has a key in the database, or had one and was erased. Makes nothing. @throws MongoUnusableError */
  static async haveAny(url: string): Promise<boolean> {
    const client = await connectMongo(url, { durable: true });
    try {
      return await hasAny(client.db().collection<KeyDocument>('subject_keys'));
    } catch (error) {
      throw translated(error, SubjectKeysUnavailableError);
    } finally {
      await client.close();
    }
  }

  async haveAny(): Promise<boolean> {
    return this.ask(() => hasAny(this.keys));
  }

  async keysToEncrypt(subjects: readonly string[]): Promise<ReadonlyMap<string, Buffer>> {
    const wanted = [...new Set(subjects)];
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      // Read back after they were made: what is handed out is what is durable, whoever made it, unless it was destroyed since.
      const { keys, erased } = await this.find(wanted);
      const [first] = erased;
      if (first !== undefined) throw new SubjectErasedError(first);
      const absent = wanted.filter((subject) => !keys.has(subject));
      if (absent.length === 0) return keys;
      await this.makeKeysOf(absent);
    }
    throw new SubjectKeysUnavailableError('MongoDB: keys that were made are not there');
  }

  async keysToDecrypt(subjects: readonly string[]): Promise<ReadonlyMap<string, Buffer>> {
    return (await this.find([...new Set(subjects)])).keys;
  }

  async destroy(subject: string): Promise<void> {
    await this.ask(async () => {
      const bury = () => this.keys.updateOne({ _id: subject }, { $set: { wrapped: null } }, { upsert: true });
      try {
        await bury();
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        // A key was made in this very moment: it is there now.
        await bury();
      }
    });
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await this.client.close();
  }

  private async find(subjects: readonly string[]): Promise<{
    readonly keys: ReadonlyMap<string, Buffer>;
    readonly erased: readonly string[];
  }> {
    const found =
      subjects.length === 0
        ? []
        : await this.ask(() => this.keys.find({ _id: { $in: [...subjects] } }).toArray());
    const keys = new Map<string, Buffer>();
    const erased: string[] = [];
    for (const { _id: subject, wrapped } of found) {
      if (wrapped === null) erased.push(subject);
      else keys.set(subject, this.unwrap(subject, wrapped));
    }
    return { keys, erased };
  }

  private unwrap(subject: string, wrapped: Binary): Buffer {
    const key = open(this.masterKey, Buffer.from(wrapped.value()), subject);
    if (key === undefined) throw new SubjectKeyDamagedError(subject);
    return key;
  }

  private async makeKeysOf(subjects: readonly string[]): Promise<void> {
    const inserts = subjects.map((_id): AnyBulkWriteOperation<KeyDocument> => {
      const wrapped = new Binary(seal(this.masterKey, randomBytes(KEY_BYTES), _id));
      return { updateOne: { filter: { _id }, update: { $setOnInsert: { wrapped } }, upsert: true } };
    });
    await this.ask(async () => {
      try {
        await this.keys.bulkWrite(inserts, { ordered: false });
      } catch (error) {
        // Somebody else made one in this very moment.
        if (!isGuarded(error)) throw error;
      }
    });
  }

  private async ask<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    if (this.isClosed) throw new SubjectKeysUnavailableError('the keys are closed');
    try {
      return await work();
    } catch (error) {
      throw translated(error, SubjectKeysUnavailableError);
    }
  }
}

const hasAny = async (keys: Collection<KeyDocument>): Promise<boolean> => (await keys.findOne({})) !== null;

/** Finds at start, rather than at the first fan, that the key is not the one that wrapped what is here. */
async function checkMasterKey(
  checks: Collection<CheckDocument>,
  masterKey: Buffer,
  path: string,
): Promise<void> {
  const sealed = new Binary(seal(masterKey, Buffer.from(CHECK), CHECK));
  try {
    await checks.updateOne({ _id: CHECK }, { $setOnInsert: { sealed } }, { upsert: true });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
  const first = await checks.findOne({ _id: CHECK });
  if (first === null || open(masterKey, Buffer.from(first.sealed.value()), CHECK) === undefined)
    throw new MasterKeyError(
      `the master key ${path} is not the one that the keys in the database of MONGODB_URL were wrapped with, and no other opens ` +
        'them: name the file of that one in MASTER_KEY_FILE, the same key for every instance',
    );
}
