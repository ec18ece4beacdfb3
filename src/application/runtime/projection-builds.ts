import type { ReadModels } from '../ports/read-models.js';
import type { Projection } from '../projections/projection.js';
import { buildOf, collectionName } from './projection-collections.js';

/** What the store has of one projection: its collections, and which of them serves. */
export class ProjectionBuilds {
  readonly #servingKey: string;

  constructor(
    private readonly models: ReadModels,
    private readonly projection: Projection,
  ) {
    this.#servingKey = `serving:${projection.name}`;
  }

  /** At the very first start, one of today's version begins to serve. */
  async findServing(): Promise<string> {
    const serving = await this.models.getValue(this.#servingKey);
    if (serving !== undefined) return serving;
    const first = this.collection(1);
    await this.setServing(first, undefined);
    return first;
  }

  /** A server that forgot its last moments may not know which one served. @throws Error when another one serves than expected */
  async setServing(collection: string, expected: string | undefined): Promise<void> {
    if (await this.models.setValue(this.#servingKey, collection, expected)) return;
    if (await this.models.setValue(this.#servingKey, collection, undefined)) return;
    // It may have been this very call, when the answer to the first attempt was lost.
    const serving = await this.models.getValue(this.#servingKey);
    if (serving !== collection) throw new Error(`${this.#servingKey} became ${String(serving)} meanwhile`);
  }

  /** The number of the build when it is of today's version; 0 when it is of another one. */
  numberOf(collection: string): number {
    const found = buildOf(this.projection.name, collection);
    return found?.version === this.projection.version ? found.build : 0;
  }

  collection(build: number): string {
    const { name, version } = this.projection;
    return collectionName(name, { version, build });
  }

  /** A collection that was begun after the serving one, and that there is to go on with. */
  async begunAfter(serving: string): Promise<string | undefined> {
    const last = Math.max(...(await this.models.collections()).map((each) => this.numberOf(each)));
    return last > this.numberOf(serving) ? this.collection(last) : undefined;
  }

  /** Collections of this projection that are of no use any more. */
  async leftOver(kept: readonly (string | undefined)[]): Promise<readonly string[]> {
    const all = await this.models.collections();
    return all.filter((each) => buildOf(this.projection.name, each) !== undefined && !kept.includes(each));
  }
}
