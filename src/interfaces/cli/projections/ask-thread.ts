import type { Worker } from 'node:worker_threads';
import { StoppedError } from '../../../application/log-copy/compare-logs.js';
import type { Position } from '../../../application/ports/event-store.js';
import { startWorker } from '../../../infrastructure/embedded/start-worker.js';
import { EXIT } from '../exit-codes.js';
import type { Explained } from '../explain.js';
import {
  type Answered,
  HAS_NONE,
  IS_LOADED,
  type QuestionMessage,
  type QuestionWork,
} from './question-messages.js';

/** A question is a stranger's code: so long it may be at one event before somebody is told, and before it is given up. */
const SLOW_AFTER_MS = 10_000;
const GIVEN_UP_AFTER_MS = 60_000;
/** So long it may take to stop. */
const STOPS_WITHIN_MS = 2_000;
const LOOK_EVERY_MS = 500;
/** Documents are on the disk; in memory there is a page of the log, and what one batch of it changes. */
const MOST_MB = 512;

/** There is no answer. */
export class NotAnsweredError extends Error {
  override readonly name = 'NotAnsweredError';

  constructor(readonly explained: Explained) {
    super(explained.words);
  }
}

const outOfBounds = (words: string) =>
  new NotAnsweredError({ words, exitCode: EXIT.failed, outcome: 'failed' });

export interface Hearing {
  readonly signal: AbortSignal;
  readonly warn: (message: string) => void;
  readonly progress: (far: {
    readonly events: number;
    readonly position: Position;
    readonly end: Position;
  }) => void;
}

/**
 * Has a question answered in a thread of its own: whatever it does there, it can be stopped.
 *
 * @throws StoppedError, NotAnsweredError
 */
export async function askThread(work: Omit<QuestionWork, 'at'>, hearing: Hearing): Promise<Answered> {
  const at = new BigInt64Array(new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT));
  const workerData: QuestionWork = { ...work, at };
  const worker = startWorker(new URL('./question-worker.js', import.meta.url), workerData, {
    maxOldGenerationSizeMb: MOST_MB,
  });
  const watch = watching(at, hearing.warn);
  try {
    return await Promise.race([answerOf(worker, hearing), watch.givenUp, stopped(worker, hearing.signal)]);
  } finally {
    watch.end();
    await worker.terminate();
  }
}

const answerOf = (worker: Worker, { signal, warn, progress }: Hearing): Promise<Answered> =>
  new Promise((resolve, reject) => {
    worker.on('message', (message: QuestionMessage) => {
      switch (message.said) {
        case 'progress':
          return progress(message);
        case 'warning':
          return warn(message.message);
        case 'answered':
          return resolve(message.answered);
        case 'failed':
          return reject(
            signal.aborted ? new StoppedError('stopped') : new NotAnsweredError(message.explained),
          );
      }
    });
    worker.on('error', (error: Error) => reject(outgrown(error)));
    // In a thread, process.exit() ends the thread alone. What was said before it is heard before this.
    worker.on('exit', () => reject(outOfBounds('the question ended itself: does it call process.exit()?')));
  });

const outgrown = (error: Error): Error =>
  'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? outOfBounds(
        `the question needs more than ${String(MOST_MB)} MB of memory: is there a document that grows with every event?`,
      )
    : error;

/** Whoever loops hears nothing: it is ended all the same. */
const stopped = (worker: Worker, signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    const stop = (): void => {
      worker.postMessage('stop');
      setTimeout(() => reject(new StoppedError('stopped')), STOPS_WITHIN_MS);
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });

const placeOf = (position: Position): string =>
  position === IS_LOADED ? 'being loaded' : `at the event at position ${String(position)}`;

function watching(at: BigInt64Array, warn: (message: string) => void) {
  let last = HAS_NONE;
  let sinceMs = performance.now();
  let isTold = false;
  let timer: NodeJS.Timeout | undefined;
  const givenUp = new Promise<never>((_resolve, reject) => {
    timer = setInterval(() => {
      const position = Atomics.load(at, 0);
      if (position !== last || position === HAS_NONE)
        [last, sinceMs, isTold] = [position, performance.now(), false];
      const forMs = performance.now() - sinceMs;
      const where = `the question is ${placeOf(position)} for ${String(Math.round(forMs / 1_000))} s`;
      if (forMs >= GIVEN_UP_AFTER_MS) reject(outOfBounds(`${where}: it does not come to an end`));
      else if (forMs >= SLOW_AFTER_MS && !isTold) {
        isTold = true;
        warn(`${where}; Ctrl-C stops it`);
      }
    }, LOOK_EVERY_MS);
  });
  return { givenUp, end: () => clearInterval(timer) };
}
