import type { JsonObject, Position } from '../../src/application/ports/event-store.js';
import {
  type CheckpointWrite,
  type CollectionSpec,
  type Fence,
  FencedOutError,
  type Filter,
  type FindOptions,
  type GuardedWrite,
  type Page,
  ReadModels,
  ReadModelsUnavailableError,
  type Stored,
} from '../../src/application/ports/read-models.js';
import { assertName, assertNames } from '../../src/infrastructure/documents/fields.js';
import { readPage } from '../../src/infrastructure/documents/page.js';
import type { Failures, InstanceCalls } from '../world/instance-calls.js';
import { found, matches } from './documents.js';

interface Checkpoint {
  readonly position: Position | undefined;
  readonly fence: Fence;
}

/** The documents of a world. Each write is whole or not there, as in the embedded engine. */
export class SimulatedDocuments {
  readonly collections = new Map<string, Map<string, Stored>>();
  readonly checkpoints = new Map<string, Checkpoint>();
  readonly values = new Map<string, string>();

  /** @throws FencedOutError */
  write(collection: string, writes: readonly GuardedWrite[], checkpoint: CheckpointWrite | undefined): void {
    if (checkpoint !== undefined) this.moveCheckpoint(checkpoint);
    if (writes.length === 0) return;
    const documents = this.collections.get(collection) ?? new Map<string, Stored>();
    this.collections.set(collection, documents);
    for (const { id, doc, position } of writes) {
      const there = documents.get(id);
      if (there !== undefined && there.position >= position) continue;
      if (doc === null) documents.delete(id);
      else documents.set(id, { id, doc: JSON.parse(JSON.stringify(doc)) as JsonObject, position });
    }
  }

  /** @throws FencedOutError */
  take(name: string, fence: Fence): void {
    const { position, fence: before } = this.checkpoints.get(name) ?? { position: undefined, fence: 0n };
    if (before > fence) throw new FencedOutError(name);
    this.checkpoints.set(name, { position, fence });
  }

  private moveCheckpoint({ name, position, fence }: CheckpointWrite): void {
    const there = this.checkpoints.get(name) ?? { position: undefined, fence: 0n };
    if (there.fence > (fence ?? 0n)) throw new FencedOutError(name);
    const isFurther = there.position === undefined || there.position < position;
    this.checkpoints.set(name, {
      position: isFurther ? position : there.position,
      fence: fence ?? there.fence,
    });
  }
}

const away = () => new ReadModelsUnavailableError('simulated: the read models are away');
const FAILURES: Failures = { unavailable: away, replyLost: away };

/** The documents as one instance reaches them. */
export class SimulatedReadModels implements ReadModels {
  constructor(
    private readonly documents: SimulatedDocuments,
    private readonly calls: InstanceCalls,
  ) {}

  async ensureCollection(spec: CollectionSpec): Promise<void> {
    assertNames(spec);
    const { collections } = this.documents;
    await this.calls.call('make collection', FAILURES, () => {
      if (!collections.has(spec.name)) collections.set(spec.name, new Map());
    });
  }

  async dropCollection(name: string): Promise<void> {
    assertName('collection', name);
    await this.calls.call('drop collection', FAILURES, () => {
      this.documents.collections.delete(name);
      this.documents.checkpoints.delete(name);
    });
  }

  collections(): Promise<readonly string[]> {
    return this.reading(() => [...this.documents.collections.keys()].sort());
  }

  get<Doc extends JsonObject>(collection: string, id: string): Promise<Stored<Doc> | undefined> {
    return this.reading(() => this.in<Doc>(collection).get(id));
  }

  getMany<Doc extends JsonObject>(
    collection: string,
    ids: readonly string[],
  ): Promise<readonly Stored<Doc>[]> {
    return this.reading(() => {
      const documents = this.in<Doc>(collection);
      return [...new Set(ids)].flatMap((id) => documents.get(id) ?? []);
    });
  }

  find<Doc extends JsonObject>(collection: string, options: FindOptions): Promise<Page<Doc>> {
    return readPage<Doc>(options, (limit) =>
      this.reading(() => found(this.in<Doc>(collection).values(), options).slice(0, limit)),
    );
  }

  count(collection: string, filter?: Filter): Promise<number> {
    return this.reading(
      () => [...this.in(collection).values()].filter(({ doc }) => matches(doc, filter)).length,
    );
  }

  write(collection: string, writes: readonly GuardedWrite[], checkpoint?: CheckpointWrite): Promise<void> {
    const model = checkpoint?.name ?? collection;
    const point = writes.length === 0 ? `checkpoint ${model}` : `write ${model}`;
    return this.calls.call(point, FAILURES, () => this.documents.write(collection, writes, checkpoint));
  }

  furthestCheckpoint(): Promise<Position | undefined> {
    return this.reading(() => {
      let furthest: Position | undefined;
      for (const { position } of this.documents.checkpoints.values())
        if (position !== undefined && (furthest === undefined || position > furthest)) furthest = position;
      return furthest;
    });
  }

  checkpoint(name: string, fence?: Fence): Promise<Position | undefined> {
    return this.calls.call('read checkpoint', FAILURES, () => {
      if (fence !== undefined) this.documents.take(name, fence);
      return this.documents.checkpoints.get(name)?.position;
    });
  }

  forgetCheckpoint(name: string): Promise<void> {
    return this.calls.call('forget checkpoint', FAILURES, () => {
      this.documents.checkpoints.delete(name);
    });
  }

  getValue(key: string): Promise<string | undefined> {
    return this.reading(() => this.documents.values.get(key));
  }

  setValue(key: string, value: string, expected: string | undefined): Promise<boolean> {
    return this.calls.call('set value', FAILURES, () => {
      if (this.documents.values.get(key) !== expected) return false;
      this.documents.values.set(key, value);
      return true;
    });
  }

  scrub(): Promise<void> {
    return this.calls.call('scrub', FAILURES, () => undefined);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private reading<Answer>(read: () => Answer): Promise<Answer> {
    return this.calls.call('read documents', FAILURES, read);
  }

  // What is stored in a collection was written as the documents that are asked for.
  private in<Doc extends JsonObject>(collection: string): Map<string, Stored<Doc>> {
    return (this.documents.collections.get(collection) ?? new Map<string, Stored>()) as Map<
      string,
      Stored<Doc>
    >;
  }
}
