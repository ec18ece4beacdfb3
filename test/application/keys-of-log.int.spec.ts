import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RegisterFan, RegisterFanHandler } from '../../src/application/fans/register-fan.js';
import { KeysOfLogMissingError, requireKeysOfLog } from '../../src/application/keys-of-log.js';
import type { EventStore } from '../../src/application/ports/event-store.js';
import { makeId } from '../../src/domain/ids.js';
import { EmbeddedEventStore } from '../../src/infrastructure/embedded/event-store/embedded-event-store.js';
import { openSqlite } from '../../src/infrastructure/embedded/sqlite.js';
import { MemorySubjectKeys } from '../support/memory-subject-keys.js';
import { realClock } from '../support/real-clock.js';
import { runApplication } from '../support/running-application.js';
import { withOverride } from '../support/with-override.js';

describe('a log without the keys of its persons', () => {
  let written: string;
  let elsewhere: string;
  let fanId: ReturnType<typeof makeId<'fan'>>;

  beforeEach(async () => {
    const running = await runApplication();
    written = running.dataDir;
    elsewhere = mkdtempSync(join(tmpdir(), 'keys-of-log-'));
    fanId = makeId('fan', running.engines.random.uuid());
    await new RegisterFanHandler(running.application.aggregates).execute(
      new RegisterFan(fanId, { name: 'Deniz', market: 'TR' }, running.context({ role: 'fan', id: fanId })),
    );
    await running.stop();
    bring('events.sqlite', 'stripe-sandbox.sqlite');
  });
  afterEach(() => {
    for (const dir of [written, elsewhere]) rmSync(dir, { recursive: true });
  });

  function bring(...files: readonly string[]): void {
    for (const file of files) copyFileSync(join(written, file), join(elsewhere, file));
  }

  async function nameWhenStarted(): Promise<unknown> {
    const running = await runApplication(elsewhere);
    await running.caughtUp('fan_profiles');
    const collection = running.application.projections.collectionOf('fan_profiles');
    const profile = await running.engines.models.get(collection, fanId);
    await running.stop();
    return profile?.doc['name'];
  }

  async function readLog<Answer>(work: (store: EventStore) => Promise<Answer>): Promise<Answer> {
    const store = await EmbeddedEventStore.open({ dataDir: elsewhere, clock: realClock });
    return work(store).finally(() => store.close());
  }

  it('stops the start, which says where it looked and what to bring, and appends nothing', async () => {
    const end = () => readLog((store) => store.endPosition());
    const before = await end();
    const refusal: unknown = await runApplication(elsewhere).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(KeysOfLogMissingError);
    for (const file of ['subject-keys.sqlite', 'master.key'])
      expect(String(refusal)).toContain(join(elsewhere, file));
    expect(await end()).toBe(before);
  });

  it('starts once both files are brought, and everything personal is there', async () => {
    await expect(runApplication(elsewhere)).rejects.toThrow(KeysOfLogMissingError);
    bring('subject-keys.sqlite', 'master.key');
    expect(await nameWhenStarted()).toBe('Deniz');
  });

  it('starts without them, everything erased, where it is written down that they are lost', async () => {
    await expect(runApplication(elsewhere)).rejects.toThrow(KeysOfLogMissingError);
    const keys = openSqlite(join(elsewhere, 'subject-keys.sqlite'), 'full');
    keys.exec("INSERT INTO subject_keys (subject, wrapped) VALUES ('lost', NULL)");
    keys.close();
    expect(await nameWhenStarted()).toBe('[erased]');
  });

  it('is none where everybody was erased', async () => {
    const keys = new MemorySubjectKeys();
    await keys.destroy(fanId);
    await readLog((store) => requireKeysOfLog(store, keys));
  });

  it('is none where another instance makes the first key while the log is looked at', async () => {
    const keys = new MemorySubjectKeys();
    await readLog(async (store) => {
      const readAll: EventStore['readAll'] = async (options) => {
        await keys.keysToEncrypt([fanId]);
        return store.readAll(options);
      };
      await requireKeysOfLog(withOverride(store, { readAll }), keys);
    });
  });
});

describe('a log without persons', () => {
  it('starts with keys or without, as an empty one does', async () => {
    const first = await runApplication();
    await first.stop();
    for (const suffix of ['', '-wal', '-shm'])
      rmSync(join(first.dataDir, `subject-keys.sqlite${suffix}`), { force: true });
    const again = await runApplication(first.dataDir);
    await again.end();
  });
});
