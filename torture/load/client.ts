import { setTimeout as pause } from 'node:timers/promises';
import type { Dice } from '../../sim/world/dice.js';
import type { Gate } from './gate.js';
import { type Answer, describeCommand, isAcknowledged, type SentCommand } from './sent-command.js';

export interface Person {
  readonly name: string;
  /** `fan_…` or `cre_…`. */
  readonly id: string;
  readonly token: string;
  /** The furthest that they have been told of: what they read has that in it. */
  position: bigint;
}

interface Request {
  readonly method: string;
  readonly path: string;
  readonly person?: Person | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer<ArrayBuffer>;
}

interface Sending {
  readonly person: Person;
  readonly sent: SentCommand;
  readonly body: object;
}

export interface Received {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
}

const NO_ANSWER: Answer = { status: 0, body: {} };
const PATIENCE_MS = [1_500, 6_000] as const;
const IMPATIENCE_MS = [2, 40] as const;
const HANGS_UP_PERMILLE = 25;
const TWICE_AT_ONCE_PERMILLE = 40;
const LONGEST_PAUSE_MS = 150;
/** Nothing is wrong with the request: it is to be repeated. */
const AGAIN: ReadonlySet<number> = new Set([429, 503]);

/** Does what good clients do: an answer that does not come is asked for again, under the same key, at whichever instance. */
export class Client {
  /** Those since all were last repeated. */
  readonly #commands: Sending[] = [];
  /** What no client may ever see. */
  readonly wrong: string[] = [];

  constructor(
    private readonly urls: readonly string[],
    private readonly dice: Dice,
    private readonly gate: Gate,
  ) {}

  get sent(): readonly SentCommand[] {
    return this.#commands.map(({ sent }) => sent);
  }

  /** Asks once more for what was acknowledged, now that all is calm: it has to be answered as it was. */
  async repeatAll(): Promise<void> {
    await Promise.all(
      this.#commands.splice(0).map(async ({ person, sent, body }) => {
        if (isAcknowledged(sent)) this.settle(sent, await this.insist(person, sent, body));
      }),
    );
  }

  async command(person: Person, path: string, body: object = {}): Promise<Answer> {
    return this.gate.pass(async () => {
      const sent: SentCommand = {
        ...{ correlationId: this.uuid(), key: this.uuid(), who: person.name, path },
        ...{ sendings: 0, answer: undefined },
      };
      this.#commands.push({ person, sent, body });
      const times = this.dice.permille(TWICE_AT_ONCE_PERMILLE) ? 2 : 1;
      const answers = await Promise.all(Array.from({ length: times }, () => this.insist(person, sent, body)));
      return answers.reduce<Answer>((_, answer) => this.settle(sent, answer), NO_ANSWER);
    });
  }

  /** A query, as somebody who has seen what they did themselves. `undefined`: it is not there, or not theirs. */
  query<Body>(person: Person, path: string): Promise<Body | undefined> {
    return this.gate.pass(() => this.look<Body>(person, path));
  }

  /** A query that the gate does not hold. */
  async look<Body>(person: Person, path: string): Promise<Body | undefined> {
    const headers = { 'shoutouts-position': String(person.position) };
    const { status, bytes } = await this.untilAnswered({ method: 'GET', path, person, headers });
    if (status === 200) return JSON.parse(bytes.toString()) as Body;
    if (status !== 404) this.wrong.push(`${person.name}: GET ${path} was answered ${told(status, bytes)}`);
    return undefined;
  }

  /** One try. `undefined` when no answer came, or one that says: later. */
  async send(request: Request): Promise<Received | undefined> {
    const { method, path, person, headers = {}, body } = request;
    const hangsUp = this.dice.permille(HANGS_UP_PERMILLE);
    const [from, to] = hangsUp ? IMPATIENCE_MS : PATIENCE_MS;
    try {
      const response = await fetch(this.dice.oneOf(this.urls) + path, {
        ...{ method, signal: AbortSignal.timeout(this.dice.between(from, to)) },
        ...(body === undefined ? {} : { body }),
        headers: {
          ...(person === undefined ? {} : { authorization: `Bearer ${person.token}` }),
          ...headers,
        },
      });
      const bytes = Buffer.from(await response.arrayBuffer());
      if (AGAIN.has(response.status)) return undefined;
      if (response.status < 500) return { status: response.status, headers: response.headers, bytes };
      this.wrong.push(
        `${person?.name ?? 'anyone'}: ${method} ${path} was answered ${told(response.status, bytes)}`,
      );
      return undefined;
    } catch {
      // Killed, frozen or cut off, or the client hung up: nobody knows what became of it.
      return undefined;
    }
  }

  async untilAnswered(request: Request, tried: () => void = () => undefined): Promise<Received> {
    for (;;) {
      tried();
      const received = await this.send(request);
      if (received !== undefined) return received;
      await pause(this.dice.between(5, LONGEST_PAUSE_MS));
    }
  }

  private async insist(person: Person, sent: SentCommand, body: object): Promise<Answer> {
    const received = await this.untilAnswered(
      {
        ...{ method: 'POST', path: sent.path, person, body: JSON.stringify(body) },
        headers: {
          'content-type': 'application/json',
          'idempotency-key': sent.key,
          'shoutouts-correlation-id': sent.correlationId,
        },
      },
      () => (sent.sendings += 1),
    );
    const position = BigInt(received.headers.get('shoutouts-position') ?? 0);
    if (position > person.position) person.position = position;
    return {
      status: received.status,
      body: JSON.parse(received.bytes.toString() || '{}') as Answer['body'],
    };
  }

  /** A refusal may be forgotten by a program that is killed, and what is acknowledged may not: that stands. */
  private settle(sent: SentCommand, answer: Answer): Answer {
    if (!isAcknowledged(sent)) return (sent.answer = answer);
    const first = sent.answer ?? answer;
    if (JSON.stringify(first) !== JSON.stringify(answer))
      this.wrong.push(
        `asked again, it was answered otherwise, ${String(answer.status)} ${JSON.stringify(answer.body)}: ${describeCommand(sent)}`,
      );
    return first;
  }

  private uuid(): string {
    return this.dice.uuid(Date.now());
  }
}

const told = (status: number, bytes: Buffer): string => `${String(status)} ${bytes.toString().slice(0, 500)}`;
