import { beforeAll, describe, expect, it } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import type { ShoutoutsEvent } from '../../src/domain/all-events.js';
import { shoutoutsCodec } from '../../src/application/events/event-codec.js';
import { EVENT_REGISTRY } from '../../src/application/events/event-registry.js';
import type { EventContext } from '../../src/application/events/metadata.js';
import { PERSONAL_DATA } from '../../src/application/events/personal-data.js';
import type { RecordedEvent } from '../../src/application/ports/event-store.js';
import { instant } from '../../src/domain/time.js';
import { eventFixtures, fixturePath, type EventFixture } from '../fixtures/events/event-fixtures.js';
import { SAMPLES } from '../fixtures/events/samples.js';
import { MemorySubjectKeys } from '../support/memory-subject-keys.js';

const TYPES = Object.keys(EVENT_REGISTRY) as (keyof typeof EVENT_REGISTRY)[];
const PEOPLE = ['fan_0193a5d2-0000-7000-8000-000000000003', 'cre_0193a5d2-0000-7000-8000-000000000004'];

const sampleOf = (type: (typeof TYPES)[number]) => ({ type, data: SAMPLES[type] }) as ShoutoutsEvent;

const contextOf = (type: string): EventContext => ({
  $correlationId: `request of ${type}`,
  $causationId: `command of ${type}`,
  commandId: `command of ${type}`,
  actor: { role: 'system', id: 'fixtures' },
  source: 'cli',
  at: instant(Date.UTC(2026, 10, 23, 9, 30)),
});

const recorded = ({ stored }: Pick<EventFixture, 'stored'>): RecordedEvent => ({
  ...stored,
  stream: 'fixtures',
  revision: 0n,
  position: 0n,
  recordedAt: '2026-11-23T09:30:00.000Z',
});

describe('the stored form of every event', () => {
  const keys = new MemorySubjectKeys();
  const codec = shoutoutsCodec(keys);

  beforeAll(() => keys.keysToEncrypt(PEOPLE));

  // With WRITE_EVENT_FIXTURES=1, makes the fixtures of new events and versions. It never touches one that is there:
  // they stand for what production has already written.
  beforeAll(async () => {
    if (process.env['WRITE_EVENT_FIXTURES'] !== '1') return;
    const present = new Set(eventFixtures().map(({ type, version }) => fixturePath(type, version)));
    for (const type of TYPES) {
      const path = fixturePath(type, EVENT_REGISTRY[type].version);
      if (present.has(path)) continue;
      const [stored] = await codec.encode([sampleOf(type)], contextOf(type));
      writeFileSync(path, `${JSON.stringify(stored, null, 2)}\n`, { flag: 'wx' });
    }
  });

  it.each(TYPES)('%s has a fixture of each version', (type) => {
    const versions = eventFixtures().filter((fixture) => fixture.type === type);
    const { version } = EVENT_REGISTRY[type];
    expect(versions.map((fixture) => fixture.version).sort()).toEqual(
      Array.from({ length: version }, (_, index) => index + 1),
    );
  });

  it.each(
    eventFixtures().map((fixture) => [`${fixture.type} v${String(fixture.version)}`, fixture] as const),
  )('%s decodes to what it says today', async (_, fixture) => {
    expect(Object.keys(SAMPLES)).toContain(fixture.type);
    expect(fixture.stored.metadata.schema).toBe(fixture.version);
    const [decoded] = await codec.decode([recorded(fixture)]);
    expect(decoded?.type).toBe(fixture.type);
    expect(decoded?.data).toStrictEqual(SAMPLES[fixture.type as keyof typeof SAMPLES]);
    expect(decoded?.metadata).toEqual({ ...contextOf(fixture.type), schema: fixture.version });
  });

  it.each(TYPES)('%s is written today as its newest fixture, ciphertexts aside', async (type) => {
    const { version } = EVENT_REGISTRY[type];
    const fixture = eventFixtures().find((each) => each.type === type && each.version === version);
    const [stored] = await codec.encode([sampleOf(type)], contextOf(type));
    expect(withoutCiphertexts(stored)).toEqual(withoutCiphertexts(fixture?.stored));
  });

  it('shows no personal value of a fixture in its JSON', () => {
    for (const { type, stored } of eventFixtures()) {
      const sample = SAMPLES[type as keyof typeof SAMPLES] as Readonly<Record<string, unknown>>;
      for (const field of Object.keys(PERSONAL_DATA[type as keyof typeof PERSONAL_DATA] ?? {}))
        expect(JSON.stringify(stored)).not.toContain(sample[field]);
    }
  });
});

const withoutCiphertexts = (stored: unknown): unknown =>
  JSON.parse(JSON.stringify(stored, (key, value: unknown) => (key === '$enc' ? 'ciphertext' : value)));
