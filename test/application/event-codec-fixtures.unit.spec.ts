import { beforeAll, describe, expect, it } from '@jest/globals';
import type { ShoutoutsEvent } from '../../src/domain/all-events.js';
import { shoutoutsCodec } from '../../src/application/events/event-codec.js';
import { EVENT_REGISTRY } from '../../src/application/events/event-registry.js';
import type { EventContext } from '../../src/application/events/metadata.js';
import { PERSONAL_DATA } from '../../src/application/events/personal-data.js';
import type { NewEvent, RecordedEvent } from '../../src/application/ports/event-store.js';
import { instant } from '../../src/domain/time.js';
import { EVENT_FIXTURES } from '../fixtures/events/event-fixtures.js';
import { SAMPLES } from '../fixtures/events/samples.js';
import { MemorySubjectKeys } from '../support/memory-subject-keys.js';
import { realRandom } from '../support/real-random.js';

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

const recorded = (stored: NewEvent): RecordedEvent => ({
  ...stored,
  stream: 'fixtures',
  revision: 0n,
  position: 0n,
  recordedAt: '2026-11-23T09:30:00.000Z',
});

describe('the stored form of every event', () => {
  const keys = new MemorySubjectKeys();
  const codec = shoutoutsCodec(keys);
  const writtenToday = async (type: (typeof TYPES)[number], id = realRandom.uuid()) =>
    (await codec.encode([sampleOf(type)], contextOf(type), { uuid: () => id }))[0];

  beforeAll(() => keys.keysToEncrypt(PEOPLE));
  beforeAll(async () => {
    for (const type of TYPES)
      await EVENT_FIXTURES.writeMissing(type, EVENT_REGISTRY[type].version, () => writtenToday(type));
  });

  it.each(TYPES)('%s has a fixture of each version', (type) => {
    const { version } = EVENT_REGISTRY[type];
    const wanted = Array.from({ length: version }, (_, index) => index + 1);
    for (const each of wanted) expect(EVENT_FIXTURES.get(type, each)).toBeDefined();
    const present = EVENT_FIXTURES.all().filter(({ name }) => name === type);
    expect(present.map((fixture) => fixture.version).sort((a, b) => a - b)).toEqual(wanted);
  });

  it.each(
    EVENT_FIXTURES.all().map((fixture) => [`${fixture.name} v${String(fixture.version)}`, fixture] as const),
  )(
    '%s decodes to what its sample says; else a new version, or an upcaster: docs/how-to/change-an-event.md',
    async (_, { name, version, content }) => {
      expect(Object.keys(SAMPLES)).toContain(name);
      expect(content.metadata['schema']).toBe(version);
      const [decoded] = await codec.decode([recorded(content)]);
      expect(decoded?.type).toBe(name);
      expect(decoded?.data).toStrictEqual(SAMPLES[name as keyof typeof SAMPLES]);
      expect(decoded?.metadata).toEqual({ ...contextOf(name), schema: version });
    },
  );

  it.each(TYPES)(
    '%s is written today as its newest fixture, ciphertexts aside; else a new version: docs/how-to/change-an-event.md',
    async (type) => {
      const fixture = EVENT_FIXTURES.get(type, EVENT_REGISTRY[type].version);
      expect(withoutCiphertexts(await writtenToday(type, fixture?.id))).toEqual(withoutCiphertexts(fixture));
    },
  );

  it('is encrypted wherever a field has the name of one that is personal in another event', () => {
    const personal = new Set(Object.values(PERSONAL_DATA).flatMap((fields) => Object.keys(fields)));
    const plain = TYPES.flatMap((type) =>
      Object.keys(SAMPLES[type])
        .filter((field) => personal.has(field) && !personalFieldsOf(type).includes(field))
        .map((field) => `${type}.${field}`),
    );
    expect(plain).toEqual([]);
  });

  it('shows no personal value of a fixture in its JSON', () => {
    for (const { name, content } of EVENT_FIXTURES.all()) {
      const sample = SAMPLES[name as keyof typeof SAMPLES] as Readonly<Record<string, unknown>>;
      for (const field of personalFieldsOf(name).filter((each) => sample[each] !== null))
        expect(JSON.stringify(content)).not.toContain(sample[field]);
    }
  });
});

const withoutCiphertexts = (stored: unknown): unknown =>
  JSON.parse(JSON.stringify(stored, (key, value: unknown) => (key === '$enc' ? 'ciphertext' : value)));

const personalFieldsOf = (type: string): readonly string[] =>
  Object.keys(PERSONAL_DATA[type as keyof typeof PERSONAL_DATA] ?? {});
