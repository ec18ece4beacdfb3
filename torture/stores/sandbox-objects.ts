import { join } from 'node:path';
import { openSqliteForReading } from '../../src/infrastructure/embedded/sqlite.js';

/** What is read of an object as the provider has it. */
export interface SandboxObject {
  readonly id: string;
  readonly status?: string;
  readonly amount: number;
  readonly amount_reversed?: number;
  readonly transfer_group?: string | null;
  readonly evidence_details?: { readonly submission_count: number };
  readonly metadata?: { readonly order_id?: string } | null;
}

/** All objects of a kind, in the order in which they were made, read from the sandbox's file beside it. */
export function sandboxObjects(providerDir: string, kind: string): readonly SandboxObject[] {
  const database = openSqliteForReading(join(providerDir, 'stripe-sandbox.sqlite'));
  try {
    const rows = database.prepare('SELECT body FROM objects WHERE kind = ? ORDER BY seq').raw().all([kind]);
    return (rows as [string][]).map(([body]) => JSON.parse(body) as SandboxObject);
  } finally {
    database.close();
  }
}
