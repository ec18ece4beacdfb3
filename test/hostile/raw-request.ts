import { Agent, request as open } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** A request with nothing put right on its way, as `fetch` would: paths and headers go out as they stand. */
export interface RawRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: Buffer | string;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly bytes: Buffer;
  /** What the bytes say, where they are JSON. */
  readonly json: unknown;
}

const agent = new Agent({ keepAlive: true, maxSockets: 8 });
const ENDLESS = 'text/event-stream';
const PATIENCE_MS = 20_000;

/** @throws when there is no answer at all */
export function sendRaw(url: string, { method, path, headers, body }: RawRequest): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const sent = open({
      hostname,
      port,
      method,
      path,
      agent,
      headers: withLength(headers, body),
      timeout: PATIENCE_MS,
    });
    sent.once('error', reject);
    sent.once('timeout', () => sent.destroy(new Error(`${method} ${path} is not answered`)));
    sent.once('response', (response) => {
      const { statusCode: status = 0, headers: answered } = response;
      const isEndless = answered['content-type'] === ENDLESS;
      if (isEndless) sent.destroy();
      const read = isEndless ? Promise.resolve(Buffer.alloc(0)) : buffer(response);
      read.then((bytes) => resolve({ status, headers: answered, bytes, json: jsonIn(bytes) }), reject);
    });
    sent.end(body);
  });
}

function jsonIn(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

/** Node would send the body of a DELETE without saying how long it is. */
const withLength = (
  headers: RawRequest['headers'],
  body: Buffer | string | undefined,
): Record<string, string | string[]> => ({
  ...Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, typeof value === 'string' ? value : [...value]]),
  ),
  ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
});
