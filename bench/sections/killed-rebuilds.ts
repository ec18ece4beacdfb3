import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { inDataFolder } from '../data-folder.js';
import type { Engine } from '../engines/engine.js';
import { describedRequest } from '../load/requests.js';
import { count, mb, print, tell } from '../print.js';
import { perSecond } from '../raw/sample-events.js';
import { fanSubject } from '../seed/people.js';
import { deliveredIn, seedLog } from '../seed/seed-log.js';
import { ServerProcess } from '../servers/server-process.js';

/** When so much of all builds is done: early, in the middle, and near the end. */
const KILLED_AT = [0.1, 0.5, 0.9];
const LOOK_MS = 500;
/** An order a moment, so that builds have to come up with what goes on. */
const PLACED_EVERY_MS = 200;

/**
 * All read models of a long log made, and then rebuilt at once, while orders are placed and the program is killed. Each build is compared
 * with what served, document by document, before it takes the name; and every order that was acknowledged is served afterwards.
 */
export async function killedRebuilds(engine: Engine, length: number): Promise<void> {
  await inDataFolder(async (dataDir) => {
    tell(`killed: seeding ${count(length)} events`);
    const delivered = deliveredIn(length);
    const { events } = await seedLog(engine, dataDir, { delivered, held: 0 });
    const start = () => ServerProcess.start('real', dataDir, engine.environment);
    let server = await start();
    tell('killed: making all read models');
    const made = await perSecond(events, () => server.caughtUp());
    const before = (await server.projections()).projections;
    tell(`killed: rebuilding ${String(before.length)} read models, in ${mb(server.residentMb())}`);
    const beganMs = performance.now();
    const traffic = new Traffic(() => server);
    for (const { name } of before) await server.rebuild(name);
    let peakMb = 0;
    for (const at of [...KILLED_AT, 1]) {
      for (let done = 0; done < at; await sleep(LOOK_MS)) {
        peakMb = Math.max(peakMb, server.residentMb());
        done = await doneOf(server, before);
      }
      if (at === 1) break;
      await server.kill();
      server = await start();
      tell(`killed: at ${at.toFixed(1)} of all builds, and started again`);
    }
    const tookS = (performance.now() - beganMs) / 1_000;
    await traffic.end();
    await server.caughtUp();
    const { projections } = await server.projections();
    const checked = projections.map(({ checked }) => checked);
    const documents = checked.reduce((sum, each) => sum + (each?.documents ?? 0), 0);
    const differing = checked.reduce((sum, each) => sum + (each?.comparison?.differing ?? NaN), 0);
    const lost = await traffic.lost();
    print(`killed     ${String(before.length)} read models of ${count(events)} events`);
    print(`  made at once           ${count(made)} events per second`);
    print(
      `  rebuilt at once        in ${tookS.toFixed(0)} s, killed ${String(KILLED_AT.length)} times, ` +
        `${count(documents)} documents compared: ${count(differing)} differ`,
    );
    print(`  memory                 ${mb(peakMb)} at its peak`);
    print(`  orders placed          ${count(traffic.placed)} meanwhile, ${count(lost)} of them lost`);
    await server.stop();
  });
}

type ReadModels = Awaited<ReturnType<ServerProcess['projections']>>['projections'];

/** From 0 to 1, over all read models. */
async function doneOf(server: ServerProcess, before: ReadModels): Promise<number> {
  const { projections, last_position: end = '1' } = await server.projections();
  const parts = projections.map(({ name, collection, rebuild }) =>
    before.some((each) => each.name === name && each.collection !== collection)
      ? 1
      : Math.min(Number(rebuild?.position ?? 0) / Number(end), 0.99),
  );
  return parts.reduce((sum, part) => sum + part, 0) / parts.length;
}

/** One order after the other, each repeated under its key until it is acknowledged. */
class Traffic {
  readonly #acknowledged: string[] = [];
  readonly #stop = new AbortController();
  readonly #going: Promise<void>;

  constructor(private readonly server: () => ServerProcess) {
    this.#going = this.go();
  }

  get placed(): number {
    return this.#acknowledged.length;
  }

  async end(): Promise<void> {
    this.#stop.abort();
    await this.#going;
  }

  /** How many of those that were acknowledged are not served. */
  async lost(): Promise<number> {
    let lost = 0;
    for (const [n, orderId] of this.#acknowledged.entries())
      lost += (await this.ask(n, `/v1/orders/${orderId}`))?.status === 200 ? 0 : 1;
    return lost;
  }

  private async go(): Promise<void> {
    for (let n = 0; !this.#stop.signal.aborted; n += 1) {
      const { path, headers, body } = describedRequest('place', n, 0);
      const request = {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      };
      let answer: Response | undefined;
      while (answer?.ok !== true) {
        answer = await this.ask(n, path, request);
        if (answer !== undefined && answer.status < 500 && !answer.ok) throw new Error(await answer.text());
        await sleep(PLACED_EVERY_MS);
      }
      this.#acknowledged.push(((await answer.json()) as { readonly order_id: string }).order_id);
    }
  }

  /** As the n-th fan. `undefined` where nobody answers. */
  private async ask(n: number, path: string, request: RequestInit = {}): Promise<Response | undefined> {
    try {
      const server = this.server();
      const authorization = `Bearer ${await server.token(fanSubject(n), 'fan')}`;
      return await fetch(`${server.url}${path}`, {
        ...request,
        headers: { ...request.headers, authorization },
      });
    } catch {
      return undefined;
    }
  }
}
