import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { runServer, type TestServer } from '../support/server.js';
import { faultInProblem } from './judge.js';
import { everyInput, SEEDED } from './seed.js';

const PATIENCE_MS = 10_000;

/** Requests that are none, each of which a parser of HTTP has to find out by itself. */
const MALFORMED: readonly (readonly [what: string, text: string, code: string])[] = [
  [
    'headers of more than 16 KiB',
    `GET /v1/orders HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
    'headers_too_large',
  ],
  [
    'an address of more than 16 KiB',
    `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
    'headers_too_large',
  ],
  ['a name of a header with a space', 'GET / HTTP/1.1\r\nHost: x\r\nA b: c\r\n\r\n', 'http_malformed'],
  ['a header with NUL', 'GET / HTTP/1.1\r\nHost: x\r\nA: b\u0000c\r\n\r\n', 'http_malformed'],
  [
    'two lengths',
    'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
    'http_malformed',
  ],
  [
    'a length and chunks',
    'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    'http_malformed',
  ],
  [
    'a chunk without a length',
    'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
    'http_malformed',
  ],
  ['another version', 'GET / HTTP/9.9\r\nHost: x\r\n\r\n', 'http_malformed'],
  ['a method that there is not', 'HACK / HTTP/1.1\r\nHost: x\r\n\r\n', 'http_malformed'],
  ['the beginning of TLS', '\u0016\u0003\u0001\u0002\u0000\u0001\u0000', 'http_malformed'],
];

describe(`a connection (${SEEDED})`, () => {
  let running: TestServer;
  beforeAll(async () => (running = await runServer()));
  afterAll(() => running.end());

  /** @returns all that is answered until the connection ends */
  async function answerTo(bytes: Buffer): Promise<string> {
    const socket = connect(Number(new URL(running.server.url).port), '127.0.0.1');
    socket.setTimeout(PATIENCE_MS, () => socket.destroy(new Error('neither answered nor ended')));
    socket.end(bytes);
    return (await buffer(socket)).toString('latin1');
  }

  function problemIn(answered: string) {
    const [head = '', text = ''] = answered.split('\r\n\r\n');
    const [line = '', ...lines] = head.split('\r\n');
    const headers = Object.fromEntries(
      lines.map((one) => [one.slice(0, one.indexOf(':')).toLowerCase(), one.slice(one.indexOf(':') + 2)]),
    );
    const json = JSON.parse(text) as Readonly<Record<string, unknown>>;
    return { status: Number(line.split(' ')[1]), headers, bytes: Buffer.from(text), json };
  }

  it.each(MALFORMED)('with %s is answered with a problem, and ends', async (_what, text, code) => {
    const answer = problemIn(await answerTo(Buffer.from(text, 'latin1')));
    expect(faultInProblem(answer)).toBeUndefined();
    expect(answer.json['code']).toBe(code);
    expect(answer.headers).toMatchObject({ connection: 'close', 'x-content-type-options': 'nosniff' });
  });

  it('with whatever bytes is answered by no fault of ours, or ends', async () => {
    const line = fc.constantFrom(
      'GET /v1/orders HTTP/1.1',
      'POST /v1/fans HTTP/1.1',
      'GET * HTTP/1.0',
      'OPTIONS * HTTP/1.1',
      '',
    );
    const bytes = fc.uint8Array({ maxLength: 200 }).map((some) => Buffer.from(some).toString('latin1'));
    const header = fc.constantFrom(
      'Host: x',
      'Content-Length: 3',
      'Transfer-Encoding: gzip',
      'Expect: x',
      'Upgrade: h2c',
      'Connection: upgrade',
      'Content-Length: -1',
    );
    const whatever = fc
      .record({ line, headers: fc.array(fc.oneof(header, bytes), { maxLength: 4 }), body: bytes })
      .map((parts) => [parts.line, ...parts.headers, '', parts.body].join('\r\n'));
    await everyInput(whatever, 300, async (text) => {
      const answered = await answerTo(Buffer.from(text, 'latin1'));
      expect(answered).toMatch(/^($|HTTP\/1\.1 [1234])/);
    });
    expect((await running.api.anyone().tryGet('/health/live')).outcome).toBe(200);
  });
});
