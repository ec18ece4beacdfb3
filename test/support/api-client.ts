import { randomUUID } from 'node:crypto';
import type { TokenRole } from '../../src/application/ports/identity.js';
import { DescribedApi } from './described-api.js';

/** The JSON of an answer: tests name what they read of it. */
export type Json = Readonly<Record<string, unknown>>;

export interface Answered<Body = Json> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
  /** The code of the problem, or the status of a success: what most tests look at. */
  readonly outcome: string | number;
}

export interface Command {
  readonly revision: string;
  readonly position: string;
}

export interface List<Item = Json> {
  readonly data: readonly Item[];
  readonly has_more: boolean;
  readonly next_cursor?: string;
}

export type HeaderFields = Readonly<Record<string, string>>;

interface Development {
  readonly token: string;
}

const PROBLEM_FIELDS = ['type', 'title', 'status', 'code', 'detail', 'instance'];

/** Talks to a server as an app does. All of its callers have seen what one of them has: reads have every write before. */
export class ApiClient {
  #position = 0n;
  /** Every problem that was answered, as it was written. */
  readonly problems: string[] = [];
  #described: Promise<DescribedApi> | undefined;

  constructor(readonly url: string) {}

  /** Somebody in these roles; the same subject is the same person. */
  async as(subject: string, ...roles: TokenRole[]): Promise<Caller> {
    const { token } = await this.anyone().post<Development>('/v1/dev/tokens', { subject, roles });
    return this.withToken(token);
  }

  withToken(token: string): Caller {
    return new Caller(this, { authorization: `Bearer ${token}` });
  }

  anyone(): Caller {
    return new Caller(this, {});
  }

  /** @throws when the answer is not one that the OpenAPI document has, or a refusal not a problem with our fields */
  async send<Body = Json>(path: string, init: RequestInit): Promise<Answered<Body>> {
    const headers = new Headers(init.headers);
    if (!headers.has('shoutouts-position')) headers.set('shoutouts-position', String(this.#position));
    const response = await fetch(`${this.url}${path}`, { ...init, headers });
    const text = await response.text();
    const body = (text === '' ? undefined : JSON.parse(text)) as Body;
    const { status } = response;
    this.#saw(response.headers.get('shoutouts-position'));
    await this.#compare(init.method ?? 'GET', path, status, body);
    if (status < 400) return { status, headers: response.headers, body, outcome: status };
    this.problems.push(text);
    return { status, headers: response.headers, body, outcome: codeOf(path, response, body as Json) };
  }

  /** Every test that talks to the API thereby tests its document. */
  async #compare(method: string, path: string, status: number, body: unknown): Promise<void> {
    this.#described ??= DescribedApi.of(this.url);
    const untold = (await this.#described).untold(method, path, status, body);
    if (untold !== undefined) throw new Error(`the document does not have: ${untold}`);
  }

  #saw(position: string | null): void {
    if (position !== null && BigInt(position) > this.#position) this.#position = BigInt(position);
  }
}

export class Caller {
  constructor(
    readonly api: ApiClient,
    readonly credentials: HeaderFields,
  ) {}

  /** The same person at another instance, or at one that was started again. */
  at(api: ApiClient): Caller {
    return new Caller(api, this.credentials);
  }

  tryGet<Body = Json>(path: string, headers: HeaderFields = {}): Promise<Answered<Body>> {
    return this.api.send<Body>(path, { headers: { ...this.credentials, ...headers } });
  }

  /** With a new `Idempotency-Key`, unless the headers have one. A string is sent as it is. */
  tryPost<Body = Json>(
    path: string,
    body?: unknown,
    headers: HeaderFields = {},
    signal?: AbortSignal,
  ): Promise<Answered<Body>> {
    return this.api.send<Body>(path, {
      method: 'POST',
      ...(signal === undefined ? {} : { signal }),
      headers: {
        ...this.credentials,
        'idempotency-key': randomUUID(),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  }

  /** @throws when it is refused */
  async get<Body = Json>(path: string, headers: HeaderFields = {}): Promise<Body> {
    return granted(path, await this.tryGet<Body>(path, headers));
  }

  /** @throws when it is refused */
  async post<Body = Command>(path: string, body?: unknown, headers: HeaderFields = {}): Promise<Body> {
    return granted(path, await this.tryPost<Body>(path, body, headers));
  }

  /** Every item of a list, page by page. */
  async all<Item = Json>(path: string, limit: number): Promise<readonly Item[]> {
    const items: Item[] = [];
    const separator = path.includes('?') ? '&' : '?';
    for (let cursor = ''; ;) {
      const page = await this.get<List<Item>>(`${path}${separator}limit=${String(limit)}${cursor}`);
      items.push(...page.data);
      if (page.next_cursor === undefined) return items;
      cursor = `&starting_after=${encodeURIComponent(page.next_cursor)}`;
    }
  }
}

function granted<Body>(path: string, { status, body }: Answered<Body>): Body {
  if (status >= 400) throw new Error(`${path} was refused: ${JSON.stringify(body)}`);
  return body;
}

function codeOf(path: string, response: Response, body: Json): string {
  const missing = PROBLEM_FIELDS.filter((field) => !(field in body));
  const { status, headers } = response;
  if (headers.get('content-type') !== 'application/problem+json' || missing.length > 0)
    throw new Error(`${path}: ${String(status)} is no problem+json, without ${missing.join()}`);
  if (body['status'] !== status) throw new Error(`${path}: the problem says ${String(body['status'])}`);
  return String(body['code']);
}
