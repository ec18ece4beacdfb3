import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { PlantedFault } from './planted/planted-fault.js';
import type { WorldResult } from './run-world.js';
import type { WorkerData, WorkOrder } from './worker.js';

/** Nearly all of a world is garbage when it ends: with this much room for it, little is looked at twice. */
const YOUNG_MB = 96;
/** A world takes a fraction of a second, or a few where it has several instances: after so long, something in it loops for ever. */
const SILENT_MS = 60_000;
const LOOKED_AFTER_MS = 500;
const LAST_LINES = 40;

/** Several worlds at once, each on a thread of its own. */
export class Crew {
  readonly #all: Worker[];

  constructor(
    private readonly planted?: PlantedFault,
    size = availableParallelism(),
  ) {
    this.#all = Array.from({ length: size }, () => this.newWorker());
  }

  private newWorker(): Worker {
    const workerData: WorkerData = { planted: this.planted };
    return new Worker(new URL('./worker.js', import.meta.url), {
      ...{ workerData, stderr: this.planted !== undefined },
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    });
  }

  /**
   * Runs worlds as long as there are orders, and hands over each result as it comes, until `seen` answers true.
   *
   * @throws SilentWorldError
   */
  async runAll(orders: Iterator<WorkOrder>, seen: (result: WorldResult) => boolean): Promise<void> {
    let isOver = false;
    await Promise.all(
      this.#all.map(async (worker) => {
        while (!isOver) {
          const next = orders.next();
          if (next.done === true) return;
          const result = await answerOf(worker, next.value);
          if (!isOver && seen(result)) isOver = true;
        }
      }),
    );
  }

  /** @throws SilentWorldError */
  async run(order: WorkOrder): Promise<WorldResult> {
    const [worker] = this.#all;
    if (worker === undefined) throw new Error('there is no crew');
    return answerOf(worker, order);
  }

  /** The same; `undefined` of a world that loops, whose thread is given up. */
  async tryToRun(order: WorkOrder): Promise<WorldResult | undefined> {
    try {
      return await this.run(order);
    } catch (error) {
      if (!(error instanceof SilentWorldError)) throw error;
      await this.#all.shift()?.terminate();
      this.#all.unshift(this.newWorker());
      return undefined;
    }
  }

  async end(): Promise<void> {
    await Promise.all(this.#all.map((worker) => worker.terminate()));
  }
}

/** Nothing has been heard of a world for long: an actor, or the program, loops for ever. */
export class SilentWorldError extends Error {
  override readonly name = 'SilentWorldError';

  constructor(
    readonly seed: number,
    silentMs: number,
    /** The end of its trace, where that was asked for. */
    readonly lines: readonly string[],
  ) {
    super(`nothing was heard of the world for ${String(silentMs / 1_000)} s: something in it loops for ever`);
  }
}

/**
 * The lines of a trace come one by one, as text, before the result: of a world that never ends they are all that is known.
 *
 * @throws SilentWorldError
 */
export async function answerOf(worker: Worker, order: WorkOrder, silentMs = SILENT_MS): Promise<WorldResult> {
  let lines: readonly string[] = [];
  let stopListening = (): void => undefined;
  try {
    return await new Promise<WorldResult>((resolve, reject) => {
      const [beganMs, worked] = [performance.now(), process.cpuUsage()];
      const timer = setInterval(() => {
        const { user, system } = process.cpuUsage(worked);
        // A machine that is busy with something else is slow, and nothing loops for ever.
        if (Math.min(performance.now() - beganMs, (user + system) / 1_000) >= silentMs)
          reject(new SilentWorldError(order.seed, silentMs, lines));
      }, LOOKED_AFTER_MS);
      const hear = (message: string | WorldResult): void => {
        if (typeof message === 'string') lines = [...lines.slice(1 - LAST_LINES), message];
        else resolve(message);
      };
      stopListening = () => {
        clearInterval(timer);
        worker.off('message', hear).off('error', reject);
      };
      worker.on('message', hear).on('error', reject);
      worker.postMessage(order);
    });
  } finally {
    stopListening();
  }
}
