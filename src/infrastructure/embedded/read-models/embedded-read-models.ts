import type Database from 'libsql';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../../../application/ports/clock.js';
import type { JsonObject, Position } from '../../../application/ports/event-store.js';
import {
  type CheckpointWrite,
  type CollectionSpec,
  type Fence,
  FencedOutError,
  type Filter,
  type FindOptions,
  type GuardedWrite,
  type IndexSpec,
  type Page,
  type ReadModels,
  ReadModelsUnavailableError,
  type Stored,
} from '../../../application/ports/read-models.js';
import { assertNames, valueAt } from '../../documents/fields.js';
import { readPage } from '../../documents/page.js';
import { type Asked, AskedHere } from '../asked-here.js';
import { RequestThread } from '../request-thread.js';
import { openSqliteForReading, type Sqlite } from '../sqlite.js';
import { startWorker } from '../start-worker.js';
import { decodeCursor } from '../../documents/cursor.js';
import { translated } from './errors.js';
import { indexedFields } from './fields.js';
import { prepareReadModelsFile, readModelsPath } from './file.js';
import {
  type CollectionShape,
  columnValue,
  countStatement,
  getManyStatement,
  getStatement,
  isServedByIndex,
  pageStatements,
  type Statement,
} from './query.js';
import type { WriterMethod, WriterReply, WriterRequest } from './writer-protocol.js';
import { openWriter } from './writer-requests.js';
import type { Row, Writer } from './writer.js';

interface EmbeddedReadModelsOptions {
  /** The folder of `read-models.sqlite`, made if need be. The caller holds its lock (`lockDataDir`). */
  readonly dataDir: string;
  readonly clock: Clock;
}

const STATEMENTS_KEPT = 200;

/**
 * Short reads happen where they are asked for: a document takes 15 µs and an indexed page of 50 takes 300 µs on
 * the caller's thread, but 300 µs and 1 ms by way of another thread, most of it spent on this one all the same
 * (measured, 100,000 documents of 450 bytes). Whatever may take longer goes to the writer's thread.
 */
const READ_HERE_MAX_DOCUMENTS = 100;

/**
 * Read models in one SQLite file, written by a thread of its own. A power cut may take back the newest writes, documents
 * and checkpoints alike, so that projections go on from there.
 */
export class EmbeddedReadModels implements ReadModels {
  private readonly statements = new LRUCache<string, Database.Statement<unknown[]>>({ max: STATEMENTS_KEPT });
  /** Asked for by every query and every write; each as it was after a commit, since others write as well. */
  private readonly shapes = new Map<string, { readonly commit: unknown; readonly shape: CollectionShape }>();
  private readonly fences = new Map<string, Fence>();
  private isClosed = false;

  private constructor(
    private readonly path: string,
    private readonly reader: Sqlite,
    private readonly writer: Asked<WriterRequest, WriterReply>,
  ) {}

  /** @throws DataFileError */
  static async open({ dataDir, clock }: EmbeddedReadModelsOptions): Promise<EmbeddedReadModels> {
    const path = prepareReadModelsFile(dataDir);
    const unavailable = (reason: string) => new ReadModelsUnavailableError(`the read models: ${reason}`);
    const writer = await RequestThread.start<WriterRequest, WriterReply>({
      start: () => startWorker(new URL('./writer-worker.js', import.meta.url), path),
      clock,
      unavailable,
      interrupted: () => unavailable('the writer died'),
    });
    return new EmbeddedReadModels(path, openSqliteForReading(path), writer);
  }

  /**
   * Beside the program that has opened them, on a thread that has nothing else to do: takes no lock, and writes on that thread. Whoever
   * commits waits for whoever does.
   */
  static openBeside(dataDir: string): EmbeddedReadModels {
    const path = readModelsPath(dataDir);
    return new EmbeddedReadModels(path, openSqliteForReading(path), new AskedHere(openWriter(path, true)));
  }

  async ensureCollection(spec: CollectionSpec): Promise<void> {
    assertNames(spec);
    await this.ask('ensureCollection', spec);
  }

  dropCollection(name: string): Promise<void> {
    return this.ask('dropCollection', name);
  }

  async collections(): Promise<readonly string[]> {
    const rows = await this.rows({ sql: 'SELECT name FROM collections ORDER BY name', parameters: [] });
    return rows.map(([name]) => String(name));
  }

  async get<Doc extends JsonObject>(collection: string, id: string): Promise<Stored<Doc> | undefined> {
    const [row] = await this.rows(getStatement(collection, id));
    return row && stored<Doc>(row);
  }

  async getMany<Doc extends JsonObject>(
    collection: string,
    ids: readonly string[],
  ): Promise<readonly Stored<Doc>[]> {
    const isShort = ids.length <= READ_HERE_MAX_DOCUMENTS;
    return (await this.rows(getManyStatement(collection, ids), isShort)).map((row) => stored<Doc>(row));
  }

  find<Doc extends JsonObject>(collection: string, options: FindOptions): Promise<Page<Doc>> {
    return readPage(options, async (limit) => {
      const rows = await this.rowsOfPage(collection, { ...options, limit });
      return rows.map((row) => stored<Doc>(row));
    });
  }

  async count(collection: string, filter: Filter = {}): Promise<number> {
    const shape = await this.shapeOf(collection);
    if (shape === undefined) return 0;
    const [row] = await this.rows(countStatement(shape, filter), false);
    return Number(row?.[0]);
  }

  async write(
    collection: string,
    writes: readonly GuardedWrite[],
    checkpoint?: CheckpointWrite,
  ): Promise<void> {
    if (checkpoint !== undefined) this.claim(checkpoint.name, checkpoint.fence);
    const shape = await this.shapeOf(collection);
    if (shape === undefined && writes.length > 0) throw new Error(`there is no collection ${collection}`);
    const fields = indexedFields(shape?.indexes ?? []);
    const arrayFields = fields.filter(
      (field) =>
        shape?.arrayFields.has(field) === false &&
        writes.some(({ doc }) => doc !== null && Array.isArray(valueAt(doc, field))),
    );
    const encoded = writes.map(({ id, position, doc, isMadeAnew = false }) =>
      doc === null
        ? { id, position, isMadeAnew, doc, values: [] }
        : {
            ...{ id, position, isMadeAnew, doc: JSON.stringify(doc) },
            values: fields.map((field) => columnValue(valueAt(doc, field))),
          },
    );
    await this.ask('write', { collection, fields, writes: encoded, arrayFields, checkpoint });
  }

  async furthestCheckpoint(): Promise<Position | undefined> {
    const [row] = await this.rows({
      sql: 'SELECT CAST(max(position) AS TEXT) FROM checkpoints',
      parameters: [],
    });
    return row?.[0] == null ? undefined : BigInt(String(row[0]));
  }

  async checkpoint(name: string, fence?: Fence): Promise<Position | undefined> {
    this.claim(name, fence);
    return this.lookAtCheckpoint(name);
  }

  async lookAtCheckpoint(name: string): Promise<Position | undefined> {
    const [row] = await this.rows({
      sql: 'SELECT CAST(position AS TEXT) FROM checkpoints WHERE name = ?',
      parameters: [name],
    });
    return row && BigInt(String(row[0]));
  }

  forgetCheckpoint(name: string): Promise<void> {
    return this.ask('forgetCheckpoint', name);
  }

  async getValue(key: string): Promise<string | undefined> {
    const [row] = await this.rows({ sql: 'SELECT value FROM named_values WHERE key = ?', parameters: [key] });
    return row && String(row[0]);
  }

  setValue(key: string, value: string, expected: string | undefined): Promise<boolean> {
    return this.ask('setValue', key, value, expected);
  }

  /** The file is one process's: there is nobody whom memory would not tell. */
  private claim(checkpoint: string, fence: Fence | undefined): void {
    if (fence === undefined) return;
    if (fence < (this.fences.get(checkpoint) ?? 0n)) throw new FencedOutError(checkpoint);
    this.fences.set(checkpoint, fence);
  }

  /** What was written is on disk, or the program is gone with it. */
  onLoss(): () => void {
    return () => undefined;
  }

  scrub(): Promise<void> {
    return this.ask('scrub');
  }

  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    this.statements.clear();
    this.reader.close();
    await this.writer.close();
  }

  private async shapeOf(collection: string): Promise<CollectionShape | undefined> {
    const [version] = await this.rows({ sql: 'PRAGMA data_version', parameters: [] });
    const commit = version?.[0];
    const known = this.shapes.get(collection);
    if (known?.commit === commit) return known?.shape;
    const [row] = await this.rows({
      sql:
        'SELECT indexes, (SELECT json_group_array(field) FROM array_fields WHERE collection = name) ' +
        'FROM collections WHERE name = ?',
      parameters: [collection],
    });
    if (row === undefined) return undefined;
    const indexes = JSON.parse(String(row[0])) as readonly IndexSpec[];
    const arrayFields = JSON.parse(String(row[1])) as readonly string[];
    const shape = {
      name: collection,
      indexes: indexes.map(({ fields }) => fields),
      made: indexes.filter(({ isLater }) => isLater !== true).map(({ fields }) => fields),
      arrayFields: new Set(arrayFields),
    };
    this.shapes.set(collection, { commit, shape });
    return shape;
  }

  private async rowsOfPage(collection: string, options: FindOptions): Promise<readonly Row[]> {
    const { sort, limit, after } = options;
    const place = after === undefined ? undefined : decodeCursor(sort, after);
    const shape = await this.shapeOf(collection);
    if (shape === undefined) return [];
    const isShort = limit <= READ_HERE_MAX_DOCUMENTS && isServedByIndex(shape, options);
    const rows: Row[] = [];
    for (const statement of pageStatements(shape, options, place)) {
      if (rows.length < limit) rows.push(...(await this.rows(statement, isShort)));
    }
    return rows;
  }

  private async rows(statement: Statement, isShort = true): Promise<readonly Row[]> {
    if (this.isClosed) throw new ReadModelsUnavailableError('the read models are closed');
    try {
      return isShort ? this.rowsHere(statement) : await this.ask('query', statement);
    } catch (error) {
      if (isAboutAbsentCollection(error)) return [];
      throw translated(error as Error, this.path);
    }
  }

  private async ask<Name extends WriterMethod>(
    method: Name,
    ...args: Parameters<Writer[Name]>
  ): Promise<ReturnType<Writer[Name]>> {
    const reply = await this.writer.ask({ method, args });
    if ('result' in reply) return reply.result as ReturnType<Writer[Name]>;
    throw translated(Object.assign(new Error(reply.message), reply), this.path);
  }

  private rowsHere({ sql, parameters }: Statement): readonly Row[] {
    const statement = this.statements.get(sql) ?? this.reader.prepare<unknown[]>(sql).raw();
    this.statements.set(sql, statement);
    return statement.all(...parameters) as Row[];
  }
}

const isAboutAbsentCollection = (error: unknown): boolean =>
  error instanceof Error && error.message.includes('no such table: docs_');

const stored = <Doc extends JsonObject>([id, position, doc]: Row): Stored<Doc> => ({
  id: String(id),
  position: BigInt(String(position)),
  doc: docIn<Doc>(String(id), String(doc)),
});

/** Written by this program it is always JSON; somebody with the file at hand may have changed it. */
function docIn<Doc extends JsonObject>(id: string, text: string): Doc {
  try {
    return JSON.parse(text) as Doc;
  } catch (error) {
    throw new Error(`the document ${id} is stored as what is no JSON`, { cause: error });
  }
}
