import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../src/application/ports/clock.js';
import type { EventStore } from '../../src/application/ports/event-store.js';
import type { Log } from '../../src/application/ports/log.js';
import type { ReadModels } from '../../src/application/ports/read-models.js';
import { NO_TELEMETRY } from '../../src/application/ports/telemetry.js';
import { aborted, Leases } from '../../src/application/runtime/leases.js';
import { ProcessRuntime } from '../../src/application/runtime/process-runtime.js';
import { ProjectionRuntime } from '../../src/application/runtime/projection-runtime.js';
import { EmbeddedEventStore } from '../../src/infrastructure/embedded/event-store/embedded-event-store.js';
import { EmbeddedReadModels } from '../../src/infrastructure/embedded/read-models/embedded-read-models.js';
import { realClock } from '../support/real-clock.js';
import { until } from '../support/until.js';
import { append, ordersProjection, placed, plainCodec } from './projection-fixtures.js';

const LEASE_MS = 2_500;

/** A clock whose pauses do not end while it is stopped: whoever beats by it falls silent, and does not know it. */
class StoppableClock implements Pick<Clock, 'sleep' | 'monotonicMs'> {
  #stopped: Promise<void> | undefined;
  #goOn: () => void = () => undefined;

  monotonicMs(): number {
    return realClock.monotonicMs();
  }

  stop(): void {
    this.#stopped = new Promise((resolve) => (this.#goOn = resolve));
  }

  goOn(): void {
    this.#stopped = undefined;
    this.#goOn();
  }

  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    await realClock.sleep(ms, signal);
    if (this.#stopped !== undefined) await Promise.race([this.#stopped, aborted(signal)]);
  }
}

/** One of several: it drives a process and a projection, whenever it has their leases. */
class Instance {
  readonly beats = new StoppableClock();
  readonly handled: string[] = [];
  readonly logged: { readonly level: 'warn' | 'error'; readonly message: string }[] = [];
  readonly leases: Leases;
  readonly processes: ProcessRuntime;
  readonly projections: ProjectionRuntime;
  /** What handling any event ends with, while it is set. */
  broken: Error | undefined;

  constructor(owner: string, store: EventStore, models: ReadModels) {
    const log: Log = {
      info: () => undefined,
      warn: (message) => this.logged.push({ level: 'warn', message }),
      error: (message) => this.logged.push({ level: 'error', message }),
    };
    this.leases = new Leases({
      ...{ models, clock: this.beats, log, owner, leaseMs: LEASE_MS },
    });
    const deps = { store, models, codec: plainCodec, clock: realClock, log, telemetry: NO_TELEMETRY };
    this.processes = new ProcessRuntime({
      ...deps,
      leases: this.leases,
      processes: [{ name: 'payment', takes: ['OrderPlaced'], handle: ({ id }) => this.handle(id) }],
      abandon: () => Promise.reject(this.broken ?? new Error('nothing is to be given up')),
    });
    this.projections = new ProjectionRuntime({
      ...deps,
      projections: [ordersProjection],
      shared: { leases: this.leases, isDriving: true },
    });
  }

  async start(): Promise<void> {
    await this.projections.start();
    this.processes.start();
  }

  async stop(): Promise<void> {
    await this.processes.stop();
    await this.leases.stop();
    await this.projections.stop();
  }

  /** Of the process, and of the projection. */
  async states(): Promise<readonly (string | undefined)[]> {
    const { projections } = await this.projections.status();
    return [this.processes.status()[0]?.state, projections[0]?.state];
  }

  async is(...states: readonly [string, string]): Promise<void> {
    await until(
      () => this.states(),
      (now) => now.join() === states.join(),
    );
  }

  /** It has read both checkpoints under its own fences by then: whoever had them before is refused from now on. */
  async hasCaughtUp(): Promise<void> {
    await until(
      async () => {
        const { projections } = await this.projections.status();
        return [this.processes.status()[0], projections[0]].map(
          (each) => each?.state === 'running' && each.caughtUp,
        );
      },
      (haveCaughtUp) => haveCaughtUp.every(Boolean),
    );
  }

  messages(level: 'warn' | 'error'): readonly string[] {
    return this.logged.filter((line) => line.level === level).map(({ message }) => message);
  }

  private async handle(id: string): Promise<void> {
    if (this.broken !== undefined) throw this.broken;
    this.handled.push(id);
  }
}

describe('an instance that another one replaces', () => {
  let dataDir: string;
  let store: EventStore;
  let models: ReadModels;
  let first: Instance;
  let second: Instance;

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'handing-over-'));
    store = await EmbeddedEventStore.open({ dataDir, clock: realClock });
    models = await EmbeddedReadModels.open({ dataDir, clock: realClock });
    [first, second] = [new Instance('first', store, models), new Instance('second', store, models)];
    await first.start();
    await first.is('running', 'running');
    await second.start();
  });
  afterEach(async () => {
    first.beats.goOn();
    await Promise.all([first.stop(), second.stop()]);
    await Promise.all([store.close(), models.close()]);
    await rm(dataDir, { recursive: true });
  });

  /** The second one takes over from the first, which learns it only from what the store refuses. */
  async function fenceOutFirst(): Promise<void> {
    first.beats.stop();
    await second.hasCaughtUp();
    expect(await first.states()).toEqual(['running', 'running']);
    await append(store, placed('ord_1', 'fan_1'));
    await first.is('elsewhere', 'elsewhere');
  }

  it('says that it is driven elsewhere, and warns of it: nothing has failed', async () => {
    expect(await second.states()).toEqual(['elsewhere', 'elsewhere']);
    await fenceOutFirst();
    expect(first.processes.status()[0]?.trouble).toBeUndefined();
    expect((await first.projections.status()).projections[0]?.trouble).toBeUndefined();
    expect(first.messages('error')).toEqual([]);
    const warnings = await until(
      () => Promise.resolve(first.messages('warn')),
      ({ length }) => length === 4,
    );
    expect(warnings.toSorted()).toEqual([
      'lease lost',
      'lease lost',
      'process driven elsewhere',
      'projection driven elsewhere',
    ]);
    expect(second.messages('error')).toEqual([]);
  });

  it('knows how far a projection is that it does not drive', async () => {
    const position = await append(store, placed('ord_1', 'fan_1'));
    expect(await second.projections.waitFor('orders', position, 10_000)).toBe(true);
    const elsewhere = { state: 'elsewhere', position, caughtUp: true, eventsTaken: 0 };
    expect((await second.projections.status()).projections).toMatchObject([elsewhere]);
    await first.projections.stop();
    await append(store, placed('ord_2', 'fan_1'));
    const behind = { state: 'elsewhere', position, caughtUp: false };
    expect((await second.projections.status()).projections).toMatchObject([behind]);
  });

  it('takes over again when the other one ends', async () => {
    await fenceOutFirst();
    first.beats.goOn();
    await second.stop();
    await first.is('running', 'running');
    const position = await append(store, placed('ord_2', 'fan_1'));
    expect(await first.projections.waitFor('orders', position, 10_000)).toBe(true);
    await until(
      () => Promise.resolve(first.processes.status()[0]?.position),
      (at) => at === position,
    );
    expect(first.messages('error')).toEqual([]);
    expect(second.handled).toHaveLength(1);
  });

  it('takes over again also where the store lost its lease and remembers a later fence', async () => {
    await models.checkpoint('process:payment', 9n);
    await append(store, placed('ord_1', 'fan_1'));
    const position = await append(store, placed('ord_2', 'fan_1'));
    await until(
      () => Promise.resolve([first, second].map(({ processes }) => processes.status()[0]?.position)),
      (at) => at.includes(position),
    );
    expect([...first.messages('error'), ...second.messages('error')]).toEqual([]);
  });

  it('says that it failed when it is not replaced, and does not get on', async () => {
    first.broken = new Error('it is broken');
    await append(store, placed('ord_1', 'fan_1'));
    await first.is('failed', 'running');
    expect(first.processes.status()[0]?.trouble).toBe('Error: it is broken');
    expect(first.messages('error')).toContain('process interrupted');
    expect(await second.states()).toEqual(['elsewhere', 'elsewhere']);
  });
});
