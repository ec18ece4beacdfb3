import { beforeEach, describe, expect, it } from '@jest/globals';
import { DecodeOnce } from '../../src/application/events/decode-once.js';
import { UnknownEventError } from '../../src/application/events/errors.js';
import { EventCodec } from '../../src/application/events/event-codec.js';
import type { RecordedEvent } from '../../src/application/ports/event-store.js';
import type { DomainEvent } from '../../src/domain/event.js';
import { MemorySubjectKeys } from '../support/memory-subject-keys.js';

type NoteWritten = DomainEvent<'NoteWritten', { readonly text: string }>;

const note = (n: number, type = 'NoteWritten'): RecordedEvent => ({
  id: `00000000-0000-8000-8000-00000000000${String(n)}`,
  type,
  data: { text: `note ${String(n)}` },
  metadata: { schema: 1 },
  stream: 'notes',
  revision: BigInt(n),
  position: BigInt(n + 1),
  recordedAt: '2026-11-23T09:30:00.000Z',
});

describe('events that many follow are decoded once', () => {
  const codec = new EventCodec<NoteWritten>({ NoteWritten: { version: 1 } }, {}, new MemorySubjectKeys());
  let decoded: string[];
  let once: DecodeOnce<NoteWritten>;

  beforeEach(() => {
    decoded = [];
    once = new DecodeOnce<NoteWritten>({
      decode: (recorded) => {
        decoded.push(...recorded.map(({ id }) => id));
        return codec.decode(recorded);
      },
    });
  });

  it('for those who take them at the same time, and for those who come later', async () => {
    const page = [note(0), note(1), note(2)] as const;
    const [first, second] = await Promise.all([once.decode(page), once.decode([page[1], page[2]])]);
    const third = await once.decode([page[2], page[0]]);

    expect(first.map(({ data }) => data.text)).toEqual(['note 0', 'note 1', 'note 2']);
    expect(second).toEqual([first[1], first[2]]);
    expect(third).toEqual([first[2], first[0]]);
    expect(decoded).toEqual(page.map(({ id }) => id));
  });

  it('and one that cannot be read spoils none of the others', async () => {
    const [readable, unknown] = [note(0), note(1, 'NoteBurnt')];

    await expect(once.decode([readable, unknown])).rejects.toThrow(UnknownEventError);
    await expect(once.decode([readable])).resolves.toMatchObject([{ data: { text: 'note 0' } }]);
    await expect(once.decode([unknown])).rejects.toThrow(UnknownEventError);
  });
});
