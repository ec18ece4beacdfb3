import { Dice } from '../../sim/world/dice.js';
import { Client } from './client.js';
import { Gate } from './gate.js';
import { Looks } from './looks.js';
import type { LoadAnswer, LoadRequest, LoadSettings } from './messages.js';
import { People } from './people.js';
import { Stories } from './stories.js';

const FIRST_FANS = 3;
const STORIES_AT_ONCE = 16;

/** The process that makes the load: all that people do, and what they know of it. */
class Load {
  readonly #gate = new Gate();
  readonly #client: Client;
  readonly #people: People;
  readonly #stories: Stories;
  readonly #looks: Looks;

  constructor({ urls, seed, areVideosShared }: LoadSettings) {
    const dice = new Dice(seed, 'load');
    this.#client = new Client(urls, dice, this.#gate);
    this.#people = new People(this.#client);
    this.#stories = new Stories(this.#client, this.#gate, this.#people, dice, areVideosShared);
    this.#looks = new Looks(this.#client, this.#people, dice);
  }

  async open(): Promise<void> {
    await this.#people.newCreators();
    for (let fans = 0; fans < FIRST_FANS; fans += 1) await this.#people.newFan();
    this.#gate.close();
    for (let stories = 0; stories < STORIES_AT_ONCE; stories += 1) void this.#stories.tellForEver();
  }

  go(): void {
    this.#gate.open();
  }

  async finish(): Promise<LoadAnswer> {
    this.#gate.close();
    await this.#gate.quiet();
    return { commands: this.#client.sent, wrong: this.#client.wrong.splice(0) };
  }

  async repeat(): Promise<LoadAnswer> {
    await this.#client.repeatAll();
    return { commands: [], wrong: this.#client.wrong.splice(0) };
  }

  async look(): Promise<LoadAnswer> {
    await this.#looks.atEverything();
    return { commands: [], wrong: this.#client.wrong.splice(0) };
  }
}

let load: Load | undefined;

async function obey(request: LoadRequest): Promise<LoadAnswer> {
  if (request.ask === 'open') load = new Load(request);
  if (load === undefined) throw new Error('the load is not open');
  return (await load[request.ask]()) ?? { commands: [], wrong: [] };
}

process.on('message', (request: LoadRequest) => {
  obey(request).then(
    (answer) => process.send?.(answer),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
      process.exit(1);
    },
  );
});
// Whoever asked is gone.
process.on('disconnect', () => process.exit(0));
