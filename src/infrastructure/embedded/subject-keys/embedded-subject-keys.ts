import { randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { open, seal } from '../../../application/events/sealed-box.js';
import {
  SubjectErasedError,
  type SubjectKeys,
  SubjectKeysUnavailableError,
} from '../../../application/ports/subject-keys.js';
import { prepareDatabase } from '../data-file.js';
import { closeSqlite, inTransaction, isPassing, openSqlite, type Sqlite } from '../sqlite.js';
import { ErasureIncompleteError, MasterKeyError, SubjectKeyDamagedError } from './errors.js';
import { howToBringThem, SUBJECT_KEYS, subjectKeysPath } from './keys-file.js';
import { KEY_BYTES, masterKeyPath, type MasterKeySource, readMasterKey } from './master-key.js';

/** Unwrapped keys kept in memory: a few hundred bytes each. */
const MAX_CACHED_KEYS = 50_000;

/** The wait for whoever else has the file open is short, since the event loop stands still in it. */
const CONNECTION_SETTINGS = 'PRAGMA busy_timeout = 500; PRAGMA secure_delete = ON;';

/**
 * Everybody's keys in `<dataDir>/subject-keys.sqlite`, each wrapped by the master key.
 *
 * Runs on the calling thread, since it has little to do there: a read is one row, mostly cached, and a write comes once
 * in a person's life. Those who come at the same moment share one transaction, and so one wait for the disk.
 */
export class EmbeddedSubjectKeys implements SubjectKeys {
  readonly place: string;
  readonly howToBringThem: string;
  private readonly cache = new LRUCache<string, Buffer>({ max: MAX_CACHED_KEYS });
  private readonly statements: ReturnType<typeof prepare>;
  private dataVersion: number | undefined;
  private readonly newcomers = new Set<string>();
  /** The coming transaction that gives all newcomers their keys. */
  private making: Promise<void> | undefined;

  private constructor(
    private readonly database: Sqlite,
    private readonly masterKey: Buffer,
    source: MasterKeySource,
  ) {
    this.statements = prepare(database);
    this.place = subjectKeysPath(source.dataDir);
    this.howToBringThem = howToBringThem(source);
  }

  /** @throws DataFileError, MasterKeyError */
  static open(source: MasterKeySource): EmbeddedSubjectKeys {
    const path = subjectKeysPath(source.dataDir);
    prepareDatabase(path, SUBJECT_KEYS);
    const database = openSqlite(path, SUBJECT_KEYS.durability);
    try {
      database.exec(CONNECTION_SETTINGS);
      return new EmbeddedSubjectKeys(database, checkedMasterKey(database, source), source);
    } catch (error) {
      database.close();
      throw error;
    }
  }

  async haveAny(): Promise<boolean> {
    return Promise.resolve(usable(() => this.statements.findAny.get()) !== undefined);
  }

  async keysToEncrypt(subjects: readonly string[]): Promise<ReadonlyMap<string, Buffer>> {
    this.dropCacheIfChangedElsewhere();
    const keys = new Map<string, Buffer>();
    const absent: string[] = [];
    for (const subject of subjects) {
      const key = this.find(subject);
      if (key === 'erased') throw new SubjectErasedError(subject);
      if (key === undefined) absent.push(subject);
      else keys.set(subject, key);
    }
    if (absent.length === 0) return keys;
    await this.makeKeysOf(absent);
    // Read back: what is handed out is what is durable, whoever made it, unless it was destroyed since.
    return this.keysToEncrypt(subjects);
  }

  async keysToDecrypt(subjects: readonly string[]): Promise<ReadonlyMap<string, Buffer>> {
    this.dropCacheIfChangedElsewhere();
    const keys = new Map<string, Buffer>();
    for (const subject of subjects) {
      const key = this.find(subject);
      if (key !== undefined && key !== 'erased') keys.set(subject, key);
    }
    return Promise.resolve(keys);
  }

  /** @throws ErasureIncompleteError when a reader of the file kept the old key in the write-ahead log. */
  async destroy(subject: string): Promise<void> {
    usable(() => this.statements.bury.run(subject));
    this.cache.delete(subject);
    // Also when the row was buried before: the log may have been in use then.
    const [busy] = this.database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').raw().get() as [number];
    if (busy !== 0)
      throw new ErasureIncompleteError(
        `the key of ${subject} is destroyed, but a reader of subject-keys.sqlite keeps it in the write-ahead log`,
      );
    return Promise.resolve();
  }

  async close(): Promise<void> {
    await this.making?.catch(() => undefined);
    this.cache.clear();
    closeSqlite(this.database);
  }

  private find(subject: string): Buffer | 'erased' | undefined {
    const cached = this.cache.get(subject);
    if (cached !== undefined) return cached;
    const row = usable(() => this.statements.find.get(subject)) as [Buffer | null] | undefined;
    if (row === undefined) return undefined;
    const [wrapped] = row;
    if (wrapped === null) return 'erased';
    const key = open(this.masterKey, wrapped, subject);
    if (key === undefined) throw new SubjectKeyDamagedError(subject);
    this.cache.set(subject, key);
    return key;
  }

  private makeKeysOf(subjects: readonly string[]): Promise<void> {
    for (const subject of subjects) this.newcomers.add(subject);
    this.making ??= new Promise((resolve) => setImmediate(resolve)).then(() => {
      const newcomers = [...this.newcomers];
      this.newcomers.clear();
      this.making = undefined;
      this.insertKeysOf(newcomers);
    });
    return this.making;
  }

  private insertKeysOf(newcomers: readonly string[]): void {
    try {
      inTransaction(this.database, () => {
        for (const newcomer of newcomers)
          this.statements.insert.run(newcomer, seal(this.masterKey, randomBytes(KEY_BYTES), newcomer));
      });
    } catch (error) {
      throw new SubjectKeysUnavailableError(`keys cannot be written: ${String(error)}`, { cause: error });
    }
  }

  /** Another process on the same file may have destroyed a key that is cached here. */
  private dropCacheIfChangedElsewhere(): void {
    const [version] = usable(() => this.statements.dataVersion.get()) as [number];
    if (version !== this.dataVersion) this.cache.clear();
    this.dataVersion = version;
  }
}

/** @throws SubjectKeysUnavailableError where the file cannot be used now */
function usable<Answer>(work: () => Answer): Answer {
  try {
    return work();
  } catch (error) {
    if (!isPassing(error)) throw error;
    throw new SubjectKeysUnavailableError(`the keys cannot be used now: ${String(error)}`, { cause: error });
  }
}

const prepare = (database: Sqlite) => ({
  find: database.prepare('SELECT wrapped FROM subject_keys WHERE subject = ?').raw(),
  findAny: database.prepare('SELECT 1 FROM subject_keys LIMIT 1').raw(),
  insert: database.prepare('INSERT OR IGNORE INTO subject_keys (subject, wrapped) VALUES (?, ?)'),
  bury: database.prepare(
    `INSERT INTO subject_keys (subject, wrapped) VALUES (?, NULL)
     ON CONFLICT (subject) DO UPDATE SET wrapped = NULL WHERE wrapped IS NOT NULL`,
  ),
  dataVersion: database.prepare('PRAGMA data_version').raw(),
});

const CHECK = 'master key check';

/** Finds at start, rather than at the first fan, that the key is not the one that wrapped what is here. */
function checkedMasterKey(database: Sqlite, source: MasterKeySource): Buffer {
  const find = database.prepare('SELECT sealed FROM master_key_check').raw();
  const masterKey = readMasterKey(source, find.get() === undefined);
  const sealedNow = seal(masterKey, Buffer.from(CHECK), CHECK);
  // In an array: the binding aborts the process on a lone Buffer, which it takes for named parameters.
  database.prepare('INSERT OR IGNORE INTO master_key_check (id, sealed) VALUES (1, ?)').run([sealedNow]);
  const [sealed] = find.get() as [Buffer];
  if (open(masterKey, sealed, CHECK) === undefined)
    throw new MasterKeyError(
      `the master key ${masterKeyPath(source)} is not the one that subject-keys.sqlite was made with, and no other opens what that ` +
        'one wrapped: put it back, or name its file in MASTER_KEY_FILE',
    );
  return masterKey;
}
