import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { timingSafeEqual } from 'node:crypto';
import Stripe from 'stripe';
import type { Api, Outcome } from './api.js';
import { ApiError } from './api-error.js';
import type { Control } from './control.js';
import { decodeForm } from './form.js';
import { newId } from './identifiers.js';
import { formOfMultipart } from './multipart.js';

/** A file for a bank has at most five, and something around it. */
const MAX_BODY_BYTES = 6 * 1024 * 1024;

export interface SandboxServerOptions {
  readonly api: Api;
  readonly control: Control;
  readonly apiKey: string;
  /** Called after every request that may have changed something. */
  readonly onChange: () => void;
}

/** Stripe's API and the sandbox's control over HTTP, on the loopback interface alone. */
export class SandboxServer {
  readonly #options: SandboxServerOptions;
  readonly #server: Server;

  constructor(options: SandboxServerOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch(() => response.destroy());
    });
  }

  /** @param port 0 for any free one. @returns where it listens */
  async listen(port: number): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', resolve);
    });
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const id = newId('req');
    response.setHeader('Request-Id', id);
    response.setHeader('Stripe-Version', Stripe.API_VERSION);
    try {
      const bytes = await bodyOf(request);
      const form = await formOfMultipart(request.headers['content-type'], bytes);
      const outcome = this.#handle(request, id, form ?? bytes.toString('utf8'));
      this.#options.onChange();
      see(outcome, response);
    } catch (error) {
      const failure = error instanceof ApiError ? error : new ApiError(500, 'api_error', String(error));
      send(response, failure.status, failure.body());
    }
  }

  #handle(request: IncomingMessage, id: string, body: string): Outcome {
    const { pathname, search } = new URL(request.url ?? '/', 'http://localhost');
    const isMerchant = this.#hasSecretKey(request);
    if (pathname.startsWith('/sandbox/')) {
      const answer = this.#options.control.handle(pathname, decodeForm(body), isMerchant);
      return { kind: 'reply', reply: { status: 200, body: answer } };
    }
    if (!isMerchant) throw new ApiError(401, 'invalid_request_error', 'Invalid API Key provided.');
    const method = request.method ?? 'GET';
    const key = request.headers['idempotency-key'];
    return this.#options.api.handle({
      id,
      method,
      path: pathname,
      form: method === 'GET' ? search.slice(1) : body,
      idempotencyKey: typeof key === 'string' ? key : undefined,
    });
  }

  #hasSecretKey(request: IncomingMessage): boolean {
    const given = Buffer.from(request.headers.authorization ?? '');
    const expected = Buffer.from(`Bearer ${this.#options.apiKey}`);
    return given.length === expected.length && timingSafeEqual(given, expected);
  }
}

function see(outcome: Outcome, response: ServerResponse): void {
  switch (outcome.kind) {
    case 'cut':
      response.destroy();
      return;
    case 'hang':
      response.once('close', outcome.end);
      return;
    case 'reply':
      if (outcome.reply.replayed === true) response.setHeader('Idempotent-Replayed', 'true');
      send(response, outcome.reply.status, outcome.reply.body);
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new ApiError(413, 'invalid_request_error', 'Request body too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
