import { createHash } from 'node:crypto';
import { ApiError, invalidRequest } from './api-error.js';
import type { Records } from './records.js';

export interface Reply {
  readonly status: number;
  readonly body: object;
  readonly replayed?: true;
}

const KEY_LENGTH = 255;
/** Stripe may forget a key after this long. */
const KEPT_MS = 24 * 3_600_000;

/** The first answer to each idempotency key, whatever it was, 500s included. */
export class Replies {
  constructor(private readonly records: Records) {}

  /** @throws ApiError when the key was used for something else */
  find(key: string, fingerprint: string): Reply | undefined {
    const oldestMs = Date.now() - KEPT_MS;
    const row = this.records.row(
      'SELECT fingerprint, status, body FROM replies WHERE idempotency_key = ? AND saved_at_ms > ?',
      key,
      oldestMs,
    );
    if (row === undefined) return undefined;
    const [usedFor, status, body] = row as readonly [string, number, string];
    if (usedFor !== fingerprint) {
      throw new ApiError(
        400,
        'idempotency_error',
        'Keys for idempotent requests can only be used with the same parameters they were first used with. ' +
          `Try using a key other than '${key}' if you meant to execute a different request.`,
      );
    }
    return { status, body: JSON.parse(body) as object, replayed: true };
  }

  save(key: string, fingerprint: string, { status, body }: Reply): void {
    const values = [key, fingerprint, status, JSON.stringify(body), Date.now()];
    this.records.run('INSERT OR REPLACE INTO replies VALUES (?, ?, ?, ?, ?)', ...values);
  }

  forgetAll(): void {
    this.records.run('DELETE FROM replies');
  }
}

/** @throws ApiError when Stripe would not take the key */
export function checkKey(key: string): void {
  if (key.length <= KEY_LENGTH) return;
  throw invalidRequest(`Idempotency keys can be at most ${String(KEY_LENGTH)} characters.`);
}

export const keyInUse = (): ApiError =>
  new ApiError(
    409,
    'idempotency_error',
    'There is currently another in-progress request using this Idempotency Key.',
    { code: 'idempotency_key_in_use' },
  );

/** The same for two requests that ask for the same, in whatever order their parameters came. */
export function fingerprintOf(method: string, path: string, form: string): string {
  const parameters = new URLSearchParams(form);
  parameters.sort();
  return createHash('sha256').update(`${method} ${path}\n${parameters.toString()}`).digest('hex');
}
