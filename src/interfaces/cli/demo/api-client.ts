import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { wrapped } from '../layout.js';
import { shortIds } from './words.js';

const TRIES = 5;

/** Who calls: `undefined` where anybody may. */
export type Caller = { readonly name: string; readonly token: string } | undefined;

export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
}

export interface CommandAnswer {
  readonly revision: string;
  readonly position: string;
}

/** An answer that was not the one this step of the demonstration is about. */
export class UnexpectedAnswerError extends Error {
  override readonly name = 'UnexpectedAnswerError';
}

interface Extras {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer<ArrayBuffer>;
}

/** The API as an app would use it: keys that make commands repeatable, and queries that have seen the last command. */
export class ApiClient {
  #position = 0n;

  /** @param tell hears of each step, as it happens */
  constructor(
    readonly origin: string,
    private readonly tell: (line: string) => void,
  ) {}

  /** @throws UnexpectedAnswerError when it is refused */
  async command<Answer = CommandAnswer>(caller: Caller, path: string, body?: object): Promise<Answer> {
    const response = await this.post(caller, path, body);
    if (!response.ok) throw await unexpected(`POST ${path}`, response);
    const answer = (await response.json()) as Answer;
    this.told(caller, `POST ${path}`, response.status === 201 ? `201 ${newIdIn(answer)}` : response.status);
    return answer;
  }

  /** Sends a command that has to be refused. @throws UnexpectedAnswerError when it is not, or for another reason */
  async refusal(caller: Caller, path: string, body: object, code: string): Promise<Problem> {
    const response = await this.post(caller, path, body);
    if (response.ok) throw await unexpected(`POST ${path}`, response);
    const problem = (await response.json()) as Problem;
    this.told(caller, `POST ${path}`, `${String(response.status)} ${problem.code}: ${problem.detail}`);
    if (problem.code === code) return problem;
    throw new UnexpectedAnswerError(`POST ${path} was refused for ${problem.code}, not for ${code}`);
  }

  /** Not told: there are many, since facts are waited for. @throws UnexpectedAnswerError */
  async query<Answer>(caller: Caller, path: string): Promise<Answer> {
    const response = await this.request(caller, 'GET', path);
    if (!response.ok) throw await unexpected(`GET ${path}`, response);
    return (await response.json()) as Answer;
  }

  /** Any request, told with its status. @throws UnexpectedAnswerError unless it answers that status */
  async expect(
    status: number,
    caller: Caller,
    method: string,
    path: string,
    extras: Extras = {},
  ): Promise<Response> {
    const response = await this.request(caller, method, path, extras);
    const call = `${method} ${path.split('?')[0] ?? path}`;
    if (response.status !== status) throw await unexpected(call, response);
    this.told(caller, call, status);
    return response;
  }

  /** From now on every query has seen this, too. */
  saw(position: string): void {
    const seen = BigInt(position);
    if (seen > this.#position) this.#position = seen;
  }

  private post(caller: Caller, path: string, body?: object): Promise<Response> {
    const headers = { 'idempotency-key': randomUUID() };
    if (body === undefined) return this.request(caller, 'POST', path, { headers });
    const json = { headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) };
    return this.request(caller, 'POST', path, json);
  }

  private async request(
    caller: Caller,
    method: string,
    path: string,
    extras: Extras = {},
  ): Promise<Response> {
    const headers = new Headers(extras.headers);
    if (caller !== undefined) headers.set('authorization', `Bearer ${caller.token}`);
    if (method === 'GET') headers.set('shoutouts-position', String(this.#position));
    const response = await this.fetchWhenReady(this.origin + path, { ...extras, method, headers });
    this.saw(response.headers.get('shoutouts-position') ?? '0');
    return response;
  }

  /** 503: nothing is wrong with the request, it is to be repeated. Its key makes that safe for a command, too. */
  private async fetchWhenReady(url: string, request: RequestInit): Promise<Response> {
    for (let tries = 1; ; tries++) {
      const response = await fetch(url, request);
      if (response.status !== 503 || tries === TRIES) return response;
      await pause(Number(response.headers.get('retry-after') ?? 1) * 1_000);
    }
  }

  private told(caller: Caller, call: string, outcome: string | number): void {
    const who = `  ${(caller?.name ?? 'anyone').padEnd(8)}`;
    this.tell(wrapped(who, shortIds(`${call} → ${String(outcome)}`)));
  }
}

async function unexpected(call: string, response: Response): Promise<UnexpectedAnswerError> {
  return new UnexpectedAnswerError(`${call} → ${String(response.status)} ${await response.text()}`);
}

/** An answer begins with the id of what was made. */
const newIdIn = (answer: unknown): string => String(Object.values(answer as object)[0]);
