import type { ReadModels } from '../ports/read-models.js';
import type { Projection } from '../projections/projection.js';
import { type Builds, collectionsOf, type Naming } from './builds.js';
import { buildOf, collectionName } from './projection-collections.js';
import { tidied } from './setting-aside.js';

/** What the store has of one projection: its collections, and which of them are of what use. */
export class ProjectionBuilds {
  readonly #key: string;

  constructor(
    private readonly models: ReadModels,
    private readonly projection: Projection,
    /** The same for whoever asks at the same time: for what may be a little old. */
    private readonly collectionsOfAll: () => Promise<readonly string[]> = () => models.collections(),
  ) {
    this.#key = `serving:${projection.name}`;
  }

  /** At the very first start, one of today's version begins to serve. */
  async read(): Promise<Builds> {
    const stored = await this.models.getValue(this.#key);
    return stored === undefined ? this.change((builds) => builds) : this.decoded(stored);
  }

  /** Changes what is there to what follows from it, and answers that. @throws what `change` throws */
  async change(change: (builds: Builds, naming: Naming) => Builds): Promise<Builds> {
    for (;;) {
      const stored = await this.models.getValue(this.#key);
      const builds = stored === undefined ? this.first() : this.decoded(stored);
      const changed = tidied(await this.named(builds, change));
      const next = JSON.stringify(changed);
      if (stored === next || (await this.models.setValue(this.#key, next, stored))) return changed;
    }
  }

  /** The number of the build when it is of today's version; 0 when it is of another one. */
  numberOf(collection: string): number {
    const found = buildOf(this.projection.name, collection);
    return found?.version === this.projection.version ? found.build : 0;
  }

  /** Collections of this projection that are of no use any more. */
  async leftOver(builds: Builds): Promise<readonly string[]> {
    const used = collectionsOf(builds);
    return this.ownOf(await this.collectionsOfAll()).filter((each) => !used.includes(each));
  }

  private ownOf(collections: readonly string[]): readonly string[] {
    return collections.filter((each) => buildOf(this.projection.name, each) !== undefined);
  }

  /** Few changes need a new name: only for these is it looked which there are. */
  private async named(builds: Builds, change: (builds: Builds, naming: Naming) => Builds): Promise<Builds> {
    let isNew = false;
    const newName = () => {
      isNew = true;
      return '';
    };
    const changed = change(builds, { newName, numberOf: (collection) => this.numberOf(collection) });
    return isNew ? change(builds, await this.naming(builds)) : changed;
  }

  private async naming(builds: Builds): Promise<Naming> {
    const all = [...this.ownOf(await this.models.collections()), ...collectionsOf(builds), builds.made];
    const last = Math.max(...all.map((each) => this.numberOf(each)));
    return { newName: () => this.collection(last + 1), numberOf: (collection) => this.numberOf(collection) };
  }

  private first(): Builds {
    const collection = this.collection(1);
    return { serving: collection, made: collection };
  }

  /** Folders of before have nothing but the name of the collection that serves. */
  private decoded(stored: string): Builds {
    return stored.startsWith('{') ? (JSON.parse(stored) as Builds) : { serving: stored, made: stored };
  }

  private collection(build: number): string {
    const { name, version } = this.projection;
    return collectionName(name, { version, build });
  }
}
