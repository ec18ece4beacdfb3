import type { JsonObject, Position } from '../../src/application/ports/event-store.js';
import {
  type CheckpointWrite,
  type Fence,
  FencedOutError,
  type GuardedWrite,
  type Stored,
} from '../../src/application/ports/read-models.js';
import type { Dice } from '../world/dice.js';
import { jsonCopy } from './json-copy.js';

interface Checkpoint {
  readonly position: Position | undefined;
  readonly fence: Fence;
}

/** Something that was written of late, and how it is taken back. */
interface Change {
  readonly atMs: number;
  readonly takeBack: () => void;
}

/** What a server acknowledged so long ago, it remembers after it was killed. */
const FORGETS_MS = 1_000;

/** Where the read models of a world are. */
export class DocumentServer {
  readonly collections = new Map<string, Map<string, Stored>>();
  /** As in MongoDB's adapter, what was deleted leaves its position. */
  readonly #deleted = new Map<string, Map<string, Position>>();
  readonly checkpoints = new Map<string, Checkpoint>();
  readonly values = new Map<string, string>();
  /** Overwritten and dropped, and still in the files until they are scrubbed. */
  readonly remains = new Set<JsonObject>();
  /** Told when a checkpoint is moved by another one than who read it last to go on from there. */
  onTwoOwners: (name: string, mover: string, owner: string) => void = () => undefined;
  /** Told of each document that is written. */
  onWrite: (collection: string, id: string, doc: JsonObject | null) => void = () => undefined;
  /** Told of each named value before it is changed. */
  onValue: (key: string, before: string | undefined, after: string) => void = () => undefined;
  readonly #owners = new Map<string, string>();
  /** Those that ever claimed a checkpoint, the last one last. */
  readonly #claimants = new Map<string, readonly string[]>();
  /** How often it was killed. */
  losses = 0;
  #isAway = false;
  #changes: Change[] = [];
  readonly #listeners = new Set<() => void>();

  /**
   * @param elapsedMs of a world in which it may forget
   * @param isShared by several instances, as MongoDB's adapter alone can be: one that stood still may write what was deleted since
   */
  constructor(
    private readonly elapsedMs?: () => number,
    private readonly isShared = false,
  ) {}

  /** It writes documents, and then their checkpoint, and may forget what it has acknowledged; otherwise each write is whole. */
  get isForgetful(): boolean {
    return this.elapsedMs !== undefined;
  }

  get isAway(): boolean {
    return this.#isAway;
  }

  /** Calls the listener whenever it is killed: every connection breaks. */
  onLoss(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** It is killed, and comes back without what it acknowledged last: as a journal that is cut, it forgets in order. */
  killed(dice: Pick<Dice, 'between'>): void {
    const sinceMs = (this.elapsedMs?.() ?? 0) - FORGETS_MS;
    const forgettable = this.#changes.filter(({ atMs }) => atMs >= sinceMs);
    for (const { takeBack } of forgettable.slice(dice.between(0, forgettable.length)).toReversed())
      takeBack();
    this.#changes = [];
    this.losses += 1;
    this.#isAway = true;
    for (const listener of this.#listeners) listener();
  }

  isBack(): void {
    this.#isAway = false;
  }

  writeDocuments(collection: string, writes: readonly GuardedWrite[]): void {
    if (writes.length === 0) return;
    const documents = this.collections.get(collection) ?? new Map<string, Stored>();
    const deleted = this.#deleted.get(collection) ?? new Map<string, Position>();
    this.collections.set(collection, documents);
    this.#deleted.set(collection, deleted);
    for (const write of writes) {
      this.onWrite(collection, write.id, write.doc);
      this.writeOne(documents, deleted, write);
    }
  }

  private writeOne(
    documents: Map<string, Stored>,
    deleted: Map<string, Position>,
    write: GuardedWrite,
  ): void {
    const { id, doc, position } = write;
    const there = documents.get(id);
    if (!mayReplace(write, there?.position ?? deleted.get(id))) return;
    if (there !== undefined) this.remains.add(there.doc);
    this.change(documents, id, storedBy(write));
    if (this.isForgetful || this.isShared) this.change(deleted, id, doc === null ? position : undefined);
  }

  dropCollection(name: string): void {
    for (const { doc } of this.collections.get(name)?.values() ?? []) this.remains.add(doc);
    this.collections.delete(name);
    this.#deleted.delete(name);
  }

  scrub(): void {
    this.remains.clear();
  }

  /** To go on from there. */
  readCheckpoint(name: string, owner: string): Position | undefined {
    const claimants = this.#claimants.get(name) ?? [];
    // Who was replaced between claiming and reading owns nothing.
    if (!claimants.includes(owner) || claimants.at(-1) === owner) this.#owners.set(name, owner);
    return this.checkpoints.get(name)?.position;
  }

  /** @throws FencedOutError */
  claim(name: string, fence: Fence, claimant: string): void {
    const { position, fence: before } = this.checkpoints.get(name) ?? NEVER;
    if (before > fence) throw new FencedOutError(name);
    const others = (this.#claimants.get(name) ?? []).filter((each) => each !== claimant);
    this.#claimants.set(name, [...others, claimant]);
    this.setCheckpoint(name, { position, fence });
  }

  /** @throws FencedOutError */
  advance({ name, position, fence }: CheckpointWrite, mover: string): void {
    const there = this.checkpoints.get(name) ?? NEVER;
    if (there.fence > (fence ?? 0n)) throw new FencedOutError(name);
    const owner = this.#owners.get(name) ?? mover;
    // A server that was killed may have forgotten a lease: two may have taken it under the same fence then.
    if (owner !== mover && this.losses === 0) this.onTwoOwners(name, mover, owner);
    const isFurther = there.position === undefined || there.position < position;
    this.setCheckpoint(name, {
      position: isFurther ? position : there.position,
      fence: fence ?? there.fence,
    });
  }

  put(name: string, position: Position | undefined): void {
    const there = this.checkpoints.get(name);
    if (there !== undefined) this.setCheckpoint(name, { ...there, position });
  }

  setCheckpoint(name: string, checkpoint: Checkpoint | undefined): void {
    this.change(this.checkpoints, name, checkpoint);
  }

  setValue(key: string, value: string): void {
    this.onValue(key, this.values.get(key), value);
    this.change(this.values, key, value);
  }

  private change<Value>(among: Map<string, Value>, id: string, value: Value | undefined): void {
    const before = among.get(id);
    set(among, id, value);
    if (this.elapsedMs === undefined) return;
    const nowMs = this.elapsedMs();
    if ((this.#changes[0]?.atMs ?? nowMs) < nowMs - 2 * FORGETS_MS)
      this.#changes = this.#changes.filter(({ atMs }) => atMs >= nowMs - FORGETS_MS);
    this.#changes.push({ atMs: nowMs, takeBack: () => set(among, id, before) });
  }
}

const storedBy = ({ id, doc, position }: GuardedWrite): Stored | undefined =>
  doc === null ? undefined : { id, doc: jsonCopy(doc), position };

const NEVER: Checkpoint = { position: undefined, fence: 0n };

function set<Value>(among: Map<string, Value>, id: string, value: Value | undefined): void {
  if (value === undefined) among.delete(id);
  else among.set(id, value);
}

const mayReplace = ({ position, isMadeAnew }: GuardedWrite, newest: Position | undefined): boolean =>
  newest === undefined || newest < position || (isMadeAnew === true && newest === position);
