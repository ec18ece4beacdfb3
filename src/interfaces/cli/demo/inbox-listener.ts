import { type Caller, UnexpectedAnswerError } from './api-client.js';

/** What an event of the inbox is about. */
export interface InboxMessage {
  readonly order_id: string;
  readonly video_id: string;
}

/** The inbox as it happens, by server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
export class InboxListener {
  readonly #abort = new AbortController();
  #events: AsyncGenerator<string> | undefined;

  /** Resolves when the server listens on its side, so that nothing that is delivered from then on is missed. */
  static async open(origin: string, fan: NonNullable<Caller>): Promise<InboxListener> {
    const listener = new InboxListener();
    const response = await fetch(`${origin}/v1/inbox/events`, {
      headers: { authorization: `Bearer ${fan.token}` },
      signal: listener.#abort.signal,
    });
    if (!response.ok || response.body === null)
      throw new UnexpectedAnswerError(`GET /v1/inbox/events → ${String(response.status)}`);
    listener.#events = blocksOf(response.body);
    await listener.#events.next();
    return listener;
  }

  /** The next message. */
  async message(): Promise<InboxMessage> {
    for (;;) {
      const block = await this.#events?.next();
      if (block === undefined || block.done === true)
        throw new UnexpectedAnswerError('the stream of the inbox ended');
      const [, data] = /^event: message\ndata: (.*)$/m.exec(block.value) ?? [];
      if (data !== undefined) return JSON.parse(data) as InboxMessage;
    }
  }

  close(): void {
    this.#abort.abort();
  }
}

/** Events and comments end with an empty line. */
async function* blocksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true });
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    yield* blocks;
  }
}
