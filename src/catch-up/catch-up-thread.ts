import type { Worker } from 'node:worker_threads';
import {
  type CatchUp,
  type CatchUpHooks,
  CatchUpLostError,
  type CatchUps,
} from '../application/ports/catch-ups.js';
import type { SubjectKeys } from '../application/ports/subject-keys.js';
import { startWorker } from '../infrastructure/embedded/start-worker.js';
import {
  ALIVE_EVERY_MS,
  type FromThread,
  type Question,
  type ThreadSettings,
  type ToThread,
} from './messages.js';

interface UnderWay {
  readonly hooks: CatchUpHooks;
  readonly ended: (trouble?: Error) => void;
  readonly signal: AbortSignal;
}

interface Options {
  readonly settings: ThreadSettings;
  readonly keys: Pick<SubjectKeys, 'keysToDecrypt'>;
  readonly afterBatches?: number;
  /** A thread of which nothing is heard for so long is ended. */
  readonly silentMs?: number;
  /** For tests that end a thread. */
  readonly startThread?: typeof startWorker;
}

/** 2,000 events: a thread takes longer to start than these take here, but keeps nobody waiting meanwhile. */
const AFTER_BATCHES = 4;

/** No batch takes so long, nor an index over tens of millions of documents: a rule loops. */
const SILENT_MS = 120_000;

/** Once it was told to stop something, which it does between two batches. */
const SILENT_WHEN_STOPPED_MS = 10_000;

/** Far more than a batch needs: without a limit, the engine lets garbage lie for as long as the machine has room. */
const MEMORY = { maxOldGenerationSizeMb: 256 };

/**
 * Catches up in a thread of its own, so that requests are answered meanwhile as if nothing were there. All who are behind at a time
 * share one, and read the log once where they are side by side; it ends when there is nothing left to do. The keys of persons stay
 * here: it asks for those that it needs, each time.
 */
export class CatchUpThread implements CatchUps {
  readonly afterBatches: number;
  readonly #underWay = new Map<number, UnderWay>();
  readonly #silentMs: number;
  #worker: Worker | undefined;
  #last = 0;

  constructor(private readonly options: Options) {
    this.afterBatches = options.afterBatches ?? AFTER_BATCHES;
    this.#silentMs = options.silentMs ?? SILENT_MS;
  }

  run(catchUp: CatchUp, hooks: CatchUpHooks, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    this.#last += 1;
    const of = this.#last;
    const stop = () => this.#tell({ tell: 'stop', of });
    return new Promise<void>((resolve, reject) => {
      const ended = (trouble?: Error) => {
        this.#underWay.delete(of);
        if (trouble === undefined) resolve();
        else reject(trouble);
      };
      this.#underWay.set(of, { hooks, ended, signal });
      this.#worker ??= this.#start();
      this.#tell({ tell: 'run', of, catchUp });
      signal.addEventListener('abort', stop);
    }).finally(() => {
      signal.removeEventListener('abort', stop);
      this.#endIfIdle();
    });
  }

  #start(): Worker {
    const entry = new URL('./catch-up-worker.js', import.meta.url);
    const worker = (this.options.startThread ?? startWorker)(entry, this.options.settings, MEMORY);
    let trouble = 'the thread ended';
    const silence = this.#listening(() => {
      const seconds = String(this.#patienceMs() / 1_000);
      trouble = `nothing was heard of the thread for ${seconds} s, and it was ended: a rule of a read model may loop`;
      void worker.terminate();
    });
    worker.on('message', (message: FromThread) => {
      silence.broken();
      this.#hear(message);
    });
    worker.on('error', (error: unknown) => (trouble = String(error)));
    worker.on('exit', () => {
      silence.over();
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      for (const { ended } of [...this.#underWay.values()]) ended(new CatchUpLostError(trouble));
    });
    return worker;
  }

  /** While the machine sleeps, or the program is stopped, nothing is heard either: so looks are counted, and not time. */
  #listening(tooLong: () => void): { readonly broken: () => void; readonly over: () => void } {
    let looks = 0;
    const timer = setInterval(() => {
      looks += 1;
      if (looks * ALIVE_EVERY_MS >= this.#patienceMs()) tooLong();
    }, ALIVE_EVERY_MS).unref();
    return { broken: () => void (looks = 0), over: () => clearInterval(timer) };
  }

  #patienceMs(): number {
    const isToStop = [...this.#underWay.values()].some(({ signal }) => signal.aborted);
    return isToStop ? Math.min(this.#silentMs, SILENT_WHEN_STOPPED_MS) : this.#silentMs;
  }

  #tell(message: ToThread): void {
    this.#worker?.postMessage(message);
  }

  #hear(message: FromThread): void {
    switch (message.say) {
      case 'alive':
        return undefined;
      case 'advanced':
        return void this.#underWay.get(message.of)?.hooks.advanced(message.position, message.events);
      case 'ended':
        return this.#ended(message);
      case 'question':
        return void this.#answer(message.number, message.question);
    }
  }

  #ended({ of, trouble }: FromThread & { readonly say: 'ended' }): void {
    this.#underWay.get(of)?.ended(trouble === undefined ? undefined : new Error(trouble));
  }

  async #answer(to: number, question: Question): Promise<void> {
    try {
      this.#tell({ tell: 'answer', to, answer: await this.#answerTo(question) });
    } catch (error) {
      this.#tell({ tell: 'refusal', to, reason: String(error) });
    }
  }

  #answerTo(question: Question): Promise<unknown> {
    if (question.ask === 'keys') return this.options.keys.keysToDecrypt(question.subjects);
    const hooks = this.#underWay.get(question.of)?.hooks;
    if (hooks === undefined) return Promise.reject(new Error('nobody waits for it any more'));
    return question.ask === 'erasing' ? hooks.erasing(question.position) : hooks.touching(question.ids);
  }

  #endIfIdle(): void {
    if (this.#underWay.size > 0) return;
    this.#tell({ tell: 'end' });
    this.#worker = undefined;
  }
}
