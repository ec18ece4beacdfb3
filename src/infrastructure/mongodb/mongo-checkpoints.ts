import { type Collection, Long, type UpdateFilter } from 'mongodb';
import type { Position } from '../../application/ports/event-store.js';
import { type CheckpointWrite, type Fence, FencedOutError } from '../../application/ports/read-models.js';
import type { StoredCheckpoints } from '../documents/loss-proof-checkpoints.js';
import { type Checkpoint, positionOf } from './documents.js';
import { isDuplicateKey } from './errors.js';

/** How far each projection and process has come, in `checkpoints`. */
export class MongoCheckpoints implements StoredCheckpoints {
  constructor(private readonly stored: Collection<Checkpoint>) {}

  claim(name: string, fence: Fence): Promise<void> {
    return this.unlessFencedOut(name, fence, {});
  }

  async position(name: string): Promise<Position | undefined> {
    const found = await this.stored.findOne({ _id: name });
    return found?.position === undefined ? undefined : positionOf({ position: found.position });
  }

  async advance({ name, position, fence }: CheckpointWrite): Promise<void> {
    const $max = { position: Long.fromBigInt(position) };
    if (fence === undefined) await this.stored.updateOne({ _id: name }, { $max }, { upsert: true });
    else await this.unlessFencedOut(name, fence, { $max });
  }

  async put(name: string, position: Position | undefined): Promise<void> {
    const change =
      position === undefined
        ? { $unset: { position: true as const } }
        : { $set: { position: Long.fromBigInt(position) } };
    await this.stored.updateOne({ _id: name }, change);
  }

  async drop(name: string): Promise<void> {
    await this.stored.deleteOne({ _id: name });
  }

  async furthest(): Promise<Position | undefined> {
    const [furthest] = await this.stored.find().sort({ position: -1 }).limit(1).toArray();
    return furthest?.position === undefined ? undefined : positionOf({ position: furthest.position });
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
}
