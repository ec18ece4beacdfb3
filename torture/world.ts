import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Dice } from '../sim/world/dice.js';
import { checkWorld } from './check/world.js';
import { type Befallen, befall, possibleHarms } from './harm/harms.js';
import type { HarmName } from './harm/names.js';
import type { Victims } from './harm/victims.js';
import { Load } from './load/load.js';
import type { SentCommand } from './load/sent-command.js';
import type { Options } from './options.js';
import type { Points } from './points/armed-point.js';
import { Instance, NotReadyError } from './program/instance.js';
import { type Engine, openEngine } from './stores/engine.js';
import { SmallDisk } from './stores/small-disk.js';
import { type Verdict, together } from './check/verdict.js';

export interface RoundResult {
  readonly befallen: readonly Befallen[];
  readonly acknowledged: number;
  readonly askedAgain: number;
  readonly events: number;
  readonly verdict: Verdict;
}

interface Making {
  readonly options: Options;
  readonly program: string;
  readonly points: Points;
  /** Of which world. */
  readonly number: number;
}

/** A folder, the program in it, and everybody who uses it. It is hurt round after round, and looked at after each. */
export class World {
  readonly #commands: SentCommand[] = [];

  private constructor(
    readonly folder: string,
    private readonly engine: Engine,
    private readonly victims: Victims,
    private readonly load: Load,
    private readonly possible: readonly HarmName[],
    readonly skipped: readonly string[],
  ) {}

  static async open({ options, program, points, number }: Making): Promise<World> {
    const { engine: name, only, seed } = options;
    const folder = mkdtempSync(join(tmpdir(), 'shoutouts-torture-'));
    const dataDir = join(folder, 'data');
    mkdirSync(dataDir);
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    const disk = only.has('disk') && name !== 'instances' ? SmallDisk.mountedAt(dataDir) : undefined;
    const engine = await openEngine(name, folder);
    const instances = engine.instances.map((settings) => new Instance({ ...settings, program }));
    for (const instance of instances) instance.start();
    await Promise.all(instances.map((instance) => instance.ready()));
    const load = await Load.open({
      urls: instances.map(({ url }) => url),
      seed: seed + number,
      areVideosShared: instances.length === 1,
    });
    const dice = new Dice(seed, `harm ${String(number)}`);
    const victims: Victims = { instances, engine, dataDir, disk, points, dice };
    const { possible, skipped } = possibleHarms(only, victims);
    return new World(folder, engine, victims, load, possible, skipped);
  }

  async round(number: number): Promise<RoundResult> {
    await this.load.ask({ ask: 'go' });
    const befallen = await befall(this.possible, number, this.victims);
    const ended = await this.heal();
    const before = this.#commands.length;
    const { verdict, commands, events } = await checkWorld({
      ...{ engine: this.engine, instances: this.victims.instances, load: this.load },
      ...{ dice: this.victims.dice, earlier: this.#commands },
    });
    this.#commands.push(...commands);
    const those = this.#commands.slice(before);
    return {
      ...{ befallen, events },
      acknowledged: those.filter(({ answer }) => answer !== undefined && answer.status < 300).length,
      askedAgain: those.reduce((sum, { sendings }) => sum + sendings - 1, 0),
      verdict: together([{ lost: [], duplicated: [], wrong: ended }, verdict]),
    };
  }

  /** @returns where its files were kept, if they were to be */
  async close(keep: boolean): Promise<string | undefined> {
    const { instances, disk } = this.victims;
    await this.load.end();
    for (const instance of instances) {
      instance.thaw();
      await instance.kill();
    }
    await this.engine.close();
    const kept = keep ? `${this.folder}-kept` : undefined;
    if (kept !== undefined) await cp(this.folder, kept, { recursive: true });
    disk?.remove();
    rmSync(this.folder, { recursive: true, force: true });
    return kept;
  }

  /** Everything is there again. @returns what ended by itself, which nothing may */
  private async heal(): Promise<readonly string[]> {
    const { instances } = this.victims;
    const wrong: string[] = [];
    for (const instance of instances)
      if (!instance.isRunning) {
        wrong.push(`the program ended by itself:\n${instance.said}`);
        instance.start();
      }
    for (const instance of instances)
      await instance.ready().catch((error: unknown) => {
        if (!(error instanceof NotReadyError)) throw error;
        wrong.push(error.message);
      });
    return wrong;
  }
}
