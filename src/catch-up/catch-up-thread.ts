import type { Worker } from 'node:worker_threads';
import type { CatchUp, CatchUpHooks, CatchUps } from '../application/ports/catch-ups.js';
import type { SubjectKeys } from '../application/ports/subject-keys.js';
import { startWorker } from '../infrastructure/embedded/start-worker.js';
import type { FromThread, Question, ThreadSettings, ToThread } from './messages.js';

interface UnderWay {
  readonly hooks: CatchUpHooks;
  readonly ended: (trouble?: string) => void;
}

interface Options {
  readonly settings: ThreadSettings;
  readonly keys: Pick<SubjectKeys, 'keysToDecrypt'>;
  readonly afterBatches?: number;
  /** For tests that end a thread. */
  readonly startThread?: typeof startWorker;
}

/** 2,000 events: a thread takes longer to start than these take here, but keeps nobody waiting meanwhile. */
const AFTER_BATCHES = 4;

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
  #worker: Worker | undefined;
  #last = 0;

  constructor(private readonly options: Options) {
    this.afterBatches = options.afterBatches ?? AFTER_BATCHES;
  }

  run(catchUp: CatchUp, hooks: CatchUpHooks, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    this.#last += 1;
    const of = this.#last;
    const stop = () => this.#tell({ tell: 'stop', of });
    return new Promise<void>((resolve, reject) => {
      const ended = (trouble?: string) => {
        this.#underWay.delete(of);
        if (trouble === undefined) resolve();
        else reject(new Error(trouble));
      };
      this.#underWay.set(of, { hooks, ended });
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
    worker.on('message', (message: FromThread) => this.#hear(message));
    worker.on('error', (error: unknown) => (trouble = String(error)));
    worker.on('exit', () => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      for (const { ended } of [...this.#underWay.values()]) ended(trouble);
    });
    return worker;
  }

  #tell(message: ToThread): void {
    this.#worker?.postMessage(message);
  }

  #hear(message: FromThread): void {
    switch (message.say) {
      case 'advanced':
        return void this.#underWay.get(message.of)?.hooks.advanced(message.position, message.events);
      case 'ended':
        return this.#underWay.get(message.of)?.ended(message.trouble);
      case 'question':
        return void this.#answer(message.number, message.question);
    }
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
