import { setImmediate, setTimeout } from 'node:timers';
import type { Worker } from 'node:worker_threads';
import type { Clock } from '../../application/ports/clock.js';
import { CLOSE, READY } from './serve-requests.js';

interface Waiting<Request, Reply> {
  readonly request: Request;
  readonly resolve: (reply: Reply) => void;
  readonly reject: (reason: Error) => void;
}

interface RequestThreadOptions<Reply> {
  /** Starts the worker; called again whenever it died. */
  readonly start: () => Worker;
  readonly clock: Clock;
  /** The error of requests that the thread had when it died: it may or may not have done them. */
  readonly interrupted: () => Error;
  /** The error of requests that never reached the thread. */
  readonly unavailable: (reason: string) => Error;
  /** Called once for the replies that came together, before those who asked have them. */
  readonly answered?: (replies: readonly Reply[]) => void;
  /** Called when a thread that died has been replaced. */
  readonly restarted?: () => void;
  /** How long requests are gathered that nobody waits for: each message wakes a thread. By default, one turn of the event loop. */
  readonly gatherMs?: number;
}

/** With this many unanswered, further requests are refused: who asks faster than the disk must hear of it. */
const MAX_WAITING = 10_000;
const FIRST_RESTART_DELAY_MS = 100;
const MAX_RESTART_DELAY_MS = 5_000;

/**
 * Requests to a worker thread that answers in order (`serveRequests`). Requests of one turn of the event loop, or of
 * `gatherMs`, travel in one message, and so do the replies. A thread that dies is replaced: at once when it had answered
 * something, else after a growing delay.
 */
export class RequestThread<Request, Reply> {
  #worker: Worker | undefined;
  #ready = false;
  #outbox: Waiting<Request, Reply>[] = [];
  #inFlight: Waiting<Request, Reply>[] = [];
  #flushScheduled = false;
  #restartDelayMs = 0;
  #down: string | undefined;
  #closed: Promise<void> | undefined;
  readonly #closing = new AbortController();

  private constructor(private readonly options: RequestThreadOptions<Reply>) {}

  /** Resolves when the thread takes requests; rejects with what kept it from starting. */
  static async start<Request, Reply>(
    options: RequestThreadOptions<Reply>,
  ): Promise<RequestThread<Request, Reply>> {
    const thread = new RequestThread<Request, Reply>(options);
    await thread.#start();
    return thread;
  }

  ask(request: Request): Promise<Reply> {
    const refusal = this.#refusal();
    if (refusal !== undefined) return Promise.reject(this.options.unavailable(refusal));
    return new Promise((resolve, reject) => {
      this.#outbox.push({ request, resolve, reject });
      this.#scheduleFlush();
    });
  }

  /** Answers what was asked, then ends the thread. */
  close(): Promise<void> {
    this.#closed ??= this.#drainAndEnd();
    return this.#closed;
  }

  #refusal(): string | undefined {
    if (this.#closed !== undefined) return 'closed';
    if (this.#down !== undefined) return this.#down;
    return this.#outbox.length + this.#inFlight.length >= MAX_WAITING
      ? `${String(MAX_WAITING)} requests are waiting already`
      : undefined;
  }

  #scheduleFlush(): void {
    if (this.#flushScheduled || !this.#ready) return;
    this.#flushScheduled = true;
    const flush = () => {
      this.#flushScheduled = false;
      this.#flush();
    };
    const { gatherMs } = this.options;
    if (gatherMs === undefined) setImmediate(flush);
    else setTimeout(flush, gatherMs);
  }

  #flush(): void {
    if (!this.#ready || this.#outbox.length === 0) return;
    const sent = this.#outbox;
    this.#outbox = [];
    this.#inFlight = this.#inFlight.length === 0 ? sent : this.#inFlight.concat(sent);
    this.#worker?.postMessage(sent.map(({ request }) => request));
  }

  #start(): Promise<void> {
    return new Promise((resolve, reject) => {
      const worker = this.options.start();
      let failure = new Error('the thread ended');
      worker.on('message', (message: readonly Reply[] | typeof READY) => {
        if (message !== READY) return this.#settle(message);
        this.#ready = true;
        this.#down = undefined;
        this.#flush();
        resolve();
      });
      worker.on('error', (error: unknown) => {
        failure = error instanceof Error ? error : new Error(String(error));
      });
      worker.on('exit', () => {
        if (this.#ready) this.#replace();
        else reject(failure);
      });
      this.#worker = worker;
    });
  }

  #settle(replies: readonly Reply[]): void {
    this.#restartDelayMs = 0;
    this.options.answered?.(replies);
    const answered = this.#inFlight.splice(0, replies.length);
    answered.forEach(({ resolve }, index) => resolve(replies[index] as Reply));
  }

  #replace(): void {
    this.#ready = false;
    this.#worker = undefined;
    const lost = this.#inFlight;
    this.#inFlight = [];
    for (const { reject } of lost) reject(this.options.interrupted());
    if (!this.#closing.signal.aborted) void this.#restart();
  }

  async #restart(): Promise<void> {
    while (!this.#closing.signal.aborted) {
      const delayMs = this.#restartDelayMs;
      this.#restartDelayMs = Math.min(MAX_RESTART_DELAY_MS, Math.max(FIRST_RESTART_DELAY_MS, 2 * delayMs));
      if (delayMs > 0) await this.options.clock.sleep(delayMs, this.#closing.signal);
      try {
        await this.#start();
        this.options.restarted?.();
        return;
      } catch (error) {
        this.#refuseWaiting(error instanceof Error ? error.message : String(error));
      }
    }
  }

  #refuseWaiting(reason: string): void {
    this.#down = reason;
    const refused = this.#outbox;
    this.#outbox = [];
    for (const { reject } of refused) reject(this.options.unavailable(reason));
  }

  async #drainAndEnd(): Promise<void> {
    this.#flush();
    this.#closing.abort();
    const worker = this.#worker;
    if (worker !== undefined) {
      const ended = new Promise((resolve) => worker.once('exit', resolve));
      worker.postMessage(CLOSE);
      await ended;
    }
    this.#refuseWaiting('closed');
  }
}
