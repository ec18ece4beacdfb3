import type { Position } from '../../application/ports/event-store.js';
import {
  type CheckpointWrite,
  type Fence,
  ReadModelsUnavailableError,
} from '../../application/ports/read-models.js';
import { SettledCheckpoints } from './settled-checkpoints.js';

/** Checkpoints as a server keeps them. */
export interface StoredCheckpoints {
  /** Keeps the fence of a new owner. @throws FencedOutError where a later one is there */
  claim(name: string, fence: Fence): Promise<void>;
  position(name: string): Promise<Position | undefined>;
  /** Never goes back. @throws FencedOutError */
  advance(checkpoint: CheckpointWrite): Promise<void>;
  /** To wherever it is told, be it back. */
  put(name: string, position: Position | undefined): Promise<void>;
  drop(name: string): Promise<void>;
}

/**
 * How far each projection and process has come, on a server that may forget.
 *
 * One that is killed may come back without its newest acknowledged writes. What was read from it is therefore good for as long as
 * no connection broke: after that, writes are refused that build on it, and their caller reads the checkpoint again, to go on from
 * one that had settled.
 */
export class LossProofCheckpoints {
  /** For each checkpoint that was read: when a connection broke for the first time since then. */
  readonly #brokenAtMs = new Map<string, number | undefined>();
  readonly #settled = new SettledCheckpoints();
  readonly #listeners = new Set<() => void>();
  #losses = 0;

  constructor(
    private readonly stored: StoredCheckpoints,
    private readonly nowMs: () => number,
  ) {}

  /** A connection broke, or the server stopped answering. */
  lost(): void {
    this.#losses += 1;
    const nowMs = this.nowMs();
    for (const [name, brokenAtMs] of this.#brokenAtMs) this.#brokenAtMs.set(name, brokenAtMs ?? nowMs);
    for (const listener of [...this.#listeners]) listener();
  }

  /** @returns what takes the listener back */
  onLoss(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** @throws ReadModelsUnavailableError when a connection broke since this checkpoint was read */
  requireUnbroken(name: string): void {
    if (this.#brokenAtMs.get(name) === undefined) return;
    throw new ReadModelsUnavailableError(
      `a connection broke since the checkpoint ${name} was read; it may have gone back`,
    );
  }

  /** @throws FencedOutError */
  async read(name: string, fence?: Fence): Promise<Position | undefined> {
    const losses = this.#losses;
    const brokenAtMs = this.#brokenAtMs.get(name);
    // From now on, so that a connection that breaks while it is read counts.
    this.#brokenAtMs.set(name, brokenAtMs);
    if (fence !== undefined) await this.stored.claim(name, fence);
    const position = await this.stored.position(name);
    this.#settled.found(name, position);
    if (brokenAtMs === undefined) return position;
    const settled = await this.goBack(name, position, this.#settled.settledBy(name, brokenAtMs));
    if (this.#losses === losses) this.#brokenAtMs.set(name, undefined);
    return settled;
  }

  /** For who does not follow on by it: nothing is put back, which its owner may have moved on meanwhile. */
  look(name: string): Promise<Position | undefined> {
    return this.stored.position(name);
  }

  /** @throws FencedOutError */
  async move(checkpoint: CheckpointWrite): Promise<void> {
    await this.stored.advance(checkpoint);
    this.#settled.wrote(checkpoint.name, checkpoint.position, this.nowMs());
  }

  async drop(name: string): Promise<void> {
    await this.stored.drop(name);
    this.#settled.goBackTo(name, undefined);
  }

  /** Stored before it is told: whoever reads it next, after whatever interrupts this, goes on from there, too. */
  private async goBack(
    name: string,
    stored: Position | undefined,
    settled: Position | undefined,
  ): Promise<Position | undefined> {
    const position = stored === undefined || settled === undefined ? undefined : min(stored, settled);
    await this.stored.put(name, position);
    this.#settled.goBackTo(name, position);
    return position;
  }
}

const min = (a: bigint, b: bigint): bigint => (a < b ? a : b);
