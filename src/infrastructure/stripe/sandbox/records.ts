import type Stripe from 'stripe';
import { type DatabaseKind, prepareDatabase } from '../../embedded/data-file.js';
import { closeSqlite, inTransaction, openSqlite, type Sqlite } from '../../embedded/sqlite.js';

/** The kinds of objects that the sandbox keeps, by Stripe's name for them. */
export interface Kinds {
  payment_intent: Stripe.PaymentIntent;
  charge: Stripe.Charge;
  refund: Stripe.Refund;
  dispute: Stripe.Dispute;
  balance_transaction: Stripe.BalanceTransaction;
  event: StoredEvent;
}
export type Kind = keyof Kinds;

/** The SDK types events by hundreds of variants; the sandbox writes them through this one shape. */
export interface StoredEvent extends Omit<Stripe.EventBase, 'type'> {
  type: EventType;
}
export type EventType = Extract<
  Stripe.Event['type'],
  `payment_intent.${string}` | `charge.${string}` | `refund.${string}`
>;

type Statement = ReturnType<Sqlite['prepare']>;
type SqlValue = string | number | null;
/** Columns in the order in which they were asked for. */
export type Row = readonly unknown[];

export interface PageOptions {
  readonly limit: number;
  readonly startingAfter?: string | undefined;
  readonly endingBefore?: string | undefined;
}

export interface ListOptions extends PageOptions {
  /** The object that those listed belong to: a payment's refunds, a charge's balance transactions. */
  readonly belongsTo?: string | undefined;
  /** Of objects that have a `type`: events, balance transactions. */
  readonly types?: readonly string[] | undefined;
  /** Of events alone. */
  readonly delivered?: boolean | undefined;
}

export interface PageOf<T> {
  /** Newest first, as in every list of Stripe. */
  readonly data: readonly T[];
  readonly hasMore: boolean;
}

const SANDBOX_RECORDS: DatabaseKind = {
  what: 'a file of the Stripe sandbox',
  applicationId: 0x53485350, // SHSP
  formatVersion: 1,
  // Loses nothing when the process is killed, which is what the sandbox promises.
  durability: 'normal',
  schema: `
    CREATE TABLE objects (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      kind TEXT NOT NULL,
      belongs_to TEXT,
      body TEXT NOT NULL
    );
    CREATE INDEX objects_by_kind ON objects (kind, belongs_to, seq);
    CREATE TABLE replies (
      idempotency_key TEXT PRIMARY KEY,
      fingerprint TEXT NOT NULL,
      status INTEGER NOT NULL,
      body TEXT NOT NULL,
      saved_at_ms INTEGER NOT NULL
    );
    CREATE TABLE deliveries (
      event_id TEXT PRIMARY KEY,
      delivered INTEGER NOT NULL DEFAULT 0,
      attempts INTEGER NOT NULL DEFAULT 0,
      due_at_ms INTEGER
    );
    CREATE INDEX deliveries_due ON deliveries (due_at_ms) WHERE due_at_ms IS NOT NULL;
    CREATE TABLE settlements (
      refund_id TEXT PRIMARY KEY,
      outcome TEXT NOT NULL,
      due_at_ms INTEGER NOT NULL
    );
    CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
  `,
  checks: ['objects', 'replies', 'deliveries', 'settlements', 'settings'].map(
    (table) => `SELECT * FROM ${table} LIMIT 1`,
  ),
  remedy: 'restore it from a backup; without it, no payment of this folder can be refunded',
};

/** The provider's own books: one SQLite file. */
export class Records {
  readonly #database: Sqlite;
  readonly #statements = new Map<string, Statement>();

  /** @throws DataFileError */
  constructor(path: string) {
    prepareDatabase(path, SANDBOX_RECORDS);
    this.#database = openSqlite(path, SANDBOX_RECORDS.durability);
  }

  /** All of it or, when `work` throws, nothing. */
  atomically<T>(work: () => T): T {
    return inTransaction(this.#database, work);
  }

  insert<K extends Kind>(kind: K, object: Kinds[K], belongsTo: string | null = null): void {
    const sql = 'INSERT INTO objects (id, kind, belongs_to, body) VALUES (?, ?, ?, ?)';
    this.run(sql, object.id, kind, belongsTo, JSON.stringify(object));
  }

  update(object: Kinds[Kind]): void {
    this.run('UPDATE objects SET body = ? WHERE id = ?', JSON.stringify(object), object.id);
  }

  find<K extends Kind>(kind: K, id: string): Kinds[K] | undefined {
    const row = this.row('SELECT body FROM objects WHERE id = ? AND kind = ?', id, kind);
    return row === undefined ? undefined : (JSON.parse(row[0] as string) as Kinds[K]);
  }

  list<K extends Kind>(kind: K, options: ListOptions): PageOf<Kinds[K]> {
    const backwards = options.endingBefore !== undefined;
    const anchor = options.endingBefore ?? options.startingAfter;
    const conditions = ['kind = ?'];
    const values: (string | number)[] = [kind];
    const where = (condition: string, ...bound: readonly (string | number)[]): void => {
      conditions.push(condition);
      values.push(...bound);
    };
    if (options.belongsTo !== undefined) where('belongs_to = ?', options.belongsTo);
    if (anchor !== undefined)
      where(`seq ${backwards ? '>' : '<'} (SELECT seq FROM objects WHERE id = ?)`, anchor);
    if (options.types !== undefined) {
      where(`body ->> '$.type' IN (${options.types.map(() => '?').join()})`, ...options.types);
    }
    if (options.delivered !== undefined) {
      where('id IN (SELECT event_id FROM deliveries WHERE delivered = ?)', options.delivered ? 1 : 0);
    }
    const rows = this.rows(
      `SELECT body FROM objects WHERE ${conditions.join(' AND ')}
       ORDER BY seq ${backwards ? 'ASC' : 'DESC'} LIMIT ?`,
      ...values,
      options.limit + 1,
    );
    const data = rows.slice(0, options.limit).map(([body]) => JSON.parse(body as string) as Kinds[K]);
    return { data: backwards ? data.reverse() : data, hasMore: rows.length > options.limit };
  }

  /** A value that is made once and then stays: keys and secrets. */
  setting(name: string, make: () => string): string {
    this.run('INSERT OR IGNORE INTO settings VALUES (?, ?)', name, make());
    return this.row('SELECT value FROM settings WHERE name = ?', name)?.[0] as string;
  }

  run(sql: string, ...values: readonly SqlValue[]): void {
    this.#prepared(sql).run([...values]);
  }

  row(sql: string, ...values: readonly SqlValue[]): Row | undefined {
    return this.#prepared(sql)
      .raw()
      .get([...values]) as Row | undefined;
  }

  rows(sql: string, ...values: readonly SqlValue[]): readonly Row[] {
    return this.#prepared(sql)
      .raw()
      .all([...values]) as Row[];
  }

  close(): void {
    this.#statements.clear();
    closeSqlite(this.#database);
  }

  #prepared(sql: string): Statement {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}
