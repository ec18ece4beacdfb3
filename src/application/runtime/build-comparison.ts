import { canonicalJson } from '../events/canonical-json.js';
import type { JsonObject } from '../ports/event-store.js';
import type { ReadModels, Stored } from '../ports/read-models.js';
import type { Projection } from '../projections/projection.js';
import type { Comparison, Difference, FieldDifference } from './build-check.js';
import { contentOf, pagesOfCollection } from './collection-digest.js';
import { LIMITS } from './limits.js';

/** What is compared: both are of one projection. */
export interface Compared {
  readonly models: Pick<ReadModels, 'find' | 'getMany' | 'count'>;
  readonly projection: Projection;
  readonly served: string;
  readonly built: string;
}

/**
 * Compares a build with what serves, document by document, while both go on, and in the end at one position at which both stand still
 * for a moment. A document that was the same, and that neither has written since, is the same then: so of what was seen to be the same
 * only those are looked at again that were written meanwhile. Whoever writes says so before (`touch`).
 */
export class BuildComparison {
  #touched = new Set<string>();
  #differing: ReadonlySet<string> = new Set();
  #isComplete = true;

  constructor(private readonly compared: Compared) {}

  touch(ids: Iterable<string>): void {
    for (const id of ids) this.#touched.add(id);
  }

  /** While both go on, until little is left for the moment in which both stand still. @throws when the signal aborts */
  async whileGoingOn(signal: AbortSignal): Promise<void> {
    this.#differing = await this.scan(signal);
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      signal.throwIfAborted();
      const again = new Set([...this.#touched, ...this.#differing]);
      if (this.#touched.size <= FEW) return;
      this.#touched = new Set();
      this.#differing = await this.differingOf(again);
    }
  }

  /** Both stand still, at the same position. */
  async standingStill(): Promise<Comparison> {
    const { models, served, built } = this.compared;
    const ids = [...this.#touched, ...[...this.#differing].slice(0, LIMITS.comparedDifferences)];
    if (this.#differing.size > LIMITS.comparedDifferences) this.#isComplete = false;
    const found = await this.differences(new Set(ids));
    const counts = { served: await models.count(served), built: await models.count(built) };
    const differences = this.explains(found, counts) ? found : await this.withThoseOnlyServed(found);
    return {
      ...{ with: served, served: counts.served, differing: differences.length, isComplete: this.#isComplete },
      samples: differences.slice(0, SAMPLES),
    };
  }

  /** Those that serve and were not built are met by no look at what was built; the counts tell whether there are any. */
  private explains(
    found: readonly Difference[],
    counts: { readonly served: number; readonly built: number },
  ) {
    const only = (side: Difference['in']) => found.filter((each) => each.in === side).length;
    return !this.#isComplete || counts.served - counts.built === only('served') - only('built');
  }

  private async withThoseOnlyServed(found: readonly Difference[]): Promise<readonly Difference[]> {
    const missing = await this.onlyServed(new AbortController().signal);
    const known = new Set(found.map(({ id }) => id));
    return [...found, ...(await this.differences(new Set([...missing].filter((id) => !known.has(id)))))];
  }

  private async scan(signal: AbortSignal): Promise<ReadonlySet<string>> {
    const { models, served, built } = this.compared;
    const differing = new Set<string>();
    for await (const page of pagesOfCollection(models, built, signal)) {
      const there = byId(await models.getMany(served, idsOf(page)));
      for (const document of page) if (!areSame(document, there.get(document.id))) differing.add(document.id);
      if (differing.size > LIMITS.comparedDifferences) {
        this.#isComplete = false;
        return differing;
      }
    }
    if ((await models.count(served)) === (await models.count(built))) return differing;
    return new Set([...differing, ...(await this.onlyServed(signal))]);
  }

  private async onlyServed(signal: AbortSignal): Promise<ReadonlySet<string>> {
    const { models, served, built } = this.compared;
    const missing = new Set<string>();
    for await (const page of pagesOfCollection(models, served, signal)) {
      const there = byId(await models.getMany(built, idsOf(page)));
      for (const { id } of page) if (!there.has(id)) missing.add(id);
      if (missing.size > LIMITS.comparedDifferences) break;
    }
    return missing;
  }

  private async differingOf(ids: ReadonlySet<string>): Promise<ReadonlySet<string>> {
    return new Set((await this.differences(ids)).map(({ id }) => id));
  }

  private async differences(ids: ReadonlySet<string>): Promise<readonly Difference[]> {
    const { models, served, built, projection } = this.compared;
    const differences: Difference[] = [];
    const all = [...ids];
    for (let from = 0; from < all.length; from += LIMITS.checkedPage) {
      const page = all.slice(from, from + LIMITS.checkedPage);
      const [ofServed, ofBuilt] = [
        byId(await models.getMany(served, page)),
        byId(await models.getMany(built, page)),
      ];
      for (const id of page)
        differences.push(...differenceOf(projection, id, ofServed.get(id), ofBuilt.get(id)));
    }
    return differences;
  }
}

/** So many documents take a moment only. */
const FEW = 200;
/** Where more is written than can be looked at, it stands still for longer. */
const MOST_ROUNDS = 20;
const SAMPLES = 5;
const SAMPLE_FIELDS = 10;
const SAMPLE_CHARS = 200;

const idsOf = (page: readonly Stored[]): readonly string[] => page.map(({ id }) => id);

const byId = (documents: readonly Stored[]): ReadonlyMap<string, Stored> =>
  new Map(documents.map((document) => [document.id, document]));

const areSame = (one: Stored, other: Stored | undefined): boolean =>
  other !== undefined && contentOf(one) === contentOf(other);

function differenceOf(
  projection: Projection,
  id: string,
  served: Stored | undefined,
  built: Stored | undefined,
): readonly Difference[] {
  if (served === undefined && built === undefined) return [];
  if (served === undefined) return [{ id, in: 'built', fields: [] }];
  if (built === undefined) return [{ id, in: 'served', fields: [] }];
  if (areSame(served, built)) return [];
  return [{ id, in: 'both', fields: fieldsOf(projection, served.doc, built.doc) }];
}

/** An erasure does not reach what is stored of a comparison: nothing personal is. */
function fieldsOf(
  { personal = [] }: Projection,
  served: JsonObject,
  built: JsonObject,
): readonly FieldDifference[] {
  const fields = new Set([...Object.keys(served), ...Object.keys(built)].sort());
  return [...fields]
    .filter((field) => canonicalJson(served[field]) !== canonicalJson(built[field]))
    .slice(0, SAMPLE_FIELDS)
    .map((field) =>
      personal.some((each) => each.field === field)
        ? { field }
        : { field, ...shown('served', served[field]), ...shown('built', built[field]) },
    );
}

const shown = (side: 'served' | 'built', value: unknown): { readonly [Side in typeof side]?: string } =>
  value === undefined ? {} : { [side]: canonicalJson(value).slice(0, SAMPLE_CHARS) };
