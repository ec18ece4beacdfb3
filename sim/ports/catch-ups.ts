import { shoutoutsCodec } from '../../src/application/events/event-codec.js';
import type { CatchUp, CatchUpHooks, CatchUps } from '../../src/application/ports/catch-ups.js';
import type { Clock } from '../../src/application/ports/clock.js';
import type { EventStore } from '../../src/application/ports/event-store.js';
import type { Log } from '../../src/application/ports/log.js';
import type { ReadModels } from '../../src/application/ports/read-models.js';
import type { SubjectKeys } from '../../src/application/ports/subject-keys.js';
import { NO_TELEMETRY } from '../../src/application/ports/telemetry.js';
import { ALL_PROJECTIONS } from '../../src/application/projections/all-projections.js';
import { catchUp } from '../../src/application/runtime/catch-up.js';
import { Scrubs } from '../../src/application/runtime/projection-scrubs.js';

interface Parts {
  readonly store: EventStore;
  readonly models: ReadModels;
  readonly keys: SubjectKeys;
  readonly clock: Clock;
  readonly log: Log;
}

/** What the thread of the program does, in the world's only one. */
export class SimulatedCatchUps implements CatchUps {
  /** Worlds are short. */
  readonly afterBatches = 1;

  constructor(private readonly parts: Parts) {}

  async run(order: CatchUp, hooks: CatchUpHooks, signal: AbortSignal): Promise<void> {
    const { keys, ...parts } = this.parts;
    const scrubs = new Scrubs(parts.models, parts.clock);
    const deps = { ...parts, codec: shoutoutsCodec(keys), scrubs, telemetry: NO_TELEMETRY };
    await catchUp(deps, ALL_PROJECTIONS, order, hooks, signal);
  }
}
