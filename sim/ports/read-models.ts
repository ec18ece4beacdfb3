import type { JsonObject, Position } from '../../src/application/ports/event-store.js';
import {
  type CheckpointWrite,
  type CollectionSpec,
  type Fence,
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
import {
  LossProofCheckpoints,
  type StoredCheckpoints,
} from '../../src/infrastructure/documents/loss-proof-checkpoints.js';
import type { Failures, InstanceCalls } from '../world/instance-calls.js';
import type { DocumentServer } from './document-server.js';
import { found, matches } from './documents.js';

const away = () => new ReadModelsUnavailableError('simulated: the read models are away');
const FAILURES: Failures = { unavailable: away, replyLost: away };

/** The first collection of a read model, or any that was built anew. */
const placeOf = (collection: string): string => collection.replace(/_r\d+$/, '_rebuilt');

/** The documents as one instance reaches them: whole writes, as in the embedded engine, or what MongoDB's adapter does. */
export class SimulatedReadModels implements ReadModels {
  readonly #checkpoints: LossProofCheckpoints;

  constructor(
    private readonly server: DocumentServer,
    private readonly calls: InstanceCalls,
    elapsedMs: () => number = () => 0,
  ) {
    this.#checkpoints = new LossProofCheckpoints(this.storedCheckpoints(), elapsedMs);
    server.onLoss(() => this.#checkpoints.lost());
  }

  async ensureCollection(spec: CollectionSpec): Promise<void> {
    assertNames(spec);
    const { collections } = this.server;
    await this.call('make collection', () => {
      if (!collections.has(spec.name)) collections.set(spec.name, new Map());
    });
  }

  async dropCollection(name: string): Promise<void> {
    assertName('collection', name);
    await this.call('drop collection', () => this.server.dropCollection(name));
    await this.#checkpoints.drop(name);
  }

  collections(): Promise<readonly string[]> {
    return this.reading(() => [...this.server.collections.keys()].sort());
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

  async write(
    collection: string,
    writes: readonly GuardedWrite[],
    checkpoint?: CheckpointWrite,
  ): Promise<void> {
    const follows = checkpoint?.name ?? collection;
    const model = placeOf(follows);
    if (!this.server.isForgetful) {
      await this.call(writes.length === 0 ? `checkpoint ${model}` : `write ${model}`, () => {
        if (checkpoint !== undefined) this.server.advance(checkpoint, this.calls.name);
        this.server.writeDocuments(collection, writes);
      });
      return;
    }
    this.#checkpoints.requireUnbroken(follows);
    if (writes.length > 0)
      await this.call(`write ${model}`, () => this.server.writeDocuments(collection, writes));
    if (checkpoint === undefined) return;
    this.#checkpoints.requireUnbroken(follows);
    await this.#checkpoints.move(checkpoint);
  }

  furthestCheckpoint(): Promise<Position | undefined> {
    return this.reading(() => {
      let furthest: Position | undefined;
      for (const { position } of this.server.checkpoints.values())
        if (position !== undefined && (furthest === undefined || position > furthest)) furthest = position;
      return furthest;
    });
  }

  checkpoint(name: string, fence?: Fence): Promise<Position | undefined> {
    return this.#checkpoints.read(name, fence);
  }

  lookAtCheckpoint(name: string): Promise<Position | undefined> {
    return this.reading(() => this.server.checkpoints.get(name)?.position);
  }

  forgetCheckpoint(name: string): Promise<void> {
    return this.#checkpoints.drop(name);
  }

  getValue(key: string): Promise<string | undefined> {
    return this.reading(() => this.server.values.get(key));
  }

  setValue(key: string, value: string, expected: string | undefined): Promise<boolean> {
    // Where what is set aside is changed, the program is killed as often as anywhere else.
    const what = value.includes('setAside') || expected?.includes('setAside') === true;
    return this.call(what ? 'set what is set aside' : 'set value', () => {
      if (this.server.values.get(key) !== expected) return false;
      this.server.setValue(key, value);
      return true;
    });
  }

  onLoss(listener: () => void): () => void {
    return this.#checkpoints.onLoss(listener);
  }

  scrub(): Promise<void> {
    return this.call('scrub', () => this.server.scrub());
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private reading<Answer>(read: () => Answer): Promise<Answer> {
    return this.call('read documents', read);
  }

  /** Where the server is killed meanwhile, its connection has broken. */
  private call<Answer>(point: string, effect: () => Answer): Promise<Answer> {
    const { losses } = this.server;
    const requireConnected = () => {
      if (this.server.losses !== losses || this.server.isAway) throw away();
    };
    const connected = () => {
      requireConnected();
      return effect();
    };
    return this.calls.call(point, FAILURES, connected, requireConnected);
  }

  private storedCheckpoints(): StoredCheckpoints {
    const { server, calls } = this;
    return {
      claim: (name, fence) => this.call('claim checkpoint', () => server.claim(name, fence, calls.name)),
      position: (name) => this.call('read checkpoint', () => server.readCheckpoint(name, calls.name)),
      advance: (checkpoint) =>
        this.call(`checkpoint ${placeOf(checkpoint.name)}`, () => server.advance(checkpoint, calls.name)),
      put: (name, position) => this.call('put checkpoint back', () => server.put(name, position)),
      drop: (name) => this.call('forget checkpoint', () => server.setCheckpoint(name, undefined)),
    };
  }

  // What is stored in a collection was written as the documents that are asked for.
  private in<Doc extends JsonObject>(collection: string): Map<string, Stored<Doc>> {
    return (this.server.collections.get(collection) ?? new Map<string, Stored>()) as Map<string, Stored<Doc>>;
  }
}
