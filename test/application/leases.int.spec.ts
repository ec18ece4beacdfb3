import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ReadModels } from '../../src/application/ports/read-models.js';
import { aborted, type Lease, type LeasedWork, Leases } from '../../src/application/runtime/leases.js';
import { EmbeddedReadModels } from '../../src/infrastructure/embedded/read-models/embedded-read-models.js';
import { occasion } from '../support/occasion.js';
import { realClock } from '../support/real-clock.js';
import { until } from '../support/until.js';
import { withOverride } from '../support/with-override.js';

const LEASE_MS = 600;
const KEY = 'lease:order_view';

const untilItEnds: LeasedWork = ({ signal }) => aborted(signal);

/** One that wants the lease, and what became of it. */
class Contender {
  readonly had: Lease[] = [];
  readonly logged: string[] = [];
  readonly leases: Leases;
  /** While it is set, the store answers this one's writes with an error. */
  isCutOff = false;
  /** While it is set, the store does not answer this one at all. */
  isFrozen = false;

  constructor(owner: string, models: ReadModels, { leaseMs = LEASE_MS, work = untilItEnds } = {}) {
    const reach = async <Answer>(ask: () => Promise<Answer>): Promise<Answer> => {
      if (this.isFrozen) await new Promise(() => undefined);
      if (this.isCutOff) throw new Error('cut off');
      return ask();
    };
    this.leases = new Leases({
      models: {
        getValue: (key) => reach(() => models.getValue(key)),
        setValue: (...change) => reach(() => models.setValue(...change)),
      },
      clock: realClock,
      log: {
        info: () => undefined,
        warn: (message) => this.logged.push(message),
        error: (message) => this.logged.push(message),
      },
      owner,
      leaseMs,
    });
    this.leases.keep('order_view', async (lease) => {
      this.had.push(lease);
      await work(lease);
    });
  }

  get holds(): boolean {
    return this.leases.holds('order_view');
  }
}

const RENEWALS = ['on its way to the store', 'on its way back', 'written just before that'] as const;

/** The store, but the renewals are held, until the test lets them go or the lease is being given back. */
class HeldRenewal {
  readonly models: ReadModels;
  readonly underWay = occasion();
  readonly goOn = occasion();
  readonly over = occasion();
  readonly #givingBack = occasion();

  constructor(store: ReadModels, when: (typeof RENEWALS)[number]) {
    this.models = withOverride(store, {
      setValue: async (...change) => {
        const { owner, beat } = JSON.parse(change[1]) as Stored;
        const write = () => store.setValue(...change);
        if (owner !== null && beat === 0) return write();
        if (owner === null) {
          this.#givingBack.now();
          if (when === 'written just before that') await this.over.come;
          return write();
        }
        if (when === 'on its way back') return this.hold(await write());
        this.underWay.now();
        await (when === 'written just before that' ? this.#givingBack : this.goOn).come;
        const isWritten = await write();
        this.over.now();
        return isWritten;
      },
    });
  }

  private async hold(reply: boolean): Promise<boolean> {
    this.underWay.now();
    await this.goOn.come;
    this.over.now();
    return reply;
  }
}

interface Stored {
  readonly owner: string | null;
  readonly fence: number;
  readonly beat: number;
}

describe('leases', () => {
  let dataDir: string;
  let models: EmbeddedReadModels;
  const contenders: Contender[] = [];

  const contender = (
    owner: string,
    options?: ConstructorParameters<typeof Contender>[2],
    over: ReadModels = models,
  ): Contender => {
    const made = new Contender(owner, over, options);
    contenders.push(made);
    return made;
  };
  const stored = async () => JSON.parse((await models.getValue(KEY)) ?? '{}') as Readonly<Stored>;
  const holds = ({ leases }: Contender) =>
    until(
      () => Promise.resolve(leases.holds('order_view')),
      (held) => held,
    );

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'leases-'));
    models = await EmbeddedReadModels.open({ dataDir, clock: realClock });
  });
  afterEach(async () => {
    const reachable = contenders.splice(0).filter(({ isFrozen }) => !isFrozen);
    await Promise.all(reachable.map(({ leases }) => leases.stop()));
    await models.close();
    await rm(dataDir, { recursive: true });
  });

  it('go to one of those who want them', async () => {
    const all = ['a', 'b', 'c'].map((owner) => contender(owner));
    await until(
      () => Promise.resolve(all.filter((one) => one.holds)),
      (holding) => holding.length > 0,
    );
    expect(all.filter((one) => one.had.length > 0)).toHaveLength(1);
  });

  it('pass at once to another one when they are given back, under a later fence', async () => {
    const first = contender('a');
    await holds(first);
    const second = contender('b');
    await first.leases.stop();
    await holds(second);
    expect(second.had[0]?.fence).toBe((first.had[0]?.fence ?? 0n) + 1n);
    expect(first.had[0]?.signal.aborted).toBe(true);
  });

  it.each([
    ['is cut off', 'isCutOff'],
    ['hears nothing', 'isFrozen'],
  ] as const)('end for an owner that %s before another one has them', async (_, how) => {
    const first = contender('a');
    await holds(first);
    const second = contender('b');
    let secondHadItWhile = false;
    first.had[0]?.signal.addEventListener('abort', () => (secondHadItWhile = second.holds));
    first[how] = true;
    await holds(second);
    expect(first.had[0]?.signal.aborted).toBe(true);
    expect(secondHadItWhile).toBe(false);
    expect(second.had[0]?.fence).toBe(2n);
  });

  it('stay with an owner that beats, however long others wait', async () => {
    const first = contender('a');
    await holds(first);
    const second = contender('b');
    const began = performance.now();
    await until(
      () => Promise.resolve(performance.now() - began),
      (ms) => ms > 3 * LEASE_MS,
    );
    expect([first.holds, second.holds]).toEqual([true, false]);
    expect(first.had).toHaveLength(1);
  });

  it('come back to an owner that was cut off for a moment', async () => {
    const first = contender('a');
    await holds(first);
    first.isCutOff = true;
    await aborted(first.had[0]?.signal ?? AbortSignal.abort());
    first.isCutOff = false;
    await holds(first);
    expect(first.had.map(({ fence }) => fence)).toEqual([1n, 2n]);
  });

  it.each(RENEWALS)('are given back also while a renewal is %s', async (when) => {
    const renewal = new HeldRenewal(models, when);
    const owner = contender('a', {}, renewal.models);
    await renewal.underWay.come;
    await owner.leases.stop();
    renewal.goOn.now();
    await renewal.over.come;
    expect((await stored()).owner).toBeNull();
    expect(owner.logged).toEqual([]);
  });

  it('are left to another owner by one that stops and had not noticed', async () => {
    const first = contender('a', { leaseMs: 60_000 });
    await holds(first);
    const taken = JSON.stringify({ owner: 'b', fence: 2, beat: 0 });
    expect(await models.setValue(KEY, taken, await models.getValue(KEY))).toBe(true);
    await first.leases.stop();
    expect(await models.getValue(KEY)).toBe(taken);
    expect(first.logged).toEqual(['lease not given back: another instance has it']);
  });

  it('are given back at once by an owner whose work fails, and wanted again a beat later', async () => {
    let failures = 0;
    const owner = contender('a', {
      work: async ({ signal }) => {
        failures += 1;
        if (failures === 1) throw new Error('it is broken');
        await aborted(signal);
      },
    });
    await until(stored, (held) => held.owner === null);
    expect(owner.logged).toEqual(['work under a lease failed']);
    await until(stored, ({ fence }) => fence === 2);
    expect((await stored()).owner).toBe('a');
  });
});
