import type { Projection } from '../projections/projection.js';
import type { CollectionSpec, IndexSpec } from '../ports/read-models.js';

/** A physical collection of a projection: `fan_inbox_v1`, and `fan_inbox_v1_r2` when it was built a second time. */
export interface CollectionBuild {
  readonly version: number;
  /** From 1. */
  readonly build: number;
}

const NAME = /^[a-z]+(_[a-z]+)*$/;
const BUILD = /^_v(\d+)(?:_r(\d+))?$/;

/** @throws TypeError when the name could be taken for that of a collection */
export function assertProjectionName(name: string): void {
  if (!NAME.test(name)) throw new TypeError(`${name} is not a name of a projection: letters a to z and _`);
}

export const collectionName = (projection: string, { version, build }: CollectionBuild): string =>
  `${projection}_v${String(version)}${build === 1 ? '' : `_r${String(build)}`}`;

/** Which build of the projection a collection is; `undefined` when it is another projection's. */
export function buildOf(projection: string, collection: string): CollectionBuild | undefined {
  if (!collection.startsWith(`${projection}_v`)) return undefined;
  const match = BUILD.exec(collection.slice(projection.length));
  return match === null ? undefined : { version: Number(match[1]), build: Number(match[2] ?? 1) };
}

/**
 * With an index over each field by which the documents of an erased person are found.
 * @param isFilled what queries need can be left for later, where it is not there
 */
export function collectionSpec(projection: Projection, collection: string, isFilled = false): CollectionSpec {
  const subjects = new Set(projection.personal?.map(({ subject }) => subject));
  const indexes: IndexSpec[] = [...subjects].map((subject, index) => ({
    name: `person_${String(index + 1)}`,
    fields: [subject],
  }));
  const ofQueries = isFilled
    ? projection.indexes.map((index) => ({ ...index, isLater: true }))
    : projection.indexes;
  return { name: collection, indexes: [...ofQueries, ...indexes] };
}
