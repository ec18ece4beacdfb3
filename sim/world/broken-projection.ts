import type { ShoutoutsEvent } from '../../src/domain/all-events.js';
import type { DecodedEvent } from '../../src/application/events/decoded-event.js';
import { ALL_PROJECTIONS } from '../../src/application/projections/all-projections.js';

type Fails = (event: DecodedEvent<ShoutoutsEvent>, id: string) => boolean;
interface AnyHandler {
  readonly ids: unknown;
  readonly apply: (doc: unknown, event: DecodedEvent<ShoutoutsEvent>, id: string) => unknown;
}

/** The one projection of a world that has a fault, while it has. */
let broken: { readonly name: string; readonly fails: Fails } | undefined;

/** For this whole process, which lets one world come about after the other: what a projection says can be made to fail. */
export function useBreakableProjections(): void {
  for (const { name, handles } of ALL_PROJECTIONS) {
    const handlers = handles as Record<string, AnyHandler>;
    for (const [type, { ids, apply }] of Object.entries(handlers))
      handlers[type] = {
        ids,
        apply: (doc, event, id) => {
          if (broken?.name === name && broken.fails(event, id))
            throw new Error('simulated: a rule with a fault');
          return apply(doc, event, id);
        },
      };
  }
}

export function breakProjection(name: string, fails: Fails): void {
  broken = { name, fails };
}

export function mendProjection(): void {
  broken = undefined;
}
