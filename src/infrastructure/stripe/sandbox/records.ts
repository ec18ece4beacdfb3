import type Stripe from 'stripe';
import { prepareDatabase } from '../../embedded/data-file.js';
import { closeSqlite, inTransaction, openSqlite, type Sqlite } from '../../embedded/sqlite.js';
import { listQuery, type ListOptions, type SqlValue } from './listing.js';
import { addWhatCameLater, SANDBOX_RECORDS } from './records-file.js';

/** The kinds of objects that the sandbox keeps, by Stripe's name for them. */
export interface Kinds {
  account: Stripe.Account;
  payment_intent: Stripe.PaymentIntent;
  charge: Stripe.Charge;
  refund: Stripe.Refund;
  dispute: Stripe.Dispute;
  file: Stripe.File;
  balance_transaction: Stripe.BalanceTransaction;
  transfer: Stripe.Transfer;
  transfer_reversal: Stripe.TransferReversal;
  payout: Stripe.Payout;
  topup: Stripe.Topup;
  event: StoredEvent;
}
export type Kind = keyof Kinds;

/** The SDK types events by hundreds of variants; the sandbox writes them through this one shape. */
export interface StoredEvent extends Omit<Stripe.EventBase, 'type'> {
  type: EventType;
}
export type EventType = Extract<
  Stripe.Event['type'],
  'account.updated' | `${'payment_intent' | 'charge' | 'refund' | 'transfer' | 'payout' | 'topup'}.${string}`
>;

type Statement = ReturnType<Sqlite['prepare']>;
/** Columns in the order in which they were asked for. */
export type Row = readonly unknown[];

export interface PageOf<T> {
  /** Newest first, as in every list of Stripe. */
  readonly data: readonly T[];
  readonly hasMore: boolean;
}

/** The provider's own books: one SQLite file. */
export class Records {
  readonly #database: Sqlite;
  readonly #statements = new Map<string, Statement>();

  /** @throws DataFileError */
  constructor(path: string) {
    prepareDatabase(path, SANDBOX_RECORDS);
    this.#database = openSqlite(path, SANDBOX_RECORDS.durability);
    addWhatCameLater(this.#database);
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

  /** Whatever has this id: what an `expand` leads to. */
  findAny(id: string): object | undefined {
    const row = this.row('SELECT body FROM objects WHERE id = ?', id);
    return row === undefined ? undefined : (JSON.parse(row[0] as string) as object);
  }

  list<K extends Kind>(kind: K, options: ListOptions): PageOf<Kinds[K]> {
    const { sql, values } = listQuery(kind, options);
    const rows = this.rows(sql, ...values);
    const data = rows.slice(0, options.limit).map(([body]) => JSON.parse(body as string) as Kinds[K]);
    return {
      data: options.endingBefore === undefined ? data : data.reverse(),
      hasMore: rows.length > options.limit,
    };
  }

  /** A value that is made once and then stays: keys and secrets. */
  setting(name: string, make: () => string): string {
    this.run('INSERT OR IGNORE INTO settings VALUES (?, ?)', name, make());
    return this.row('SELECT value FROM settings WHERE name = ?', name)?.[0] as string;
  }

  /** A value that may change: how the account is set up. */
  keep(name: string, value: string): void {
    this.run('INSERT OR REPLACE INTO settings VALUES (?, ?)', name, value);
  }

  kept(name: string): string | undefined {
    return this.row('SELECT value FROM settings WHERE name = ?', name)?.[0] as string | undefined;
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
