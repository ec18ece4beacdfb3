/** The program could not be asked, or what answers is not it. */
export class ProgramUnreachableError extends Error {
  override readonly name = 'ProgramUnreachableError';
}

/** It refused, with a problem of RFC 9457. */
export class ProgramRefusedError extends Error {
  override readonly name = 'ProgramRefusedError';
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
  ) {
    super(detail);
  }
}

/** There is no token to show. */
export class TokenMissingError extends Error {
  override readonly name = 'TokenMissingError';
  constructor() {
    super(
      'SHOUTOUTS_TOKEN is missing: a token of an admin. Without AUTH_ISSUER the program gives one: ' +
        'export SHOUTOUTS_TOKEN=$(npx shoutouts token --role admin)',
    );
  }
}

export interface Address {
  readonly url: string;
  readonly token?: string | undefined;
}

type Method = 'GET' | 'POST' | 'DELETE';

const ANSWERS_WITHIN_MS = 30_000;

/** The running program, over its API: what it keeps is its own while it runs. */
export class RunningProgram {
  constructor(
    private readonly address: Address,
    private readonly signal: AbortSignal,
  ) {}

  /** @throws ProgramUnreachableError, ProgramRefusedError */
  async ask<Answer>(method: Method, path: string, body?: object): Promise<Answer> {
    const { url, token } = this.address;
    const answer = await this.fetched(`${url.replace(/\/$/, '')}${path}`, {
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.any([this.signal, AbortSignal.timeout(ANSWERS_WITHIN_MS)]),
    });
    const said = await this.read(answer);
    if (answer.ok) return said as Answer;
    const { code = 'unknown', detail = answer.statusText } = said as { code?: string; detail?: string };
    throw new ProgramRefusedError(answer.status, code, detail);
  }

  private async fetched(url: string, request: RequestInit): Promise<Response> {
    try {
      return await fetch(url, request);
    } catch (error) {
      throw this.unreachable(error);
    }
  }

  private async read(answer: Response): Promise<unknown> {
    try {
      return await answer.json();
    } catch (error) {
      throw this.unreachable(error);
    }
  }

  private unreachable(error: unknown): ProgramUnreachableError {
    const { cause } = error as { cause?: unknown };
    const why = cause instanceof Error && cause.message !== '' ? cause : error;
    return new ProgramUnreachableError(
      `The program at ${this.address.url} cannot be asked: ${why instanceof Error ? why.message : String(why)}`,
    );
  }
}
