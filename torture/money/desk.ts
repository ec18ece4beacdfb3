import { setTimeout as pause } from 'node:timers/promises';
import type { Client, Person } from '../load/client.js';
import type { Answer } from '../load/sent-command.js';

const POLL_MS = 50;
/** For all that is stopped and started again meanwhile: some ten times, each of them ten seconds and more on a machine that is busy besides. */
const PATIENCE_MS = 240_000;
/** What waits for the clock comes by itself, but for this. */
const NUDGE_EVERY_POLLS = 40;
const NUDGE_SECONDS = 60;

/** Something that has to come about did not. */
export class StoryStuckError extends Error {
  override readonly name = 'StoryStuckError';
}

export type Row = Readonly<Record<string, unknown>>;

/** What the people of a story do, each of it until it is answered, whatever becomes of the program meanwhile. */
export class Desk {
  constructor(
    readonly client: Client,
    /** Whoever tells the story has had enough of it. */
    private readonly isOver: () => boolean,
  ) {}

  /** @throws StoryStuckError when it is refused */
  async does(person: Person, path: string, body?: object): Promise<Answer> {
    const answer = await this.client.command(person, path, body);
    if (answer.status < 300) return answer;
    throw new StoryStuckError(
      `${person.name}: POST ${path} was refused: ${String(answer.status)} ${JSON.stringify(answer.body)}`,
    );
  }

  /** The same request again and again, until it has an answer that there is. */
  async text(
    person: Person,
    method: string,
    path: string,
    body?: { readonly type: string; readonly text: string },
  ): Promise<string> {
    const { status, bytes } = await this.client.untilAnswered({
      ...{ method, path, person },
      ...(body === undefined ? {} : { body: Buffer.from(body.text), headers: { 'content-type': body.type } }),
    });
    if (status < 300) return bytes.toString();
    throw new StoryStuckError(
      `${person.name}: ${method} ${path} was answered ${String(status)} ${bytes.toString()}`,
    );
  }

  async list(person: Person, path: string): Promise<readonly Row[]> {
    return (await this.client.look<{ readonly data: readonly Row[] }>(person, path))?.data ?? [];
  }

  async one(person: Person, path: string): Promise<Row> {
    return (await this.client.look<Row>(person, path)) ?? {};
  }

  /** Looks until it is so. @throws StoryStuckError */
  async until<Fact>(
    what: string,
    look: () => Promise<Fact>,
    isSo: (fact: Fact) => boolean,
    { nudging = false } = {},
  ): Promise<Fact> {
    const giveUpAtMs = performance.now() + PATIENCE_MS;
    for (let polls = 1; ; polls += 1) {
      const fact = await look();
      if (isSo(fact)) return fact;
      if (this.isOver() || performance.now() > giveUpAtMs)
        throw new StoryStuckError(`it did not come about that ${what}: ${JSON.stringify(fact)}`);
      if (nudging && polls % NUDGE_EVERY_POLLS === 0) await this.advance(NUDGE_SECONDS);
      await pause(POLL_MS);
    }
  }

  /** Killed in between, it may be moved twice. */
  async advance(seconds: number): Promise<void> {
    await this.client.untilAnswered({
      ...{ method: 'POST', path: '/v1/test-clock/advance', body: JSON.stringify({ seconds }) },
      headers: { 'content-type': 'application/json' },
    });
  }
}
