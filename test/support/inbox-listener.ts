import type { Person } from './marketplace.js';

export interface InboxEvent {
  readonly id: string;
  readonly event: string;
  readonly data: string;
}

/** Server-sent events, read by hand: Node 20 has no EventSource. */
export class InboxListener {
  #text = '';

  private constructor(
    private readonly reader: ReadableStreamDefaultReader<Uint8Array>,
    private readonly abort: AbortController,
  ) {}

  static async open(
    { caller }: Pick<Person, 'caller'>,
    headers: Record<string, string>,
  ): Promise<InboxListener> {
    const abort = new AbortController();
    const response = await fetch(`${caller.api.url}/v1/inbox/events`, {
      headers: { ...caller.credentials, ...headers },
      signal: abort.signal,
    });
    if (response.body === null) throw new Error('there is no stream');
    return new InboxListener(response.body.getReader() as ReadableStreamDefaultReader<Uint8Array>, abort);
  }

  /** The next event; comments, which keep the connection open, are passed over. */
  async next(): Promise<InboxEvent> {
    for (;;) {
      const end = this.#text.indexOf('\n\n');
      if (end >= 0) {
        const block = this.#text.slice(0, end);
        this.#text = this.#text.slice(end + 2);
        if (!block.startsWith(':')) return fieldsOf(block);
      } else {
        const { done, value } = await this.reader.read();
        if (done) throw new Error('the stream has ended');
        this.#text += Buffer.from(value).toString();
      }
    }
  }

  async close(): Promise<void> {
    this.abort.abort();
    await this.reader.closed.catch(() => undefined);
  }
}

function fieldsOf(block: string): InboxEvent {
  const fields = new Map(block.split('\n').map((line) => line.split(/: (.*)/s) as [string, string]));
  const field = (name: string) => fields.get(name) ?? '';
  return { id: field('id'), event: field('event'), data: field('data') };
}
