import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../src/application/ports/clock.js';
import type { NewEvent, Position } from '../../src/application/ports/event-store.js';
import { type ReadModels, ReadModelsUnavailableError } from '../../src/application/ports/read-models.js';
import type { Projection } from '../../src/application/projections/projection.js';
import { BuildOfAnotherVersionError } from '../../src/application/runtime/build-refused.js';
import { LIMITS } from '../../src/application/runtime/limits.js';
import type { ProjectionStatus } from '../../src/application/runtime/projection-status.js';
import { ProjectionRuntime } from '../../src/application/runtime/projection-runtime.js';
import { EmbeddedEventStore } from '../../src/infrastructure/embedded/event-store/embedded-event-store.js';
import { EmbeddedReadModels } from '../../src/infrastructure/embedded/read-models/embedded-read-models.js';
import { spawnChild } from '../support/child.js';
import { realClock } from '../support/real-clock.js';
import { withOverride } from '../support/with-override.js';
import {
  allDocuments,
  append,
  auditProjection,
  erased,
  event,
  fanCountsProjection,
  lapsed,
  type OrderDoc,
  ordersProjection,
  placed,
  plainCodec,
  quietLog,
  rated,
  secondVersion,
  TEST_PROJECTIONS,
} from './projection-fixtures.js';
import { reached } from './projection-side.js';

const WAIT_MS = 15_000;

describe('projection runtime', () => {
  let dataDir: string;
  let store: EmbeddedEventStore;
  let models: EmbeddedReadModels;
  let running: ProjectionRuntime | undefined;

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'projections-'));
    store = await EmbeddedEventStore.open({ dataDir, clock: realClock });
    models = await EmbeddedReadModels.open({ dataDir, clock: realClock });
  });

  afterEach(async () => {
    await running?.stop();
    running = undefined;
    await Promise.all([store.close(), models.close()]);
    await rm(dataDir, { recursive: true });
  });

  const run = async (
    projections: readonly Projection[] = [ordersProjection],
    over: ReadModels = models,
    codec: typeof plainCodec = plainCodec,
  ): Promise<ProjectionRuntime> => {
    await running?.stop();
    // Waiting for the time of dropping is not what these tests are about.
    const clock: Clock = {
      now: () => realClock.now(),
      monotonicMs: () => realClock.monotonicMs(),
      sleep: (ms: number, signal?: AbortSignal) =>
        realClock.sleep(ms === LIMITS.dropAfterMs ? 0 : ms, signal),
    };
    running = new ProjectionRuntime({ store, models: over, codec, clock, log: quietLog, projections });
    await running.start();
    return running;
  };

  const statusOf = async (runtime: ProjectionRuntime, name = 'orders'): Promise<ProjectionStatus> => {
    const found = (await runtime.status()).projections.find((status) => status.name === name);
    if (found === undefined) throw new Error(`no status of ${name}`);
    return found;
  };

  const until = async (isTrue: () => Promise<boolean>): Promise<void> => {
    const deadline = Date.now() + WAIT_MS;
    while (!(await isTrue())) {
      if (Date.now() > deadline) throw new Error('it did not come to that');
      await realClock.sleep(5);
    }
  };

  const orderDoc = async (runtime: ProjectionRuntime, id: string) =>
    (await models.get<OrderDoc>(runtime.collectionOf('orders'), id))?.doc;

  describe('applying events', () => {
    it('turns events into documents, those before the start and those after', async () => {
      const first = await append(store, placed('ord_1', 'fan_a'), placed('ord_2', 'fan_a'), rated('ord_1'));
      const runtime = await run([ordersProjection, fanCountsProjection]);
      await reached(runtime, first);
      expect(await orderDoc(runtime, 'ord_1')).toMatchObject({ ratings: 1, brief: 'brief of ord_1' });
      const second = await append(store, rated('ord_1'), lapsed('ord_2'), placed('ord_3', 'fan_b'));
      await reached(runtime, second);
      expect(await orderDoc(runtime, 'ord_1')).toMatchObject({ ratings: 2 });
      expect(await orderDoc(runtime, 'ord_2')).toBeUndefined();
      await reached(runtime, second, 'fan_counts');
      const counts = await allDocuments(models, runtime.collectionOf('fan_counts'));
      expect(counts.map(({ id, doc }) => [id, doc['orders']])).toEqual([
        ['all', 3],
        ['fan_a', 2],
        ['fan_b', 1],
      ]);
    });

    it('applies an event once when it comes again, because the checkpoint was lost', async () => {
      const runs: (readonly [NewEvent, ReadModels])[] = [
        [placed('ord_1', 'fan_a'), models],
        [rated('ord_1'), withoutCheckpoints(models)],
        [rated('ord_1'), models],
      ];
      for (const [each, over] of runs) {
        // Before the start, so that it is in one batch with what comes again.
        const position = await append(store, each);
        const runtime = await run([ordersProjection], over);
        await reached(runtime, position);
        await runtime.stop();
      }
      const doc = await models.get<OrderDoc>('orders_v1', 'ord_1');
      expect(doc?.doc.ratings).toBe(2);
      expect(doc?.doc.events).toEqual(runs.map(([{ id }]) => id));
    });

    it("gives an event without a handler of its own to '*'", async () => {
      const last = await append(store, placed('ord_1', 'fan_a'), lapsed('ord_1'), erased('fan_a'));
      const runtime = await run([auditProjection]);
      await runtime.waitFor('audit', last, WAIT_MS);
      const page = await models.find(runtime.collectionOf('audit'), {
        sort: { field: 'position', direction: 'asc' },
        limit: 10,
      });
      expect(page.documents.map(({ doc }) => doc['type'])).toEqual([
        'OrderPlaced',
        'OrderLapsed',
        'PersonErased',
      ]);
    });

    it('goes on from its checkpoint after a stop, even when nothing of late concerned it', async () => {
      const seen = await append(
        store,
        ...Array.from({ length: 20 }, () => event('MarketTermsPublished', {})),
      );
      const runtime = await run();
      await reached(runtime, seen);
      expect(await models.checkpoint('orders_v1')).toBeUndefined();
      await runtime.stop();
      expect(await models.checkpoint('orders_v1')).toBe(seen);
    });

    it('reads the checkpoint from the store after an error, not from its memory', async () => {
      let failures = 0;
      const failing = withOverride(models, {
        write: async (...args: Parameters<ReadModels['write']>) => {
          await models.write(...args);
          failures += 1;
          // Written, but the answer was lost.
          if (failures <= 2) throw new Error('connection lost');
        },
      });
      const last = await append(store, placed('ord_1', 'fan_a'), rated('ord_1'));
      const runtime = await run([ordersProjection], failing);
      await reached(runtime, last);
      const next = await append(store, rated('ord_1'));
      await reached(runtime, next);
      expect((await orderDoc(runtime, 'ord_1'))?.ratings).toBe(2);
    });

    it('tells that documents changed', async () => {
      const runtime = await run();
      let changes = 0;
      const off = runtime.onApplied('orders', () => (changes += 1));
      runtime.onApplied('orders', () => {
        throw new Error('a listener with a fault');
      });
      const last = await append(store, placed('ord_1', 'fan_a'), placed('ord_2', 'fan_a'), rated('ord_1'));
      await runtime.waitFor('orders', last, WAIT_MS);
      await until(async () => changes > 0);
      off();
      const told = changes;
      await runtime.waitFor('orders', await append(store, rated('ord_2')), WAIT_MS);
      expect(changes).toBe(told);
    });

    it('answers false from when the store may have lost an event, until it is surely there again', async () => {
      const last = await append(store, placed('ord_1', 'fan_a'));
      let isAway = false;
      let lose = (): void => undefined;
      const mayLose = withOverride<ReadModels>(models, {
        onLoss: (listener) => {
          lose = listener;
          return () => undefined;
        },
        checkpoint: (name, fence) =>
          isAway
            ? Promise.reject(new ReadModelsUnavailableError('it is away'))
            : models.checkpoint(name, fence),
      });
      const runtime = await run([ordersProjection], mayLose);
      await reached(runtime, last);
      isAway = true;
      lose();
      expect(await runtime.waitFor('orders', last, 0)).toBe(false);
      isAway = false;
      await reached(runtime, last);
    });

    it('answers false when an event is not there in time, or the runtime stops', async () => {
      const runtime = await run();
      expect(await runtime.waitFor('orders', 1_000n, 20)).toBe(false);
      const waiting = runtime.waitFor('orders', 1_000n, WAIT_MS);
      await runtime.stop();
      expect(await waiting).toBe(false);
      expect((await statusOf(runtime)).state).toBe('stopped');
    });
  });

  describe('a projection that fails', () => {
    const failingOn = (broken: { isBroken: boolean }): Projection<OrderDoc> => ({
      ...ordersProjection,
      handles: {
        ...ordersProjection.handles,
        OrderRated: {
          ids: ({ data }) => [data.orderId],
          apply: (doc) => {
            if (broken.isBroken) throw new Error('a rule with a fault');
            return doc === undefined ? null : { ...doc, ratings: doc.ratings + 1 };
          },
        },
      },
    });

    it('stands before the event, says why, holds up no other, and goes on once it can', async () => {
      const broken = { isBroken: true };
      const runtime = await run([failingOn(broken), fanCountsProjection]);
      const before = await append(store, placed('ord_1', 'fan_a'));
      const [bad] = [await append(store, rated('ord_1'))];
      const last = await append(store, placed('ord_2', 'fan_a'));
      await reached(runtime, last, 'fan_counts');
      await until(async () => (await statusOf(runtime)).position === before);
      await until(async () => (await statusOf(runtime)).state === 'failed');
      const { trouble } = await statusOf(runtime);
      expect(trouble).toMatchObject({
        position: bad,
        reason: expect.stringContaining('a rule with a fault') as unknown,
      });
      expect(await orderDoc(runtime, 'ord_1')).toBeDefined();
      expect(await orderDoc(runtime, 'ord_2')).toBeUndefined();
      broken.isBroken = false;
      await reached(runtime, last);
      expect(await orderDoc(runtime, 'ord_1')).toMatchObject({ ratings: 1 });
      expect(await statusOf(runtime)).toMatchObject({ state: 'running', trouble: undefined });
    });

    it('is replaced by a rebuild, which has nothing to wait for', async () => {
      await append(store, placed('ord_1', 'fan_a'));
      let damaged = '';
      const runtime = await run(
        [ordersProjection],
        withOverride<ReadModels>(models, {
          write: (collection, ...rest) =>
            collection === damaged
              ? Promise.reject(new Error('the collection is damaged'))
              : models.write(collection, ...rest),
        }),
      );
      await until(async () => (await statusOf(runtime)).caughtUp);
      damaged = runtime.collectionOf('orders');
      await append(store, rated('ord_1'));
      await until(async () => (await statusOf(runtime)).state === 'failed');
      expect(await runtime.rebuild('orders')).toBe('served');
      expect(runtime.collectionOf('orders')).not.toBe(damaged);
      expect(await orderDoc(runtime, 'ord_1')).toMatchObject({ ratings: 1 });
    });

    it('has not caught up, though it had before', async () => {
      const broken = { isBroken: true };
      await append(store, placed('ord_1', 'fan_a'));
      const runtime = await run([failingOn(broken)]);
      await until(async () => (await statusOf(runtime)).caughtUp);
      const bad = await append(store, rated('ord_1'));
      await until(async () => (await statusOf(runtime)).state === 'failed');
      expect((await statusOf(runtime)).caughtUp).toBe(false);
      broken.isBroken = false;
      await reached(runtime, bad);
      await until(async () => (await statusOf(runtime)).caughtUp);
    });

    it('applies what came before in the same batch, and nothing after', async () => {
      const broken = { isBroken: true };
      const positions: Position[] = [];
      for (const each of [placed('ord_1', 'fan_a'), rated('ord_1'), placed('ord_2', 'fan_a')]) {
        positions.push(await append(store, each));
      }
      const runtime = await run([failingOn(broken)]);
      await until(async () => (await statusOf(runtime)).trouble?.position === positions[1]);
      expect((await allDocuments(models, 'orders_v1')).map(({ id }) => id)).toEqual(['ord_1']);
      expect(await models.checkpoint('orders_v1')).toBe(positions[0]);
    });

    it('stands before an event that cannot be read', async () => {
      const [first, bad] = [
        await append(store, placed('ord_1', 'fan_a')),
        await append(store, rated('ord_1')),
      ];
      const runtime = await run([ordersProjection], models, {
        decode: (events) =>
          events.some(({ position }) => position === bad)
            ? Promise.reject(new Error('tampered'))
            : plainCodec.decode(events),
      });
      await until(async () => (await statusOf(runtime)).trouble?.position === bad);
      expect(await models.checkpoint('orders_v1')).toBe(first);
      expect(await orderDoc(runtime, 'ord_1')).toMatchObject({ ratings: 0 });
    });
  });

  describe('versions', () => {
    it('builds a new one beside the old one, which serves until the new one has caught up', async () => {
      const last = await append(store, placed('ord_1', 'fan_a'), rated('ord_1'));
      await (await run()).waitFor('orders', last, WAIT_MS);
      let release: () => void = () => undefined;
      const held = new Promise<void>((resolve) => (release = resolve));
      const codec = {
        decode: (events: Parameters<typeof plainCodec.decode>[0]) =>
          held.then(() => plainCodec.decode(events)),
      };
      const runtime = await run([secondVersion], models, codec);
      expect(await statusOf(runtime)).toMatchObject({
        state: 'rebuilding',
        rebuild: { collection: 'orders_v2' },
      });
      expect(runtime.collectionOf('orders')).toBe('orders_v1');
      expect(await orderDoc(runtime, 'ord_1')).toMatchObject({ ratings: 1 });
      release();
      await reached(runtime, last);
      expect(runtime.collectionOf('orders')).toBe('orders_v2');
      expect(await orderDoc(runtime, 'ord_1')).toMatchObject({ ratings: 10 });
      expect((await statusOf(runtime)).kept).toMatchObject({ collection: 'orders_v1', canServe: false });
      await expect(runtime.rollBack('orders')).rejects.toThrow(BuildOfAnotherVersionError);
    });

    it('goes on building after a restart, and back when the old release is started again', async () => {
      const last = await append(store, placed('ord_1', 'fan_a'), rated('ord_1'));
      await (await run()).waitFor('orders', last, WAIT_MS);
      const codec = { decode: () => Promise.reject(new Error('not yet')) };
      await run([secondVersion], models, codec);
      await until(async () => (await models.collections()).includes('orders_v2'));
      const second = await run([secondVersion]);
      await reached(second, last);
      expect(second.collectionOf('orders')).toBe('orders_v2');
      const first = await run([ordersProjection]);
      await reached(first, last);
      expect(first.collectionOf('orders')).toBe('orders_v1');
      expect(await orderDoc(first, 'ord_1')).toMatchObject({ ratings: 1 });
    });
  });

  describe('a rebuild', () => {
    const fill = async (): Promise<Position> => {
      let last = 0n;
      for (let n = 0; n < 40; n += 1) {
        last = await append(
          store,
          ...Array.from({ length: 50 }, (_, k) =>
            placed(`ord_${String(n)}_${String(k)}`, `fan_${String(k)}`),
          ),
        );
      }
      return last;
    };

    it('builds the same documents anew, takes the name in one step, and keeps the old ones up to date', async () => {
      const last = await fill();
      const runtime = await run();
      await runtime.waitFor('orders', last, WAIT_MS);
      const before = await allDocuments(models, 'orders_v1');
      const damaged = before[7];
      await models.write('orders_v1', [
        { id: damaged?.id ?? '', doc: { damaged: true }, position: last + 1n },
      ]);
      const served: boolean[] = [];
      const outcome = runtime.rebuild('orders');
      while ((await statusOf(runtime)).rebuild !== undefined) {
        served.push((await models.count(runtime.collectionOf('orders'))) === before.length);
      }
      expect(await outcome).toBe('served');
      expect(served).not.toContain(false);
      expect(runtime.collectionOf('orders')).toBe('orders_v1_r2');
      expect(await allDocuments(models, 'orders_v1_r2')).toEqual(before);
      const next = await append(store, rated('ord_0_0'));
      await reached(runtime, next);
      expect(await orderDoc(runtime, 'ord_0_0')).toMatchObject({ ratings: 1 });
      await until(async () => (await statusOf(runtime)).kept?.position === next);
      const kept = await models.get<OrderDoc>('orders_v1', 'ord_0_0');
      expect(kept?.doc).toMatchObject({ ratings: 1 });
    });

    it('never takes back what was served: the new collection takes the name once it has that, too', async () => {
      const last = await append(store, placed('ord_1', 'fan_a'));
      let late: Position | undefined;
      const runtime = await run(
        [ordersProjection],
        withOverride(models, {
          write: async (collection, ...rest) => {
            if (collection === 'orders_v1_r2' && late === undefined) {
              // The rebuild has read the whole log; now comes one more event, and is served.
              late = await append(store, placed('ord_2', 'fan_a'));
              await reached(runtime, late);
            }
            await models.write(collection, ...rest);
          },
        }),
      );
      await runtime.waitFor('orders', last, WAIT_MS);
      expect(await runtime.rebuild('orders', { compares: false })).toBe('served');
      expect(runtime.collectionOf('orders')).toBe('orders_v1_r2');
      expect(await orderDoc(runtime, 'ord_2')).toBeDefined();
    });

    it('can be stopped, shows how far it is, and goes on from there, also after a restart', async () => {
      const last = await fill();
      const runtime = await run();
      await runtime.waitFor('orders', last, WAIT_MS);
      const outcome = runtime.rebuild('orders');
      await until(async () => ((await statusOf(runtime)).rebuild?.eventsTaken ?? 0) > 0);
      await runtime.stopRebuild('orders');
      expect(await outcome).toBe('stopped');
      expect(runtime.collectionOf('orders')).toBe('orders_v1');
      const reached = await models.checkpoint('orders_v1_r2');
      expect(reached).toBeGreaterThan(0n);
      expect(reached).toBeLessThan(last);
      const restarted = await run();
      expect((await statusOf(restarted)).rebuild).toMatchObject({ state: 'stopped' });
      expect(await restarted.rebuild('orders')).toBe('served');
      expect(restarted.collectionOf('orders')).toBe('orders_v1_r2');
      expect(await models.count('orders_v1_r2')).toBe(2_000);
      expect((await statusOf(restarted)).eventsTaken).toBeLessThan(2_000);
    });
  });

  describe('the erasure of a person', () => {
    const rawBytes = async (): Promise<string> => {
      const names = (await readdir(dataDir)).filter((name) => name.startsWith('read-models'));
      return (await Promise.all(names.map((name) => readFile(join(dataDir, name), 'latin1')))).join('');
    };

    it('overwrites what is personal in all documents of that person alone, and in the files', async () => {
      const runtime = await run([ordersProjection, fanCountsProjection]);
      const orders = Array.from({ length: LIMITS.erasurePage * 2 + 5 }, (_, n) =>
        placed(`ord_${String(n)}`, n % 2 === 0 ? 'fan_a' : 'fan_b', `SECRET-${n % 2 === 0 ? 'A' : 'B'}`),
      );
      // In one batch: an order of the person placed just before, and an event of the order just after.
      await append(store, ...orders);
      const last = await append(
        store,
        placed('ord_last', 'fan_a', 'SECRET-A'),
        erased('fan_a'),
        rated('ord_last'),
      );
      await reached(runtime, last);
      const ofA = await models.find(runtime.collectionOf('orders'), {
        filter: { fanId: 'fan_a' },
        limit: 1_000,
      });
      expect(ofA.documents).toHaveLength(LIMITS.erasurePage + 4);
      expect(new Set(ofA.documents.map(({ doc }) => doc['brief']))).toEqual(new Set(['[erased]']));
      expect(await orderDoc(runtime, 'ord_last')).toMatchObject({ ratings: 1 });
      expect(await orderDoc(runtime, 'ord_1')).toMatchObject({ brief: 'SECRET-B' });
      await reached(runtime, last, 'fan_counts');
      expect(await models.get(runtime.collectionOf('fan_counts'), 'fan_a')).toBeUndefined();
      await until(async () => (await models.getValue('scrub')) === 'done');
      const bytes = await rawBytes();
      expect(bytes).not.toContain('SECRET-A');
      expect(bytes).toContain('SECRET-B');
    });

    it('leaves nothing in a rebuild that was stopped, nor where the projection was served before', async () => {
      await append(store, ...Array.from({ length: 1_000 }, () => placed('ord_1', 'fan_a', 'SECRET-A')));
      const runtime = await run();
      void runtime.rebuild('orders');
      await until(async () => ((await statusOf(runtime)).rebuild?.eventsTaken ?? 0) > 0);
      await runtime.stopRebuild('orders');
      expect(await models.collections()).toContain('orders_v1_r2');
      const last = await append(store, erased('fan_a'));
      await reached(runtime, last);
      await until(async () => !(await models.collections()).includes('orders_v1_r2'));
      await until(async () => (await models.getValue('scrub')) === 'done');
      expect(await rawBytes()).not.toContain('SECRET-A');

      await append(store, placed('ord_2', 'fan_b', 'SECRET-B'));
      expect(await runtime.rebuild('orders')).toBe('served');
      const next = await append(store, erased('fan_b'));
      await reached(runtime, next);
      await until(async () => (await statusOf(runtime)).kept?.position === next);
      expect(await models.collections()).toContain('orders_v1');
      await until(async () => (await models.getValue('scrub')) === 'done');
      expect(await rawBytes()).not.toContain('SECRET-B');
    });

    /** Of a rebuild that was stopped before the only fan was erased: it is gone, and nothing of it is left in the files. */
    async function leavesNothingOfStopped(projection: Projection, from: ReadModels): Promise<void> {
      await append(store, ...Array.from({ length: 1_000 }, () => placed('ord_1', 'fan_a', 'SECRET-A')));
      const runtime = await run([projection], from);
      void runtime.rebuild('orders');
      await until(async () => ((await statusOf(runtime)).rebuild?.eventsTaken ?? 0) > 0);
      await runtime.stopRebuild('orders');
      const last = await append(store, erased('fan_a'));
      await reached(runtime, last);
      await until(async () => !(await models.collections()).includes('orders_v1_r2'));
      await until(async () => (await models.getValue('scrub')) === 'done');
      expect(await rawBytes()).not.toContain('SECRET-A');
    }

    it('leaves nothing in a rebuild that was stopped, where the store fails after the erasure', async () => {
      let failures = 0;
      await leavesNothingOfStopped(
        ordersProjection,
        withOverride<ReadModels>(models, {
          scrub: () => {
            failures += 1;
            return failures === 1 ? Promise.reject(new ReadModelsUnavailableError('away')) : models.scrub();
          },
        }),
      );
      expect(failures).toBeGreaterThan(1);
    });

    it('leaves nothing in a rebuild that was stopped, where it is not heard that the store has written it off', async () => {
      let lost = 0;
      await leavesNothingOfStopped(
        // So that its feed looks at what is set aside when it begins again.
        { ...ordersProjection, onFailure: 'set aside' },
        withOverride<ReadModels>(models, {
          setValue: async (key, value, expected) => {
            const isSet = await models.setValue(key, value, expected);
            if (lost > 0 || !key.startsWith('serving:') || !value.includes('erasedAt')) return isSet;
            lost += 1;
            throw new ReadModelsUnavailableError('the reply was lost');
          },
        }),
      );
      expect(lost).toBe(1);
    });

    describe('where a collection cannot be dropped at first', () => {
      const droppedLater = (): { readonly models: ReadModels; readonly failures: () => number } => {
        let failures = 0;
        const dropCollection = (name: string): Promise<void> => {
          if (failures > 1) return models.dropCollection(name);
          failures += 1;
          return Promise.reject(new ReadModelsUnavailableError('away'));
        };
        return {
          models: withOverride<ReadModels>(models, { dropCollection }),
          failures: () => failures,
        };
      };

      it('leaves nothing in a rebuild that was stopped', async () => {
        const dropped = droppedLater();
        await leavesNothingOfStopped(ordersProjection, dropped.models);
        expect(dropped.failures()).toBe(2);
      });

      it('leaves nothing of what was built to be compared', async () => {
        const last = await append(store, placed('ord_1', 'fan_a', 'SECRET-A'));
        const dropped = droppedLater();
        const runtime = await run([ordersProjection], dropped.models);
        await reached(runtime, last);
        expect(await runtime.verify('orders')).toMatchObject({ collection: 'orders_v1_r2' });
        await until(async () => !(await models.collections()).includes('orders_v1_r2'));
        expect(dropped.failures()).toBe(2);
      });
    });

    it('looks for what is of no use any more once for all that start together', async () => {
      let looks = 0;
      let answer: () => void = () => undefined;
      const isAnswered = new Promise<void>((resolve) => (answer = resolve));
      const collections = (): Promise<readonly string[]> => {
        looks += 1;
        return isAnswered.then(() => models.collections());
      };
      const last = await append(store, placed('ord_1', 'fan_a'));
      const runtime = await run(
        [ordersProjection, fanCountsProjection],
        withOverride<ReadModels>(models, { collections }),
      );
      await reached(runtime, last);
      await reached(runtime, last, 'fan_counts');
      answer();
      await runtime.stop();
      expect(looks).toBe(1);
    });

    it('gives a rebuild another name than one has that was stopped and is just being dropped', async () => {
      await append(store, ...Array.from({ length: 1_000 }, () => placed('ord_1', 'fan_a')));
      const steps: string[] = [];
      let begunAnew: Promise<unknown> | undefined;
      const runtime = await run(
        [ordersProjection],
        withOverride<ReadModels>(models, {
          dropCollection: async (name) => {
            if (name === 'orders_v1_r2') begunAnew ??= runtime.rebuild('orders');
            // What the rebuild does at once, it does before this.
            await new Promise((resolve) => setImmediate(resolve));
            await models.dropCollection(name);
            steps.push(`${name} dropped`);
          },
          checkpoint: (name, fence) => {
            steps.push(`${name} read`);
            return models.checkpoint(name, fence);
          },
        }),
      );
      void runtime.rebuild('orders');
      await until(async () => ((await statusOf(runtime)).rebuild?.eventsTaken ?? 0) > 0);
      await runtime.stopRebuild('orders');
      steps.length = 0;
      await append(store, erased('fan_a'));
      await until(() => Promise.resolve(begunAnew !== undefined));
      expect(await begunAnew).toBe('served');
      expect(steps).toContain('orders_v1_r2 dropped');
      expect(steps).not.toContain('orders_v1_r2 read');
      expect(runtime.collectionOf('orders')).toBe('orders_v1_r3');
    });

    it('has a scrub due from before a collection is dropped that missed an erasure, and none done meanwhile counts for it', async () => {
      const last = await append(store, placed('ord_1', 'fan_a', 'SECRET-A'));
      const dueAtDrop: (string | undefined)[] = [];
      let isDropping = false;
      const runtime = await run(
        [ordersProjection, fanCountsProjection],
        withOverride(models, {
          collections: async () => {
            const found = await models.collections();
            if (isDropping) {
              isDropping = false;
              // It is not fed any more. All others come to the erasure, and the files are scrubbed, before it is dropped.
              const erasure = await append(store, erased('fan_a'));
              for (const name of ['orders', 'fan_counts']) await reached(runtime, erasure, name);
              await until(async () => (await models.getValue('scrub')) === 'done');
            }
            return found;
          },
          dropCollection: async (collection) => {
            dueAtDrop.push(await models.getValue('scrub'));
            const next = await append(store, placed('ord_2', 'fan_b', 'SECRET-B'));
            // This one has caught up, and would perform a scrub that is due.
            await reached(runtime, next, 'fan_counts');
            dueAtDrop.push(await models.getValue('scrub'));
            await models.dropCollection(collection);
          },
        }),
      );
      await runtime.waitFor('orders', last, WAIT_MS);
      expect(await runtime.rebuild('orders')).toBe('served');
      isDropping = true;
      await runtime.dropBuild('orders', 'orders_v1');
      await until(async () => !(await models.collections()).includes('orders_v1'));
      expect(dueAtDrop).toEqual([expect.stringMatching(/^due/), expect.stringMatching(/^due/)]);
      await until(async () => (await models.getValue('scrub')) === 'done');
      expect(await rawBytes()).not.toContain('SECRET-A');
    });

    it('has none due for a collection that came to all erasures', async () => {
      const last = await append(store, placed('ord_1', 'fan_a', 'SECRET-A'), placed('ord_2', 'fan_b'));
      let scrubs = 0;
      const runtime = await run(
        [ordersProjection],
        withOverride(models, {
          scrub: () => {
            scrubs += 1;
            return models.scrub();
          },
        }),
      );
      await runtime.waitFor('orders', last, WAIT_MS);
      expect(await runtime.rebuild('orders')).toBe('served');
      const erasure = await append(store, erased('fan_b'));
      await until(async () => (await statusOf(runtime)).kept?.position === erasure);
      await until(async () => (await models.getValue('scrub')) === 'done');
      expect(scrubs).toBeGreaterThan(0);
      const before = scrubs;
      await runtime.dropBuild('orders', 'orders_v1');
      await until(async () => !(await models.collections()).includes('orders_v1'));
      // What was dropped may still be in the files, until somebody is erased of whom that is.
      expect(scrubs).toBe(before);
      await append(store, erased('fan_a'));
      await until(async () => scrubs > before && (await models.getValue('scrub')) === 'done');
      expect(await rawBytes()).not.toContain('SECRET-A');
    });

    it('is finished after an interruption at any write, and the files are scrubbed', async () => {
      const last = await append(store, placed('ord_1', 'fan_a', 'SECRET-A'), erased('fan_a'), rated('ord_1'));
      for (let allowed = 0; ; allowed += 1) {
        await models.dropCollection('orders_v1');
        let writes = 0;
        let isInterrupted = false;
        const interrupted = async <Result>(write: () => Promise<Result>): Promise<Result> => {
          if (isInterrupted || writes++ >= allowed) {
            isInterrupted = true;
            throw new Error('the program was killed');
          }
          return write();
        };
        const runtime = await run(
          [ordersProjection],
          withOverride(models, {
            write: (...args: Parameters<ReadModels['write']>) => interrupted(() => models.write(...args)),
            setValue: (...args: Parameters<ReadModels['setValue']>) =>
              interrupted(() => models.setValue(...args)),
            scrub: () => interrupted(() => models.scrub()),
          }),
        ).catch(() => undefined);
        const isThere = await runtime?.waitFor('orders', last, 300);
        if (isThere === true && !isInterrupted && (await models.getValue('scrub')) === 'done') {
          expect(allowed).toBeGreaterThan(4);
          break;
        }
        const restarted = await run();
        await reached(restarted, last);
        expect(await orderDoc(restarted, 'ord_1')).toMatchObject({ brief: '[erased]', ratings: 1 });
        await until(async () => (await models.getValue('scrub')) === 'done');
        expect(await rawBytes()).not.toContain('SECRET-A');
      }
    });

    it('holds nobody up while the files cannot be scrubbed, which is done as soon as they can', async () => {
      let isHeld = true;
      let refused = 0;
      const held = withOverride(models, {
        scrub: () => {
          if (!isHeld) return models.scrub();
          refused += 1;
          return Promise.reject(new ReadModelsUnavailableError('a reader holds the log'));
        },
      });
      await append(store, placed('ord_1', 'fan_a', 'SECRET-A'), erased('fan_a'));
      const runtime = await run([ordersProjection], held);
      await until(() => Promise.resolve(refused > 1));
      const position = await append(store, placed('ord_2', 'fan_b'));
      expect(await runtime.waitFor('orders', position, WAIT_MS)).toBe(true);
      await until(() => Promise.resolve(refused > 3));
      expect((await runtime.statusOf('orders')).trouble).toBeUndefined();
      expect(await models.getValue('scrub')).toMatch(/^due/);

      isHeld = false;
      await until(async () => (await models.getValue('scrub')) === 'done');
      expect(await rawBytes()).not.toContain('SECRET-A');
    });

    it('scrubs once for many erasures that come together', async () => {
      let scrubs = 0;
      const counting = withOverride(models, {
        scrub: async () => {
          scrubs += 1;
          await models.scrub();
        },
      });
      const fans = Array.from({ length: 20 }, (_, n) => `fan_${String(n)}`);
      await append(store, ...fans.map((fan) => placed(`ord_${fan}`, fan)));
      const last = await append(store, ...fans.map(erased));
      const runtime = await run([ordersProjection], counting);
      await reached(runtime, last);
      await until(async () => (await models.getValue('scrub')) === 'done');
      expect(scrubs).toBe(1);
    });
  });

  it('has each event exactly once after being killed again and again', async () => {
    const random = pseudoRandom();
    const events = manyEvents(random);
    let last = 0n;
    for (let n = 0; n < events.length; n += 500) last = await append(store, ...events.slice(n, n + 500));
    await Promise.all([store.close(), models.close()]);

    for (let kill = 0; kill < 4; kill += 1) {
      const child = spawnChild('test/application/projection-crash.child.ts', [dataDir]);
      // Killed in the middle of its work: after so many batches.
      let batches = 3 + random(12);
      child.stdout?.on('data', (chunk: Buffer) => {
        batches -= chunk.toString().split('\n').length - 1;
        if (batches <= 0) child.kill('SIGKILL');
      });
      const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
      expect({ code, signal }).toEqual({ code: null, signal: 'SIGKILL' });
    }

    store = await EmbeddedEventStore.open({ dataDir, clock: realClock });
    models = await EmbeddedReadModels.open({ dataDir, clock: realClock });
    const halfWay = await models.checkpoint('audit_v1');
    expect(halfWay).toBeGreaterThan(0n);
    expect(halfWay).toBeLessThan(last);
    const runtime = await run(TEST_PROJECTIONS);
    for (const { name } of TEST_PROJECTIONS) {
      await reached(runtime, last, name);
      const documents = await allDocuments(models, runtime.collectionOf(name));
      expect(await runtime.rebuild(name)).toBe('served');
      const fresh = await allDocuments(models, runtime.collectionOf(name));
      expect(documents.length).toBeGreaterThan(10);
      expect(documents).toEqual(fresh);
    }
  }, 120_000);
});

function manyEvents(random: (below: number) => number): readonly NewEvent[] {
  const events: NewEvent[] = [];
  const orders: string[] = [];
  while (events.length < 20_000) {
    const one = orders[random(orders.length || 1)];
    if (one === undefined || random(3) === 0) {
      const order = `ord_${String(orders.length)}`;
      orders.push(order);
      events.push(placed(order, `fan_${String(random(50))}`));
    } else {
      events.push(random(20) === 0 ? lapsed(one) : rated(one));
    }
    if (random(4_000) === 0) events.push(erased(`fan_${String(random(50))}`));
  }
  return events;
}

function pseudoRandom(): (below: number) => number {
  let seed = 7;
  return (below) => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) % below;
}

const withoutCheckpoints = (models: ReadModels): ReadModels =>
  withOverride(models, { write: (collection, writes) => models.write(collection, writes) });
