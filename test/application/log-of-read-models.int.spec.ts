import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventStore, Position } from '../../src/application/ports/event-store.js';
import type { Log } from '../../src/application/ports/log.js';
import type { ReadModels } from '../../src/application/ports/read-models.js';
import { claimReadModels, ReadModelsOfAnotherLogError } from '../../src/application/log-identity.js';
import { CopyOutdatedError, LogOfReadModels } from '../../src/application/runtime/log-of-read-models.js';
import { EmbeddedEventStore } from '../../src/infrastructure/embedded/event-store/embedded-event-store.js';
import { EmbeddedReadModels } from '../../src/infrastructure/embedded/read-models/embedded-read-models.js';
import { someEvent } from '../contract/event-store/subject.js';
import { realClock } from '../support/real-clock.js';
import { withOverride } from '../support/with-override.js';

const SILENT: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const COLLECTION = { name: 'order_view_v1', indexes: [] };

describe('the log that read models were made from', () => {
  let folder: string;
  let log: EventStore;
  let models: ReadModels;
  const opened: { close(): Promise<void> }[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'log-of-models-'));
    log = await logIn('old');
    models = await EmbeddedReadModels.open({ dataDir: folder, clock: realClock });
    opened.push(models);
    await models.ensureCollection(COLLECTION);
  });
  afterEach(async () => {
    for (const each of opened.splice(0)) await each.close();
    await rm(folder, { recursive: true });
  });

  /** Everything in the copy lies further behind, as offsets do. */
  async function logIn(name: string, shiftedBy = 0): Promise<EventStore> {
    const store = await EmbeddedEventStore.open({ dataDir: join(folder, name), clock: realClock });
    opened.push(store);
    return shiftedBy === 0 ? store : shifted(store, BigInt(shiftedBy));
  }

  async function write(store: EventStore, ids: readonly string[]): Promise<void> {
    for (const id of ids) await store.append(`order-${id}`, 'no_stream', [{ ...someEvent(), id }]);
  }

  /** As after a day's work: a read model with a document, and two processes that are not equally far. */
  async function worked(payment: Position, refund: Position): Promise<void> {
    await claimReadModels(models, log);
    await models.write(COLLECTION.name, [{ id: 'ord_1', doc: {}, position: 1n }], {
      name: COLLECTION.name,
      position: payment,
    });
    await models.write('process_checkpoints', [], { name: 'process:payment', position: payment });
    await models.write('process_checkpoints', [], { name: 'process:refund', position: refund });
  }

  async function note(copy: EventStore): Promise<boolean> {
    const notes = await new LogOfReadModels(log, models).copying(copy);
    const [events, copied] = [await log.readAll(), await copy.readAll()];
    events.forEach(({ position }, n) => notes.seen(position, copied[n]?.position ?? 0n));
    return notes.write();
  }

  /** As the program starts. */
  const takeOver = async (store: EventStore) => {
    await new LogOfReadModels(store, models).takeOver(realClock, SILENT);
    if ((await store.lastPosition()) !== undefined) await claimReadModels(models, store);
  };
  const processesAt = async () => [
    await models.checkpoint('process:payment'),
    await models.checkpoint('process:refund'),
    await models.checkpoint('process:chargeback'),
  ];
  const IDS = Array.from({ length: 4 }, () => crypto.randomUUID());

  it('is taken over by its copy: documents are made anew, processes go on after what they have handled', async () => {
    await write(log, IDS);
    await worked(4n, 2n);
    const copy = await logIn('copy', 1_000);
    await write(copy, IDS);
    expect(await note(copy)).toBe(true);
    // Nothing changes until the program starts on the copy.
    await takeOver(log);
    expect(await processesAt()).toEqual([4n, 2n, undefined]);

    await takeOver(copy);
    expect(await processesAt()).toEqual([1_004n, 1_002n, undefined]);
    expect(await models.collections()).toEqual([]);
    expect(await models.furthestCheckpoint()).toBe(1_004n);
    await models.write('process_checkpoints', [], { name: 'process:refund', position: 1_003n });
    await takeOver(copy);
    expect(await processesAt()).toEqual([1_004n, 1_003n, undefined]);
  });

  it('may have had larger positions', async () => {
    const old = log;
    log = shifted(old, 1_000n);
    await write(log, IDS);
    await worked(1_004n, 1_002n);
    const copy = await logIn('copy');
    await write(copy, IDS);
    await note(copy);
    await takeOver(copy);
    expect(await processesAt()).toEqual([4n, 2n, undefined]);
  });

  it.each([0, 1, 2, 3, 4, 5])('is taken over as well when the program dies at it (write %i)', async (at) => {
    await write(log, IDS);
    await worked(4n, 2n);
    const copy = await logIn('copy', 1_000);
    await write(copy, IDS);
    await note(copy);
    const dying = new LogOfReadModels(copy, dyingAt(models, at));
    await expect(dying.takeOver(realClock, SILENT)).rejects.toThrow('it died');
    await takeOver(copy);
    expect(await processesAt()).toEqual([1_004n, 1_002n, undefined]);
    expect(await models.collections()).toEqual([]);
    await takeOver(copy);
  });

  it('may be begun by another instance between two looks of this one', async () => {
    let isBegun = false;
    const begunAfter = async <Seen>(look: Promise<Seen>): Promise<Seen> => {
      const seen = await look;
      if (!isBegun) {
        isBegun = true;
        await write(log, IDS);
        await claimReadModels(models, log);
      }
      return seen;
    };
    const between = new LogOfReadModels(
      withOverride(log, { readAll: (options) => begunAfter(log.readAll(options)) }),
      withOverride(models, { getValue: (key) => begunAfter(models.getValue(key)) }),
    );
    await between.takeOver(realClock, SILENT);
    expect(isBegun).toBe(true);
  });

  it('is not given up for another one, nor for an empty one', async () => {
    await write(log, IDS);
    await worked(4n, 2n);
    const other = await logIn('other');
    await expect(takeOver(other)).rejects.toThrow(ReadModelsOfAnotherLogError);
    await write(other, [crypto.randomUUID()]);
    await expect(takeOver(other)).rejects.toThrow(ReadModelsOfAnotherLogError);
    expect(await processesAt()).toEqual([4n, 2n, undefined]);
    expect(await models.collections()).toEqual([COLLECTION.name]);
  });

  it('is not given up for a copy of its beginning', async () => {
    await write(log, IDS);
    await worked(4n, 2n);
    const copy = await logIn('copy', 1_000);
    await write(copy, IDS);
    await note(copy);
    await write(log, [crypto.randomUUID()]);
    await models.write('process_checkpoints', [], { name: 'process:payment', position: 5n });
    await expect(takeOver(copy)).rejects.toThrow(CopyOutdatedError);
  });

  it('is given up for no copy any more once a copy was taken over', async () => {
    await write(log, IDS);
    await worked(4n, 2n);
    const copy = await logIn('copy', 1_000);
    await write(copy, IDS);
    await note(copy);
    await takeOver(copy);
    await expect(takeOver(log)).rejects.toThrow(ReadModelsOfAnotherLogError);
    // Copied once more, there is nothing to note: the processes' positions are no longer of the old log.
    expect(await note(copy)).toBe(false);
  });

  it('is any log where there are no read models yet', async () => {
    await takeOver(log);
    await write(log, IDS);
    await takeOver(log);
    await takeOver(log);
  });
});

/** The same log, whose positions are larger. */
function shifted(store: EventStore, by: bigint): EventStore {
  const reader = async (...args: Parameters<EventStore['readAll']>) =>
    (await store.readAll(...args)).map((event) => ({ ...event, position: event.position + by }));
  return withOverride(store, {
    readAll: reader,
    endPosition: async () => (await store.endPosition()) + by,
  });
}

const WRITES = ['setValue', 'dropCollection', 'forgetCheckpoint', 'write'];

/** Read models of a program that dies before its n-th write. */
function dyingAt(models: ReadModels, n: number): ReadModels {
  let writes = 0;
  return new Proxy(models, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]): unknown => {
        if (WRITES.includes(String(name)) && writes++ >= n) return Promise.reject(new Error('it died'));
        return (value as (...args: unknown[]) => unknown).apply(target, args);
      };
    },
  });
}
