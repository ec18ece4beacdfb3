import type { BatchAppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import { AppendingClient, type BatchAppendStream } from './appending-client.js';
import {
  type Append,
  type AppendOutcome,
  appendOutcome,
  appendRequest,
  correlationOf,
} from './append-messages.js';
import { isFault, ReplyLateError } from './errors.js';
import { disposed, REPLY_MS, within } from './reply.js';

/**
 * Appends over one long-lived stream, any number under way. When the stream breaks, what was under way on it is not known; the
 * next append opens another one.
 */
export class BatchAppends {
  readonly #client: AppendingClient;
  #open: Promise<OpenBatch> | undefined;

  constructor(url: string) {
    this.#client = AppendingClient.at(url);
  }

  /** One attempt. Never rejects. */
  async append(append: Append): Promise<AppendOutcome> {
    let batch: OpenBatch;
    try {
      batch = await within(REPLY_MS, this.#batch());
    } catch (error) {
      return { is: isFault(error) ? 'fault' : 'not_written', error };
    }
    return batch.append(append);
  }

  close(): Promise<void> {
    return disposed(this.#client);
  }

  #batch(): Promise<OpenBatch> {
    this.#open ??= this.#openBatch();
    return this.#open;
  }

  async #openBatch(): Promise<OpenBatch> {
    try {
      return new OpenBatch(await this.#client.openBatch(), () => (this.#open = undefined));
    } catch (error) {
      this.#open = undefined;
      throw error;
    }
  }
}

/** One stream, and who waits for a reply on it. A reply that nobody waits for any more is passed over. */
class OpenBatch {
  readonly #waiting = new Map<string, (outcome: AppendOutcome) => void>();
  readonly #stream: BatchAppendStream;
  readonly #ended: () => void;
  #failure: unknown;

  constructor(stream: BatchAppendStream, ended: () => void) {
    this.#stream = stream;
    this.#ended = ended;
    stream
      .on('data', (response: BatchAppendResp) =>
        this.#settle(correlationOf(response), appendOutcome(response)),
      )
      .on('error', (error) => this.#end(error))
      .on('end', () => this.#end(new Error('the server ended the stream')));
  }

  append(append: Append): Promise<AppendOutcome> {
    if (this.#failure !== undefined) return Promise.resolve({ is: 'not_written', error: this.#failure });
    return new Promise((resolve) => {
      const correlationId = crypto.randomUUID();
      const late = setTimeout(() => {
        this.#settle(correlationId, { is: 'unknown', error: new ReplyLateError('it gives no answer') });
      }, REPLY_MS);
      this.#waiting.set(correlationId, (outcome) => {
        clearTimeout(late);
        resolve(outcome);
      });
      this.#stream.write(appendRequest(append, correlationId, REPLY_MS));
    });
  }

  #settle(correlationId: string, outcome: AppendOutcome): void {
    const settle = this.#waiting.get(correlationId);
    this.#waiting.delete(correlationId);
    settle?.(outcome);
  }

  #end(error: unknown): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    this.#ended();
    const outcome: AppendOutcome = { is: isFault(error) ? 'fault' : 'unknown', error };
    for (const correlationId of [...this.#waiting.keys()]) this.#settle(correlationId, outcome);
  }
}
