import { NO_TELEMETRY, type Telemetry } from '../../application/ports/telemetry.js';

const now = (): number => performance.timeOrigin + performance.now();

export type Listener = Telemetry['tell'];

/** One telemetry for all who listen. */
export function tellAll(listeners: readonly Listener[]): Telemetry {
  if (listeners.length === 0) return NO_TELEMETRY;
  return {
    now,
    tell: (happening, beganMs) => {
      for (const listener of listeners) listener(happening, beganMs);
    },
  };
}
