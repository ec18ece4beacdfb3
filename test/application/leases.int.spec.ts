import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ReadModels } from '../../src/application/ports/read-models.js';
import { aborted, type Lease, Leases } from '../../src/application/runtime/leases.js';
import { EmbeddedReadModels } from '../../src/infrastructure/embedded/read-models/embedded-read-models.js';
import { realClock } from '../support/real-clock.js';
import { until } from '../support/until.js';

const LEASE_MS = 600;
const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** One that wants the lease, and what became of it. */
class Contender {
  readonly had: Lease[] = [];
  readonly leases: Leases;
  /** While it is set, the store answers this one's writes with an error. */
  isCutOff = false;
  /** While it is set, the store does not answer this one at all. */
  isFrozen = false;

  constructor(owner: string, models: ReadModels) {
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
      log: silent,
      owner,
      leaseMs: LEASE_MS,
      monotonicMs: () => performance.now(),
    });
    this.leases.keep('order_view', async (lease) => {
      this.had.push(lease);
      await aborted(lease.signal);
    });
  }

  get holds(): boolean {
    return this.leases.holds('order_view');
  }
}

describe('leases', () => {
  let dataDir: string;
  let models: EmbeddedReadModels;
  const contenders: Contender[] = [];

  const contender = (owner: string): Contender => {
    const made = new Contender(owner, models);
    contenders.push(made);
    return made;
  };
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
    const all = ['a', 'b', 'c'].map(contender);
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
});
