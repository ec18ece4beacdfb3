import type { DatabaseKind } from '../../embedded/data-file.js';
import type { Sqlite } from '../../embedded/sqlite.js';

export const SANDBOX_RECORDS: DatabaseKind = {
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

/**
 * What came later than the first files: they are taken over as they are. Each balance transaction has a booking, so that a
 * balance is a sum over an index, and a payout knows its parts.
 */
const ADDED = `
  CREATE INDEX IF NOT EXISTS objects_by_age ON objects (kind, seq);
  CREATE TABLE IF NOT EXISTS bookings (
    seq INTEGER PRIMARY KEY,
    currency TEXT NOT NULL,
    net INTEGER NOT NULL,
    available_on INTEGER NOT NULL,
    payout_id TEXT
  );
  CREATE INDEX IF NOT EXISTS bookings_by_currency ON bookings (currency, available_on, net);
  CREATE INDEX IF NOT EXISTS bookings_by_payout ON bookings (payout_id);
  CREATE TABLE IF NOT EXISTS waiting_refunds (seq INTEGER PRIMARY KEY AUTOINCREMENT, refund_id TEXT NOT NULL UNIQUE);
  CREATE TABLE IF NOT EXISTS connected_balances (
    account_id TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount INTEGER NOT NULL,
    PRIMARY KEY (account_id, currency)
  );
`;

/** Books every balance transaction that has no booking yet. */
export const BOOK_THE_NEW = `
  INSERT INTO bookings (seq, currency, net, available_on)
  SELECT seq, body ->> '$.currency', body ->> '$.net', body ->> '$.available_on' FROM objects
  WHERE kind = 'balance_transaction' AND seq > (SELECT coalesce(max(seq), 0) FROM bookings)
`;

export function addWhatCameLater(database: Sqlite): void {
  database.exec(ADDED);
  database.exec(BOOK_THE_NEW);
}
