import { InstanceCalls } from '../../sim/world/instance-calls.js';

/** Time of a world that passes by itself. */
export const immediateTime = {
  elapsedMs: 0,
  news: () => undefined,
  work: () => new Promise<void>((resolve) => setImmediate(resolve)),
  sleep: () => new Promise<void>((resolve) => setImmediate(resolve)),
};

/** Calls that nothing befalls, to hold the simulated ports against the contracts that all adapters keep. */
export const undisturbedCalls = (): InstanceCalls =>
  new InstanceCalls(
    'contract',
    {
      time: immediateTime,
      latency: { permille: () => true, between: () => 0 },
      faults: { at: () => undefined },
      trace: { tell: () => undefined },
    },
    () => undefined,
  );
