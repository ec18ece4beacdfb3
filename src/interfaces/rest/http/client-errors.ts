import type { Socket } from 'node:net';
import { PROBLEM_MEDIA_TYPE, problemFor } from '../problems/problem.js';
import { type ProblemCode, PROBLEMS } from '../problems/table.js';
import { SECURITY_HEADERS } from './security-headers.js';

/** What Node's parser says of what is no HTTP, or too much of it. */
const OF_NODE: Readonly<Record<string, readonly [ProblemCode, string]>> = {
  HPE_HEADER_OVERFLOW: ['headers_too_large', 'the headers together have at most 16 KiB'],
  ERR_HTTP_REQUEST_TIMEOUT: ['request_too_slow', 'the request did not arrive in time'],
};

/**
 * Answers what never becomes a request, with a problem like any other, and ends the connection: what follows on it cannot be
 * told from the rest of what was wrong.
 */
export const answerClientErrors =
  (newId: () => string) =>
  (error: NodeJS.ErrnoException, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return void socket.destroy();
    const [code, detail] = OF_NODE[error.code ?? ''] ?? ['http_malformed', 'what arrived is not HTTP/1.1'];
    socket.end(answerText(code, detail, newId()));
  };

function answerText(code: ProblemCode, detail: string, id: string): string {
  const body = JSON.stringify({ ...problemFor(code, detail), instance: `urn:uuid:${id}` });
  const headers = {
    ...SECURITY_HEADERS,
    'request-id': id,
    'content-type': PROBLEM_MEDIA_TYPE,
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const { status, title } = PROBLEMS[code];
  return [`HTTP/1.1 ${String(status)} ${title}`, ...lines, '', body].join('\r\n');
}
