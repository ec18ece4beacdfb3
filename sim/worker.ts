import { register } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { PlantedFault } from './planted/planted-fault.js';

export interface WorkerData {
  readonly planted: PlantedFault | undefined;
}

export interface WorkOrder {
  readonly seed: number;
  readonly leftOut?: readonly number[];
  readonly keepsTrace?: boolean;
}

const { planted } = workerData as WorkerData;
if (planted !== undefined) register('./planted/plant.js', import.meta.url, { data: planted });
// Only now: what is planted is planted in what is imported from here on.
const { runWorld } = await import('./run-world.js');

let unhandled: string | undefined;
process.on('unhandledRejection', (error) => {
  const { stack = String(error) } = error as Error;
  unhandled = `a rejection that nobody handles: ${stack}`;
});

/** A world that cannot be made at all has no result: whoever waits for one is told. */
function endWith(error: unknown): void {
  setImmediate(() => {
    throw error;
  });
}

parentPort?.on('message', (order: WorkOrder) => {
  const { leftOut = [], ...options } = order;
  const onLine = (line: string) => parentPort?.postMessage(line);
  runWorld({ ...options, leftOut: new Set(leftOut), onLine }).then((result) => {
    const broken = unhandled === undefined ? result.broken : [...result.broken, unhandled];
    unhandled = undefined;
    parentPort?.postMessage({ ...result, broken });
  }, endWith);
});
