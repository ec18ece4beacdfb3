import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { PlantedFault } from './planted/planted-fault.js';
import type { WorldResult } from './run-world.js';
import type { WorkerData, WorkOrder } from './worker.js';

/** Nearly all of a world is garbage when it ends: with this much room for it, little is looked at twice. */
const YOUNG_MB = 96;

/** Several worlds at once, each on a thread of its own. */
export class Crew {
  readonly #idle: Worker[];
  readonly #all: readonly Worker[];

  constructor(planted?: PlantedFault, size = availableParallelism()) {
    const workerData: WorkerData = { planted };
    this.#all = Array.from(
      { length: size },
      () =>
        new Worker(new URL('./worker.js', import.meta.url), {
          ...{ workerData, stderr: planted !== undefined },
          resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
        }),
    );
    this.#idle = [...this.#all];
  }

  /**
   * Runs worlds as long as there are orders, and hands over each result as it comes, until `seen` answers true.
   */
  async runAll(orders: Iterator<WorkOrder>, seen: (result: WorldResult) => boolean): Promise<void> {
    let isOver = false;
    await Promise.all(
      this.#idle.map(async (worker) => {
        while (!isOver) {
          const next = orders.next();
          if (next.done === true) return;
          const result = await answerOf(worker, next.value);
          if (!isOver && seen(result)) isOver = true;
        }
      }),
    );
  }

  async run(order: WorkOrder): Promise<WorldResult> {
    const [worker] = this.#all;
    if (worker === undefined) throw new Error('there is no crew');
    return answerOf(worker, order);
  }

  async end(): Promise<void> {
    await Promise.all(this.#all.map((worker) => worker.terminate()));
  }
}

async function answerOf(worker: Worker, order: WorkOrder): Promise<WorldResult> {
  const answer = once(worker, 'message') as Promise<[WorldResult]>;
  worker.postMessage(order);
  return (await answer)[0];
}
