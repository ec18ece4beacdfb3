import { hash } from 'node:crypto';
import type { Clock } from '../../../application/ports/clock.js';
import {
  type IdempotencyKeys,
  IdempotencyKeysUnavailableError,
  type KeptRequest,
  type KeyedRequest,
  type SavedAnswer,
} from '../../../application/ports/idempotency-keys.js';
import { RequestThread } from '../request-thread.js';
import { startWorker } from '../start-worker.js';
import type { KeyChange, WriterSettings } from './changes.js';
import { openForReading, prepareIdempotencyFile, type Row } from './idempotency-file.js';

const KEPT_MS = 30 * 24 * 60 * 60_000;
/** Only refusals wait for what is written. */
const GATHER_MS = 10;

interface Options {
  /** For the restarts of the writing thread. Retention goes by real time. */
  readonly clock: Clock;
  readonly keptMs?: number;
  readonly nowMs?: () => number;
}

/** A change on its way to the file, which readers must see already; `undefined` is a key being released. */
interface OnItsWay {
  readonly kept: KeptRequest | undefined;
}

/**
 * Requests and their answers in `<dataDir>/idempotency.sqlite`. A claim is one look-up by primary key on the calling
 * thread; everything is written by a thread of its own, in groups, and nobody waits for it: a process that is killed
 * may forget the requests of its last milliseconds, whose commands the log knows by their ids.
 */
export class EmbeddedIdempotencyKeys implements IdempotencyKeys {
  readonly #onTheirWay = new Map<string, OnItsWay>();

  private constructor(
    private readonly file: ReturnType<typeof openForReading>,
    private readonly thread: RequestThread<KeyChange, string | null>,
    private readonly keptMs: number,
    private readonly nowMs: () => number,
  ) {}

  /** @throws DataFileError */
  static async open(dataDir: string, options: Options): Promise<EmbeddedIdempotencyKeys> {
    const { clock, keptMs = KEPT_MS, nowMs = () => Date.now() } = options;
    const path = prepareIdempotencyFile(dataDir);
    const settings: WriterSettings = { path, keptMs };
    const thread = await RequestThread.start<KeyChange, string | null>({
      start: () => startWorker(new URL('./writer-worker.js', import.meta.url), settings),
      clock,
      gatherMs: GATHER_MS,
      interrupted: () => new IdempotencyKeysUnavailableError('the thread ended while it wrote'),
      unavailable: (reason) => new IdempotencyKeysUnavailableError(reason),
    });
    return new EmbeddedIdempotencyKeys(openForReading(path), thread, keptMs, nowMs);
  }

  async claim(request: KeyedRequest): Promise<KeptRequest | undefined> {
    const key = digestOf(request);
    const onItsWay = this.#onTheirWay.get(key);
    const kept = onItsWay === undefined ? this.find(key) : onItsWay.kept;
    if (kept !== undefined) return kept;
    const { fingerprint } = request;
    const noted = this.write(key, { fingerprint }, ['begin', key, fingerprint, this.nowMs()]);
    // Not waited for: only a process that is killed just now forgets it.
    noted.catch(() => undefined);
    return Promise.resolve(undefined);
  }

  save(request: KeyedRequest, answer: SavedAnswer): Promise<void> {
    const key = digestOf(request);
    const { fingerprint } = request;
    const { status, headers, body } = answer;
    return this.write(key, { fingerprint, answer }, [
      'save',
      key,
      fingerprint,
      this.nowMs(),
      status,
      JSON.stringify(headers),
      body,
    ]);
  }

  release(request: KeyedRequest): Promise<void> {
    const key = digestOf(request);
    return this.write(key, undefined, ['release', key]);
  }

  /** Nobody waits: one process at a time has the folder, and it knows what it is answering. */
  leave(): Promise<void> {
    return Promise.resolve();
  }

  async close(): Promise<void> {
    this.file.close();
    await this.thread.close();
  }

  private find(key: string): KeptRequest | undefined {
    const row = this.file.find(key);
    return row === undefined ? undefined : keptOf(row, this.nowMs() - this.keptMs);
  }

  private async write(key: string, kept: KeptRequest | undefined, change: KeyChange): Promise<void> {
    const onItsWay = { kept };
    this.#onTheirWay.set(key, onItsWay);
    try {
      const failure = await this.thread.ask(change);
      if (failure !== null) throw new IdempotencyKeysUnavailableError(failure);
    } finally {
      if (this.#onTheirWay.get(key) === onItsWay) this.#onTheirWay.delete(key);
    }
  }
}

const digestOf = ({ scope, key }: KeyedRequest): string => hash('sha256', `${scope}\n${key}`, 'base64url');

function keptOf(
  [fingerprint, begunAtMs, status, headers, body]: Row,
  oldestMs: number,
): KeptRequest | undefined {
  if (begunAtMs < oldestMs) return undefined;
  if (status === null) return { fingerprint };
  const answer = {
    status,
    headers: JSON.parse(headers ?? '{}') as Readonly<Record<string, string>>,
    body: body ?? '',
  };
  return { fingerprint, answer };
}
