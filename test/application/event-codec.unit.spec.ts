import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  EventTamperedError,
  IncompleteRegistryError,
  UnknownEventError,
  UnstorableEventError,
} from '../../src/application/events/errors.js';
import { EventCodec } from '../../src/application/events/event-codec.js';
import { idFrom } from '../../src/application/events/derived-ids.js';
import type { EventContext } from '../../src/application/events/metadata.js';
import type { PersonalData } from '../../src/application/events/personal-data.js';
import { ERASED, SEALED } from '../../src/application/events/personal-field.js';
import type { EventRegistry } from '../../src/application/events/registry.js';
import type { JsonObject, NewEvent, RecordedEvent } from '../../src/application/ports/event-store.js';
import { SubjectErasedError } from '../../src/application/ports/subject-keys.js';
import type { DomainEvent } from '../../src/domain/event.js';
import { instant } from '../../src/domain/time.js';
import { MemorySubjectKeys } from '../support/memory-subject-keys.js';
import { realRandom } from '../support/real-random.js';

type LetterSent = DomainEvent<
  'LetterSent',
  {
    readonly from: string;
    readonly to: string;
    readonly text: string;
    readonly postscript?: string | null;
    readonly postage: { readonly amountMinor: bigint };
    readonly extra?: unknown;
  }
>;
type LetterRead = DomainEvent<'LetterRead', { readonly by: string }>;
type LetterEvent = LetterSent | LetterRead;

const REGISTRY: EventRegistry<LetterEvent['type']> = {
  LetterSent: { version: 1 },
  LetterRead: { version: 1 },
};
const bothEnds = ({ from, to }: LetterSent['data']) => [from, to];
const PERSONAL: PersonalData<LetterEvent> = { LetterSent: { text: bothEnds, postscript: bothEnds } };

const CONTEXT: EventContext = {
  $correlationId: 'cor',
  $causationId: 'cau',
  commandId: 'cmd',
  actor: { role: 'fan', id: 'fan_a' },
  source: 'rest',
  at: instant(0),
};

const letter = (more: Partial<LetterSent['data']> = {}): LetterSent => ({
  type: 'LetterSent',
  data: { from: 'fan_a', to: 'cre_b', text: 'hello', postage: { amountMinor: 150n }, ...more },
});

/** As a store gives it back: through JSON text. */
const record = (events: readonly NewEvent[]): readonly RecordedEvent[] =>
  events.map((event, index) => ({
    ...(JSON.parse(JSON.stringify(event)) as NewEvent),
    stream: 'letters',
    revision: BigInt(index),
    position: 40n + BigInt(index),
    recordedAt: '2026-11-23T09:30:00.000Z',
  }));

const first = <T>([item]: readonly T[]): T => {
  if (item === undefined) throw new Error('empty');
  return item;
};

// Checked by the compiler: a field that does not exist, or is no text, cannot be declared personal.
// @ts-expect-error LetterRead has no text
const _NO_SUCH_FIELD: PersonalData<LetterEvent> = { LetterRead: { text: () => [] } };
// @ts-expect-error postage is no text
const _NO_TEXT: PersonalData<LetterEvent> = { LetterSent: { postage: () => [] } };
// @ts-expect-error there is no such event
const _NO_SUCH_EVENT: PersonalData<LetterEvent> = { LetterBurnt: { text: () => [] } };

describe('the event codec', () => {
  let keys: MemorySubjectKeys;
  let codec: EventCodec<LetterEvent>;

  beforeEach(() => {
    keys = new MemorySubjectKeys();
    codec = new EventCodec(REGISTRY, PERSONAL, keys);
  });

  const store = async (...events: LetterEvent[]) => record(await codec.encode(events, CONTEXT, realRandom));

  it('adds the place in the log and the metadata when it decodes', async () => {
    const stored = await store(letter(), { type: 'LetterRead', data: { by: 'cre_b' } });
    const [sent, read] = await codec.decode(stored);
    expect(sent).toStrictEqual({
      ...letter(),
      id: stored[0]?.id,
      stream: 'letters',
      revision: 0n,
      position: 40n,
      recordedAt: '2026-11-23T09:30:00.000Z',
      metadata: { schema: 1, ...CONTEXT },
    });
    expect([read?.type, read?.id, read?.position]).toEqual(['LetterRead', stored[1]?.id, 41n]);
  });

  it('encodes a command again under other ids, since it may be decided otherwise', async () => {
    const [once, again] = [await store(letter()), await store(letter())];
    expect(again[0]?.id).not.toEqual(once[0]?.id);
    expect(again[0]?.data.text).not.toEqual(once[0]?.data.text);
  });

  describe('any event', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.constantFrom('', ERASED, '\ud800', '\0', '{"$enc":"v1.","for":[]}', 'x'.repeat(20_000)),
    );
    const json = fc
      .jsonValue({ noUnicodeString: false })
      .filter((value) => !/"\$|Minor"|-0|__proto__/.test(JSON.stringify(value)))
      .map((value) => JSON.parse(JSON.stringify(value)) as unknown);
    const amountMinor = fc.bigInt({
      min: BigInt(Number.MIN_SAFE_INTEGER),
      max: BigInt(Number.MAX_SAFE_INTEGER),
    });
    const letters = fc.record(
      {
        from: fc.constantFrom('fan_a', 'fan_b'),
        to: fc.constantFrom('cre_b', 'fan_a'),
        text,
        postscript: fc.option(text),
        postage: fc.record({ amountMinor }),
        extra: json,
      },
      { requiredKeys: ['from', 'to', 'text', 'postage'], noNullPrototype: true },
    );

    it('comes back as it was', () =>
      fc.assert(
        fc.asyncProperty(fc.array(letters, { maxLength: 5 }), async (all) => {
          const decoded = await codec.decode(await store(...all.map((data) => letter(data))));
          expect(decoded.map(({ data }) => data)).toEqual(all);
        }),
        { numRuns: 200 },
      ));

    it('reads [erased] where either key was destroyed, and all else as it was', () =>
      fc.assert(
        fc.asyncProperty(letters, fc.boolean(), async (data, eraseSender) => {
          const fresh = new MemorySubjectKeys();
          const ofFresh = new EventCodec(REGISTRY, PERSONAL, fresh);
          const stored = record(await ofFresh.encode([letter(data)], CONTEXT, realRandom));
          await fresh.destroy(eraseSender ? data.from : data.to);
          const erased = (value: unknown) => (typeof value === 'string' ? ERASED : value);
          const expected = { ...data, text: ERASED };
          if (data.postscript !== undefined) expected.postscript = erased(data.postscript) as string | null;
          expect(first(await ofFresh.decode(stored)).data).toEqual(expected);
        }),
      ));

    it('is left sealed, and no key asked for, where the reader has no need of it', async () => {
      const sealed = await store(letter());
      keys.keysToDecrypt = () => Promise.reject(new Error('nobody needs a key'));
      const { data } = first(await codec.decode(sealed, 'left sealed'));
      expect(data).toEqual({ ...letter().data, text: SEALED });
    });

    it('shows nothing personal in its JSON', () =>
      fc.assert(
        fc.asyncProperty(fc.uuid(), letters, async (marker, data) => {
          const stored = await store(
            letter({ ...data, text: `${data.text}${marker}`, postscript: `${marker}\n` }),
          );
          const written = JSON.stringify(stored.map((event) => event.data));
          expect(written).not.toContain(marker);
        }),
      ));

    it('is found out when any bit of a ciphertext was flipped', () =>
      fc.assert(
        fc.asyncProperty(letters, fc.nat(), fc.nat({ max: 7 }), async (data, place, bit) => {
          const event = first(await store(letter(data)));
          const sealed = event.data.text as { readonly $enc: string; readonly for: string[] };
          const bytes = Buffer.from(sealed.$enc.slice(3), 'base64');
          const at = place % bytes.length;
          bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << bit), at);
          const flipped = { ...sealed, $enc: `v1.${bytes.toString('base64')}` };
          await expect(codec.decode([{ ...event, data: { ...event.data, text: flipped } }])).rejects.toThrow(
            EventTamperedError,
          );
        }),
      ));
  });

  describe('an encrypted field', () => {
    const tamper = (event: RecordedEvent, data: JsonObject): RecordedEvent => ({
      ...event,
      data: { ...event.data, ...data },
    });

    it('does not open in another event', async () => {
      const [one, other] = await store(letter({ text: 'one' }), letter({ text: 'other' }));
      if (one === undefined || other?.data.text === undefined) throw new Error('not stored');
      const moved = tamper(one, { text: other.data.text });
      await expect(codec.decode([moved])).rejects.toThrow(/field text of LetterSent .*position 40/);
    });

    it('does not open in another field', async () => {
      const event = first(await store(letter({ postscript: 'bye' })));
      const moved = tamper(event, { text: event.data.postscript, postscript: event.data.text });
      await expect(codec.decode([moved])).rejects.toThrow(EventTamperedError);
    });

    it.each([
      ['no ciphertext', { $enc: 7, for: ['fan_a'] }],
      ['nobody', { $enc: 'v1.AAAA', for: [] }],
      ['no list', { $enc: 'v1.AAAA', for: 'fan_a' }],
      ['nothing else', { $enc: 'v1.AAAA' }],
      ['an unknown format', { $enc: 'v9.AAAA', for: ['fan_a'] }],
      ['what is not base64', { $enc: 'v1.AA*A', for: ['fan_a'] }],
      ['too little', { $enc: 'v1.AAAA', for: ['fan_a'] }],
    ])('with %s in it is refused', async (_, field) => {
      await expect(codec.decode([tamper(first(await store(letter())), { text: field })])).rejects.toThrow(
        EventTamperedError,
      );
    });

    it('is refused in any other spelling of the same bytes', async () => {
      const event = first(await store(letter()));
      const sealed = event.data.text as { readonly $enc: string };
      const respelled = { ...sealed, $enc: `${sealed.$enc}\n` };
      await expect(codec.decode([tamper(event, { text: respelled })])).rejects.toThrow(EventTamperedError);
    });

    it('cannot be forged by a value of that form', async () => {
      await expect(store(letter({ extra: { $enc: 'v1.AAAA', for: ['fan_a'] } }))).rejects.toThrow(
        new UnstorableEventError('extra.$enc: names with $ are reserved'),
      );
    });

    it('can be written about nobody who was erased', async () => {
      await keys.destroy('cre_b');
      await expect(store(letter())).rejects.toThrow(SubjectErasedError);
      expect(await store({ type: 'LetterRead', data: { by: 'cre_b' } })).toHaveLength(1);
    });

    it('names somebody', async () => {
      const nobody = new EventCodec<LetterEvent>(REGISTRY, { LetterSent: { text: () => [] } }, keys);
      await expect(nobody.encode([letter()], CONTEXT, realRandom)).rejects.toThrow(UnstorableEventError);
    });
  });

  it('takes a text of half a megabyte', async () => {
    const text = '🎬'.repeat(130_000);
    expect(first(await codec.decode(await store(letter({ text })))).data).toStrictEqual(
      letter({ text }).data,
    );
  });

  it.each([
    [2n ** 53n, /postage.amountMinor is 9007199254740992, not a bigint of at most 2\^53 - 1/],
    [-(2n ** 53n), /postage.amountMinor/],
    [1.5 as unknown as bigint, /postage.amountMinor/],
  ])('refuses the amount %s', async (amountMinor, message) => {
    await expect(store(letter({ postage: { amountMinor } }))).rejects.toThrow(message);
  });

  it.each([
    ['a bigint that is no amount', 1n],
    ['a date', new Date(0)],
    ['a map', new Map()],
    ['no number', NaN],
    ['a hole', [undefined]],
    ['a function', () => 1],
  ])('refuses %s, which JSON would not keep', async (_, extra) => {
    await expect(store(letter({ extra }))).rejects.toThrow(UnstorableEventError);
  });

  describe('versions', () => {
    type NoteLeft = DomainEvent<
      'NoteLeft',
      { readonly by: string; readonly words: string; readonly tipMinor: bigint; readonly seen: boolean }
    >;
    const HISTORY: EventRegistry<'NoteLeft'> = {
      NoteLeft: {
        version: 3,
        upcasters: {
          1: ({ text, ...rest }) => ({ ...rest, words: text, tipMinor: 0 }),
          2: (data) => ({ ...data, seen: data.words !== '' }),
        },
      },
    };
    const notes = () => new EventCodec<NoteLeft>(HISTORY, { NoteLeft: { words: ({ by }) => [by] } }, keys);

    it('upcasts an old event step by step, its personal fields in plain text', async () => {
      type NoteLeftV1 = DomainEvent<'NoteLeft', { readonly by: string; readonly text: string }>;
      const old = new EventCodec<NoteLeftV1>(
        { NoteLeft: { version: 1 } },
        { NoteLeft: { text: ({ by }) => [by] } },
        keys,
      );
      const stored = record(
        await old.encode([{ type: 'NoteLeft', data: { by: 'fan_a', text: 'hi' } }], CONTEXT, realRandom),
      );
      expect(first(await notes().decode(stored)).data).toStrictEqual({
        by: 'fan_a',
        words: 'hi',
        tipMinor: 0n,
        seen: true,
      });
    });

    it('writes the current one', async () => {
      const data = { by: 'fan_a', words: 'hi', tipMinor: 5n, seen: true };
      const [stored] = await notes().encode([{ type: 'NoteLeft', data }], CONTEXT, realRandom);
      expect(stored?.metadata.schema).toBe(3);
    });

    it('refuses a newer one, saying what to do', async () => {
      const event = first(await store(letter()));
      const newer = { ...event, metadata: { ...event.metadata, schema: 2 } };
      await expect(codec.decode([newer])).rejects.toThrow(
        /cannot read LetterSent version 2 \(event .* in stream letters at position 40\): .* up to 1; run the release/,
      );
    });

    it.each(['LetterBurnt', 'constructor'])('refuses the unknown type %s', async (type) => {
      const event = { ...first(await store(letter())), type };
      await expect(codec.decode([event])).rejects.toThrow(UnknownEventError);
    });

    it.each([undefined, 0, 1.5, '1'])('refuses an event whose version is %p', async (schema) => {
      const event = first(await store(letter()));
      await expect(codec.decode([{ ...event, metadata: { schema } }])).rejects.toThrow(UnknownEventError);
    });

    it.each([
      ['a missing upcaster', { version: 3, upcasters: { 1: (data: JsonObject) => data } }],
      ['no upcasters', { version: 2 }],
      ['one upcaster too many', { version: 1, upcasters: { 1: (data: JsonObject) => data } }],
      ['no version', { version: 0 }],
    ])('are checked at start: %s', (_, history) => {
      expect(() => new EventCodec({ ...REGISTRY, LetterRead: history }, PERSONAL, keys)).toThrow(
        IncompleteRegistryError,
      );
    });
  });
});

describe('ids that follow from what they are for', () => {
  const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

  it('stay what they are: the log has them', () => {
    expect(idFrom('ord', 'quo_1')).toBe('ord_77603531-b9a5-8328-a110-bf5e0195abd1');
  });

  it('have their prefix, which counts', () => {
    const [order, video] = [idFrom('ord', 'seed'), idFrom('vid', 'seed')];
    expect(order.slice(4)).toMatch(UUID);
    expect([order.slice(0, 4), video.slice(0, 4)]).toEqual(['ord_', 'vid_']);
    expect(order.slice(4)).not.toBe(video.slice(4));
  });
});
