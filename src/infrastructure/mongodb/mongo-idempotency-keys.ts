import { hash, randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Collection, MongoClient } from 'mongodb';
import {
  type IdempotencyKeys,
  IdempotencyKeysUnavailableError,
  type KeptRequest,
  type KeyedRequest,
  RequestUnderWayError,
  type SavedAnswer,
} from '../../application/ports/idempotency-keys.js';
import { KeyedQueue } from '../../application/runtime/keyed-queue.js';
import { connectMongo } from './connection.js';
import { isDuplicateKey, translated } from './errors.js';
import { requireFormat } from './format.js';

/** `idempotency_keys` */
interface KeyDocument {
  /** A digest of whose key it is and what it is: what clients choose for keys may be anything. */
  readonly _id: string;
  readonly fingerprint: string;
  readonly begunAt: Date;
  readonly answer?: SavedAnswer;
  /** Which instance answers the request, and until when others wait for that; `null` when nobody does any more. */
  readonly holder: string | null;
  readonly heldUntil: Date | null;
}

type Held = Pick<KeyDocument, 'holder' | 'heldUntil'>;

const FREE: Held = { holder: null, heldUntil: null };

const FORMAT_VERSION = 1;
const KEPT_MS = 30 * 24 * 60 * 60_000;
/** More than a request takes. One that takes longer is run a second time, as the same command, which the log recognises. */
const LEASE_MS = 30_000;
/** Less than a client waits. */
const WAIT_MS = 10_000;
const BETWEEN_LOOKS_MS = 50;

interface Options {
  readonly keptMs?: number;
  readonly leaseMs?: number;
  readonly waitMs?: number;
  readonly nowMs?: () => number;
}

/**
 * Requests and their answers in the collection `idempotency_keys`, for several instances at once: the unique id settles which of
 * them runs a request, and the others wait for its answer. If the one that runs it dies, another one does so after the lease,
 * as the same command. MongoDB clears away what is older than 30 days by itself.
 */
export class MongoIdempotencyKeys implements IdempotencyKeys {
  readonly #instance = randomUUID();
  /** What comes for one key is done in order. */
  readonly #queue = new KeyedQueue();
  readonly #underWay = new Set<Promise<unknown>>();
  /** Digests of requests that this instance runs. */
  readonly #held = new Set<string>();
  readonly #closing = new AbortController();

  private constructor(
    private readonly client: MongoClient,
    private readonly requests: Collection<KeyDocument>,
    private readonly options: Required<Options>,
  ) {}

  /** @param url with the name of the database as its path @throws MongoUnusableError */
  static async open(url: string, options: Options = {}): Promise<MongoIdempotencyKeys> {
    const { keptMs = KEPT_MS, leaseMs = LEASE_MS, waitMs = WAIT_MS, nowMs = () => Date.now() } = options;
    const client = await connectMongo(url, { durable: true });
    try {
      await requireFormat(client.db(), 'idempotency_keys', FORMAT_VERSION);
      const requests = client.db().collection<KeyDocument>('idempotency_keys');
      await requests.createIndex(
        { begunAt: 1 },
        { name: 'forgotten', expireAfterSeconds: Math.ceil(keptMs / 1000) },
      );
      return new MongoIdempotencyKeys(client, requests, { keptMs, leaseMs, waitMs, nowMs });
    } catch (error) {
      await client.close();
      throw translated(error, IdempotencyKeysUnavailableError);
    }
  }

  claim(request: KeyedRequest): Promise<KeptRequest | undefined> {
    return this.inOrder(request, async (_id) => {
      const giveUpAtMs = Date.now() + this.options.waitMs;
      for (;;) {
        const outcome = await this.tryToClaim(_id, request);
        if (outcome !== 'under way') return outcome?.kept;
        if (Date.now() >= giveUpAtMs || this.#closing.signal.aborted) throw new RequestUnderWayError();
        await setTimeout(BETWEEN_LOOKS_MS, undefined, { signal: this.#closing.signal }).catch(
          () => undefined,
        );
      }
    });
  }

  save(request: KeyedRequest, answer: SavedAnswer): Promise<void> {
    return this.inOrder(request, async (_id) => {
      const { fingerprint } = request;
      this.#held.delete(_id);
      try {
        await this.requests.updateOne(
          { _id, answer: { $exists: false } },
          {
            $set: { answer, ...FREE },
            $setOnInsert: { fingerprint, begunAt: this.now() },
          },
          { upsert: true },
        );
      } catch (error) {
        // The first answer stands: it has been given to somebody.
        if (!isDuplicateKey(error)) throw error;
      }
    });
  }

  release(request: KeyedRequest): Promise<void> {
    return this.inOrder(request, async (_id) => {
      this.#held.delete(_id);
      await this.requests.deleteOne({ _id, holder: this.#instance });
    });
  }

  leave(request: KeyedRequest): Promise<void> {
    return this.inOrder(request, (_id) => this.endLeases([_id]));
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.allSettled(this.#underWay);
    // Nobody has to wait for what this instance will not do any more; where that fails, for as long as the lease.
    await this.endLeases([...this.#held]).catch(() => undefined);
    await this.client.close();
  }

  private async tryToClaim(
    _id: string,
    { fingerprint }: KeyedRequest,
  ): Promise<{ readonly kept: KeptRequest } | undefined | 'under way'> {
    const now = this.now();
    const held = { holder: this.#instance, heldUntil: new Date(now.getTime() + this.options.leaseMs) };
    const mine = { _id, fingerprint, begunAt: now, ...held };
    // Most requests are the first with their key: that takes one message.
    if (await this.insert(mine)) return undefined;
    const found = await this.requests.findOne({ _id });
    if (found === null) return 'under way';
    if (found.begunAt.getTime() < now.getTime() - this.options.keptMs)
      return (await this.replace(found, mine)) ? undefined : 'under way';
    if (found.answer !== undefined) return { kept: { fingerprint: found.fingerprint, answer: found.answer } };
    // Whoever asks for something else under this key is refused, however it ends.
    if (found.fingerprint !== fingerprint) return { kept: { fingerprint: found.fingerprint } };
    if (this.isHeldElsewhere(found, now) || !(await this.takeOver(found, held))) return 'under way';
    this.#held.add(_id);
    return { kept: { fingerprint } };
  }

  private isHeldElsewhere({ holder, heldUntil }: KeyDocument, now: Date): boolean {
    return heldUntil !== null && heldUntil > now && holder !== this.#instance;
  }

  /** Whether nobody else did so first. */
  private async takeOver({ _id, holder, heldUntil }: KeyDocument, held: Held): Promise<boolean> {
    const before = { _id, answer: { $exists: false }, holder, heldUntil };
    return (await this.requests.updateOne(before, { $set: held })).matchedCount === 1;
  }

  /** Whether nobody else did so first. */
  private async replace({ _id, begunAt }: KeyDocument, mine: KeyDocument): Promise<boolean> {
    const { matchedCount } = await this.requests.replaceOne({ _id, begunAt }, mine);
    if (matchedCount === 1) this.#held.add(_id);
    return matchedCount === 1;
  }

  /** Whether there was none with this key. */
  private async insert(mine: KeyDocument): Promise<boolean> {
    try {
      await this.requests.insertOne(mine);
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
    this.#held.add(mine._id);
    return true;
  }

  private async endLeases(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    for (const _id of ids) this.#held.delete(_id);
    await this.requests.updateMany({ _id: { $in: [...ids] }, holder: this.#instance }, { $set: FREE });
  }

  private async inOrder<Answer>(
    { scope, key }: KeyedRequest,
    work: (digest: string) => Promise<Answer>,
  ): Promise<Answer> {
    if (this.#closing.signal.aborted)
      throw new IdempotencyKeysUnavailableError('the idempotency keys are closed');
    const digest = hash('sha256', `${scope}\n${key}`, 'base64url');
    const underWay = this.#queue.run(digest, () => work(digest));
    this.#underWay.add(underWay);
    try {
      return await underWay;
    } catch (error) {
      throw translated(error, IdempotencyKeysUnavailableError);
    } finally {
      this.#underWay.delete(underWay);
    }
  }

  private now(): Date {
    return new Date(this.options.nowMs());
  }
}
