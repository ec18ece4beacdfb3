import type { JsonObject } from '../ports/event-store.js';
import { IncompleteRegistryError } from './errors.js';

/** Turns the stored data of one version into that of the next. Pure; personal fields are plain text by then. */
export type Upcaster = (data: JsonObject) => JsonObject;

/** The history of one event type: today's version, and how to get there from each older one. */
export interface EventHistory {
  /** From 1. It is what new events are written as. */
  readonly version: number;
  /** By the version they start from: `{ 1: from1to2, 2: from2to3 }` for version 3. */
  readonly upcasters?: Readonly<Record<number, Upcaster>>;
}

export type EventRegistry<Type extends string = string> = Readonly<Record<Type, EventHistory>>;

/**
 * To be called at start, so that a forgotten upcaster stops a release before it reads half of the log.
 * @throws IncompleteRegistryError
 */
export function assertRegistryComplete(registry: EventRegistry): void {
  for (const [type, { version, upcasters = {} }] of Object.entries(registry)) {
    if (!Number.isSafeInteger(version) || version < 1)
      throw new IncompleteRegistryError(`${type}: ${String(version)} is not a version; they count from 1`);
    const wanted = Array.from({ length: version - 1 }, (_, index) => String(index + 1));
    const missing = wanted.filter((from) => !Object.hasOwn(upcasters, from));
    const surplus = Object.keys(upcasters).filter((from) => !wanted.includes(from));
    if (missing.length > 0)
      throw new IncompleteRegistryError(`${type}: no upcaster from version ${missing.join(', ')}`);
    if (surplus.length > 0)
      throw new IncompleteRegistryError(
        `${type}: an upcaster from version ${surplus.join(', ')}, but the current one is ${String(version)}`,
      );
  }
}

/** Stored data of an older version as today's version has it. */
export function upcast(
  data: JsonObject,
  from: number,
  { version, upcasters = {} }: EventHistory,
): JsonObject {
  let upcasted = data;
  for (let step = from; step < version; step += 1) {
    const upcaster = upcasters[step];
    if (upcaster === undefined) throw new IncompleteRegistryError(`no upcaster from version ${String(step)}`);
    upcasted = upcaster(upcasted);
  }
  return upcasted;
}
