import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { CatchUp, CatchUpHooks } from '../../src/application/ports/catch-ups.js';
import type { Position } from '../../src/application/ports/event-store.js';
import { CatchUpThread } from '../../src/catch-up/catch-up-thread.js';
import { EmbeddedEventStore } from '../../src/infrastructure/embedded/event-store/embedded-event-store.js';
import { EmbeddedReadModels } from '../../src/infrastructure/embedded/read-models/embedded-read-models.js';
import { EmbeddedSubjectKeys } from '../../src/infrastructure/embedded/subject-keys/embedded-subject-keys.js';
import { EventStoreDb } from '../../src/infrastructure/eventstoredb/event-store-db.js';
import { startWorker } from '../../src/infrastructure/embedded/start-worker.js';
import { allDocuments } from '../application/projection-fixtures.js';
import { EventStoreDbDouble } from '../support/eventstoredb/event-store-db-double.js';
import { realClock } from '../support/real-clock.js';
import { idOfFan, nameOfFan, registerFans } from './registered-fans.js';

const FANS = 1_300;

describe('the thread that catches up', () => {
  let dataDir: string;
  let store: EmbeddedEventStore;
  let models: EmbeddedReadModels;
  let keys: EmbeddedSubjectKeys;
  let until: Position;
  const threads: Worker[] = [];

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'catch-up-'));
    store = await EmbeddedEventStore.open({ dataDir, clock: realClock });
    models = await EmbeddedReadModels.open({ dataDir, clock: realClock });
    keys = EmbeddedSubjectKeys.open({ dataDir, warn: () => undefined });
    await registerFans(FANS, store, keys);
    until = (await store.lastPosition()) ?? 0n;
  });

  afterEach(async () => {
    await Promise.all([store.close(), models.close(), keys.close()]);
    await rm(dataDir, { recursive: true });
  });

  const newThread = (eventStoreUrl?: string) =>
    new CatchUpThread({
      settings: { dataDir, eventStoreUrl, mongodbUrl: undefined },
      keys,
      startThread: (...args) => {
        const worker = startWorker(...args);
        threads.push(worker);
        return worker;
      },
    });

  const order = (over: Partial<CatchUp> = {}): CatchUp => ({
    ...{ projection: 'fan_profiles', collection: 'fan_profiles_v1_r2', fence: undefined },
    ...{ until, eventsPerSecond: undefined },
    ...over,
  });

  const hooks = (advanced: CatchUpHooks['advanced'] = () => Promise.resolve()): CatchUpHooks => ({
    advanced,
    erasing: () => Promise.resolve(),
    touching: () => Promise.resolve(),
  });

  const never = () => new AbortController().signal;

  const namesIn = async (collection: string) =>
    (await allDocuments(models, collection)).map(({ doc }) => doc['name']).sort();

  const allNames = Array.from({ length: FANS }, (_, n) => nameOfFan(n)).sort();

  it('builds a read model with what is personal in it, tells how far it is, and leaves its checkpoint there', async () => {
    const steps: [Position, number][] = [];
    let touched = 0;
    await newThread().run(
      order(),
      {
        ...hooks((...step) => Promise.resolve(void steps.push(step))),
        touching: (ids) => Promise.resolve(void (touched += ids.length)),
      },
      never(),
    );
    expect(await namesIn('fan_profiles_v1_r2')).toEqual(allNames);
    expect(await models.checkpoint('fan_profiles_v1_r2')).toBe(until);
    expect(steps.at(-1)?.[0]).toBe(until);
    expect(steps.reduce((sum, [, events]) => sum + events, 0)).toBe(FANS);
    expect(touched).toBe(FANS);
  });

  it('reads nothing personal of whose key was destroyed, also where it was read before', async () => {
    const thread = newThread();
    await thread.run(order(), hooks(), never());
    await keys.destroy(idOfFan(3));
    await thread.run(order({ collection: 'fan_profiles_v1_r3' }), hooks(), never());
    const names = await namesIn('fan_profiles_v1_r3');
    expect(names).not.toContain(nameOfFan(3));
    expect(names).toContain('[erased]');
    expect(names).toContain(nameOfFan(4));
  });

  it('stops between two batches, and goes on from there', async () => {
    const thread = newThread();
    const stop = new AbortController();
    await thread.run(
      order({ eventsPerSecond: 1_000 }),
      hooks(() => Promise.resolve(stop.abort())),
      stop.signal,
    );
    const reached = (await models.checkpoint('fan_profiles_v1_r2')) ?? 0n;
    expect(reached).toBeGreaterThan(0n);
    expect(reached).toBeLessThan(until);
    await thread.run(order(), hooks(), never());
    expect(await namesIn('fan_profiles_v1_r2')).toEqual(allNames);
  });

  it('says so where it dies, and what was stored is there for whoever goes on', async () => {
    const thread = newThread();
    const dying = thread.run(
      order({ eventsPerSecond: 1_000 }),
      hooks(async () => void (await threads.at(-1)?.terminate())),
      never(),
    );
    await expect(dying).rejects.toThrow('the thread ended');
    expect(await models.checkpoint('fan_profiles_v1_r2')).toBeGreaterThan(0n);
    await thread.run(order(), hooks(), never());
    expect(await namesIn('fan_profiles_v1_r2')).toEqual(allNames);
  });

  it('is ended where it loops, and soon where it was told to stop', async () => {
    const looping = (silentMs?: number) =>
      new CatchUpThread({
        settings: { dataDir, eventStoreUrl: undefined, mongodbUrl: undefined },
        keys,
        ...(silentMs !== undefined && { silentMs }),
        startThread: () => new Worker('for (;;);', { eval: true }),
      });
    const isLost = expect.objectContaining({ name: 'CatchUpLostError' });
    await expect(looping(1_000).run(order(), hooks(), never())).rejects.toEqual(isLost);
    const stop = new AbortController();
    const stopped = looping().run(order(), hooks(), stop.signal);
    stop.abort();
    await expect(stopped).rejects.toThrow('nothing was heard of the thread for 10 s');
  });

  it('says so where it has too little memory', async () => {
    const growing = new CatchUpThread({
      settings: { dataDir, eventStoreUrl: undefined, mongodbUrl: undefined },
      keys,
      startThread: (_entry, _settings, resourceLimits = {}) =>
        new Worker('const all = []; for (;;) all.push({ all: [...all].slice(-1_000) });', {
          ...{ eval: true, resourceLimits: { ...resourceLimits, maxOldGenerationSizeMb: 32 } },
        }),
    });
    await expect(growing.run(order(), hooks(), never())).rejects.toMatchObject({
      ...{ name: 'CatchUpLostError', message: expect.stringContaining('memory') as unknown },
    });
  });

  it('says what keeps it from getting on', async () => {
    await expect(newThread().run(order({ projection: 'no_such' }), hooks(), never())).rejects.toThrow(
      'no_such',
    );
    const refusing = { ...hooks(), touching: () => Promise.reject(new Error('not now')) };
    await expect(newThread().run(order(), refusing, never())).rejects.toThrow('not now');
  });

  it('builds several side by side, while others write as well', async () => {
    await models.ensureCollection({ name: 'written_v1', indexes: [] });
    let isDone = false;
    const writing = (async () => {
      let n = 0n;
      for (; !isDone; n += 1n)
        await models.write('written_v1', [{ id: `doc_${String(n)}`, doc: { n: Number(n) }, position: n }]);
      return Number(n);
    })();
    const thread = newThread();
    await Promise.all([
      thread.run(order(), hooks(), never()),
      thread.run(order({ projection: 'audit_trail', collection: 'audit_trail_v1_r2' }), hooks(), never()),
    ]);
    isDone = true;
    const written = await writing;
    expect(written).toBeGreaterThan(0);
    expect(await models.count('written_v1')).toBe(written);
    expect(await models.count('audit_trail_v1_r2')).toBe(FANS);
    expect(await namesIn('fan_profiles_v1_r2')).toEqual(allNames);
  });

  it('reads the log from EventStoreDB', async () => {
    const double = await EventStoreDbDouble.start({ dataDir: join(dataDir, 'eventstoredb') });
    const log = await EventStoreDb.open({ url: double.url, clock: realClock, warn: () => undefined });
    try {
      await registerFans(FANS, log, keys);
      const end = await log.endPosition();
      await newThread(double.url).run(order({ until: end }), hooks(), never());
      expect(await namesIn('fan_profiles_v1_r2')).toEqual(allNames);
      expect(await models.checkpoint('fan_profiles_v1_r2')).toBe(end);
    } finally {
      await log.close();
      await double.kill();
    }
  });
});
