import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Dice } from '../../sim/world/dice.js';
import { SEALED_EVENTS } from '../../src/application/events/event-codec.js';
import type { RecordedEvent } from '../../src/application/ports/event-store.js';
import { checkCommands } from '../check/commands.js';
import { together, type Verdict } from '../check/verdict.js';
import { Client } from '../load/client.js';
import { Gate } from '../load/gate.js';
import type { Options } from '../options.js';
import { Instance } from '../program/instance.js';
import { type Engine, openEngine } from '../stores/engine.js';
import { Bank } from './bank.js';
import { type Cast, gatherCast } from './cast.js';
import { Desk, StoryStuckError } from './desk.js';
import { differencesAtEnd, differencesNow } from './differences.js';
import { Evidence } from './evidence.js';
import { Outside } from './outside.js';
import { Payouts } from './payouts.js';
import { ReadMoney } from './read-money.js';
import { Refunds } from './refunds.js';
import type { Stops } from './stops.js';

const wrong = (violations: readonly string[]): Verdict => ({ lost: [], duplicated: [], wrong: violations });

/**
 * A story of payouts and refunds, told to a program that is stopped at every step of it: at whichever it comes to next at which it was
 * not stopped yet. Then it is started again, and the story goes on.
 */
export class MoneyWorld {
  readonly #verdicts: Verdict[] = [];
  readonly #client: Client;
  readonly #desk: Desk;
  readonly #bank: Bank;
  #isOver = false;

  private constructor(
    private readonly folder: string,
    private readonly engine: Engine,
    private readonly outside: Outside,
    private readonly instance: Instance,
    private readonly money: ReadMoney,
    private readonly stops: Stops,
    private readonly program: string,
    seed: number,
  ) {
    this.#client = new Client([instance.url], new Dice(seed, 'money'), new Gate());
    this.#desk = new Desk(this.#client, () => this.#isOver);
    this.#bank = new Bank(this.#desk);
  }

  static async open({ engine: name, seed }: Options, program: string, stops: Stops): Promise<MoneyWorld> {
    const folder = mkdtempSync(join(tmpdir(), 'shoutouts-torture-'));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    mkdirSync(join(folder, 'data'));
    const engine = await openEngine(name, folder);
    const [settings] = engine.instances;
    if (settings === undefined) throw new Error('there is no instance');
    const providerDir = join(folder, 'provider');
    const outside = await Outside.open(providerDir, `http://127.0.0.1:${String(settings.port)}`);
    const environment = { ...settings.environment, ...outside.environment };
    const instance = new Instance({ ...settings, environment, program });
    const money = new ReadMoney(engine.readLog, providerDir);
    return new MoneyWorld(folder, engine, outside, instance, money, stops, program, seed);
  }

  /** @param times how often it is to be stopped at each step */
  async tell(times: number): Promise<Verdict> {
    this.instance.start();
    await this.instance.ready();
    const cast = await gatherCast(this.#desk, this.outside);
    const stopping = this.stopAndStart(times);
    // What is found broken ends it: nobody starts the program again then, so the story would wait for ever.
    await Promise.race([this.story(cast), stopping]);
    this.#isOver = true;
    await this.instance.kill();
    await stopping;
    await this.lookAtEnd();
    return together(this.#verdicts);
  }

  private async story(cast: Cast): Promise<void> {
    try {
      await new Payouts(this.#desk, cast, this.#bank, this.outside).tell();
      await new Refunds(this.#desk, cast, this.outside, this.money).tell();
      await new Evidence(this.#desk, cast, this.outside).tell();
    } catch (error) {
      if (!(error instanceof StoryStuckError)) throw error;
      this.#verdicts.push(wrong([error.message]));
    }
  }

  async close(keep: boolean): Promise<string | undefined> {
    await this.instance.kill();
    await this.outside.close();
    await this.engine.close();
    const kept = keep ? `${this.folder}-kept` : undefined;
    if (kept !== undefined) await cp(this.folder, kept, { recursive: true });
    rmSync(this.folder, { recursive: true, force: true });
    return kept;
  }

  /** As long as the story is told. */
  private async stopAndStart(times: number): Promise<void> {
    await this.instance.kill();
    while (!this.#isOver) {
      this.instance.start({ points: this.stops.fewerThan(times), pass: 1 });
      await this.instance.ended;
      if (this.#isOver) return;
      const point = this.instance.killedAt;
      if (point === undefined) this.stop(wrong([`the program ended by itself:\n${this.instance.said}`]));
      else this.stops.count(point);
      await this.lookNow(point ?? '');
    }
  }

  private async lookNow(point: string): Promise<void> {
    const log = await this.money.log();
    const answered = this.#client.sent.filter(({ answer }) => answer !== undefined);
    this.stop(checkCommands(answered, log), point);
    this.stop(wrong(differencesNow(await this.sides(log))), point);
  }

  /** What is broken is told once, and ends the story. */
  private stop(verdict: Verdict, point = ''): void {
    const { lost, duplicated, wrong: others } = verdict;
    if (lost.length + duplicated.length + others.length === 0) return;
    const there = (violations: readonly string[]) => violations.map((each) => `${each} (stopped ${point})`);
    this.#verdicts.push({ lost: there(lost), duplicated: there(duplicated), wrong: there(others) });
    this.#isOver = true;
  }

  private async lookAtEnd(): Promise<void> {
    if (this.#verdicts.length > 0) return;
    this.instance.start();
    await this.instance.ready();
    const commands = this.#client.sent;
    await this.#client.repeatAll();
    const log = await this.money.log();
    this.#verdicts.push(checkCommands(commands, log));
    this.#verdicts.push(wrong(this.#client.wrong), wrong(differencesAtEnd(await this.sides(log))));
    await this.instance.kill();
    this.#verdicts.push(wrong(await this.moneyCheck()));
  }

  private async sides(log: readonly RecordedEvent[]) {
    const decoded = await SEALED_EVENTS.decode(log, 'left sealed');
    return { log: decoded, provider: this.money.books(), bank: this.#bank };
  }

  /** As finance would ask. What is between the program and its stores is in this process, which must not wait for it. */
  private async moneyCheck(): Promise<readonly string[]> {
    const command = join(this.program, 'interfaces', 'cli', 'shoutouts.js');
    const [settings] = this.engine.instances;
    const { PATH = '' } = process.env;
    try {
      await promisify(execFile)(process.execPath, [command, 'money', 'check'], {
        env: { PATH, ...settings?.environment },
      });
      return [];
    } catch (error) {
      const { stdout, stderr } = error as { readonly stdout: string; readonly stderr: string };
      return [`shoutouts money check: ${stdout}${stderr}`];
    }
  }
}
