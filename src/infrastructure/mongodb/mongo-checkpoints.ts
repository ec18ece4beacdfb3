import { type Collection, Long, type UpdateFilter } from 'mongodb';
import type { Position } from '../../application/ports/event-store.js';
import {
  type CheckpointWrite,
  type Fence,
  FencedOutError,
  ReadModelsUnavailableError,
} from '../../application/ports/read-models.js';
import { type Checkpoint, positionOf } from './documents.js';
import { isDuplicateKey } from './errors.js';
import { SettledCheckpoints } from './settled-checkpoints.js';

/**
 * How far each projection and process has come, in `checkpoints`.
 *
 * A server that is killed may come back without its newest acknowledged writes. What was read from it is therefore good for
 * as long as no connection broke: after that, writes are refused that build on it, and their caller reads the checkpoint again,
 * to go on from one that had settled.
 */
export class MongoCheckpoints {
  /** For each checkpoint that was read: when a connection broke for the first time since then. */
  readonly #brokenAtMs = new Map<string, number | undefined>();
  readonly #settled = new SettledCheckpoints();
  #losses = 0;

  constructor(private readonly stored: Collection<Checkpoint>) {}

  /** A connection broke, or the server stopped answering. */
  lost(atMs: number): void {
    this.#losses += 1;
    for (const [name, brokenAtMs] of this.#brokenAtMs) this.#brokenAtMs.set(name, brokenAtMs ?? atMs);
  }

  /** @throws ReadModelsUnavailableError when a connection broke since this checkpoint was read */
  requireUnbroken(name: string): void {
    if (this.#brokenAtMs.get(name) === undefined) return;
    throw new ReadModelsUnavailableError(
      `MongoDB: a connection broke since the checkpoint ${name} was read; it may have gone back`,
    );
  }

  /** @throws FencedOutError */
  async read(name: string, fence?: Fence): Promise<Position | undefined> {
    const losses = this.#losses;
    const brokenAtMs = this.#brokenAtMs.get(name);
    // From now on, so that a connection that breaks while it is read counts.
    this.#brokenAtMs.set(name, brokenAtMs);
    if (fence !== undefined) await this.claim(name, fence);
    const found = await this.stored.findOne({ _id: name });
    const position = found?.position === undefined ? undefined : positionOf({ position: found.position });
    this.#settled.found(name, position);
    if (brokenAtMs === undefined) return position;
    const settled = await this.goBack(name, position, this.#settled.settledBy(name, brokenAtMs));
    if (this.#losses === losses) this.#brokenAtMs.set(name, undefined);
    return settled;
  }

  /** @throws FencedOutError */
  async move({ name, position, fence }: CheckpointWrite): Promise<void> {
    const $max = { position: Long.fromBigInt(position) };
    if (fence === undefined) await this.stored.updateOne({ _id: name }, { $max }, { upsert: true });
    else await this.unlessFencedOut(name, fence, { $max });
    this.#settled.wrote(name, position, Date.now());
  }

  private claim(name: string, fence: Fence): Promise<void> {
    return this.unlessFencedOut(name, fence, {});
  }

  /** Where a later owner is, the filter finds none, and the insert meets its id. */
  private async unlessFencedOut(name: string, fence: Fence, update: UpdateFilter<Checkpoint>): Promise<void> {
    const own = Long.fromBigInt(fence);
    try {
      await this.stored.updateOne(
        { _id: name, $or: [{ fence: { $exists: false } }, { fence: { $lte: own } }] },
        { ...update, $set: { fence: own } },
        { upsert: true },
      );
    } catch (error) {
      if (isDuplicateKey(error)) throw new FencedOutError(name);
      throw error;
    }
  }

  async furthest(): Promise<Position | undefined> {
    const [furthest] = await this.stored.find().sort({ position: -1 }).limit(1).toArray();
    return furthest?.position === undefined ? undefined : positionOf({ position: furthest.position });
  }

  async drop(name: string): Promise<void> {
    await this.stored.deleteOne({ _id: name });
    this.#settled.goBackTo(name, undefined);
  }

  /** Stored before it is told: whoever reads it next, after whatever interrupts this, goes on from there, too. */
  private async goBack(
    name: string,
    stored: Position | undefined,
    settled: Position | undefined,
  ): Promise<Position | undefined> {
    const position = stored === undefined || settled === undefined ? undefined : min(stored, settled);
    const change =
      position === undefined
        ? { $unset: { position: true as const } }
        : { $set: { position: Long.fromBigInt(position) } };
    await this.stored.updateOne({ _id: name }, change);
    this.#settled.goBackTo(name, position);
    return position;
  }
}

const min = (a: bigint, b: bigint): bigint => (a < b ? a : b);
