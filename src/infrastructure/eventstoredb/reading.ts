import {
  BACKWARDS,
  END,
  type EventStoreDBClient,
  FORWARDS,
  type ReadStreamOptions as ClientReadOptions,
  type ResolvedEvent,
  START,
  type StreamingRead,
  StreamNotFoundError,
} from '@eventstore/db-client';
import type { Position, ReadStreamOptions, RecordedEvent } from '../../application/ports/event-store.js';
import type { Connection } from './connection.js';
import { ReplyLateError } from './errors.js';
import { toRecordedEvent } from './recorded-event.js';
import { REPLY_MS } from './reply.js';

/** A node that follows lags behind, as the leader itself does after an election: it then names the new one, and is asked no more. */
const requiresLeader = true;

export async function readStream(
  connection: Connection,
  stream: string,
  { direction = 'forwards', from, limit = Infinity }: ReadStreamOptions,
): Promise<readonly RecordedEvent[]> {
  if (limit <= 0) return [];
  const isForwards = direction === 'forwards';
  const query: ClientReadOptions = {
    direction: isForwards ? FORWARDS : BACKWARDS,
    fromRevision: from ?? (isForwards ? START : END),
    requiresLeader,
    ...(Number.isFinite(limit) ? { maxCount: limit } : {}),
  };
  return connection.read(async (client) => {
    try {
      return ownEvents(await collect(client.readStream(stream, query)));
    } catch (error) {
      if (error instanceof StreamNotFoundError) return [];
      throw error;
    }
  });
}

export interface LogPage {
  readonly events: readonly RecordedEvent[];
  /** How far was read, with what is not ours; `undefined` when nothing more was there. */
  readonly upTo: Position | undefined;
}

/** The next records after a position, at most so many, with what EventStoreDB itself wrote left out. */
export async function readLogAfter(connection: Connection, after: Position, limit: number): Promise<LogPage> {
  // EventStoreDB begins with the event at the position itself.
  const count = limit + 1;
  const fromPosition = after === 0n ? START : { commit: after, prepare: after };
  const records = await connection.read((client) =>
    collect(client.readAll({ direction: FORWARDS, fromPosition, maxCount: count, requiresLeader })),
  );
  const events = ownEvents(records).filter(({ position }) => position > after);
  if (records.length < count) return { events, upTo: undefined };
  // From the start of a log without records of EventStoreDB's own, there is one too many.
  if (events.length > limit) events.pop();
  return { events, upTo: events.length === limit ? events.at(-1)?.position : positionOf(records.at(-1)) };
}

/** The newest record of anybody, then older ones. */
export const readLogBackwards = (
  connection: Connection,
  before: Position | undefined,
  limit: number,
): Promise<ResolvedEvent[]> => {
  const fromPosition = before === undefined ? END : { commit: before, prepare: before };
  return connection.read((client) =>
    collect(client.readAll({ direction: BACKWARDS, fromPosition, maxCount: limit, requiresLeader })),
  );
};

/** Whether this client may read the log at all. */
export const probe = (client: EventStoreDBClient): Promise<unknown> =>
  collect(client.readAll({ fromPosition: START, maxCount: 1 }));

export const positionOf = (record: ResolvedEvent | undefined): Position | undefined =>
  record?.event?.position?.commit;

export const ownEvents = (records: readonly ResolvedEvent[]): RecordedEvent[] =>
  records.map(toRecordedEvent).filter((event) => event !== undefined);

/**
 * All that a read yields; it is given up when nothing has come for {@link REPLY_MS}. It is not destroyed then: the client would
 * keep its stream for ever. What still comes is passed over.
 */
async function collect(read: StreamingRead<ResolvedEvent>): Promise<ResolvedEvent[]> {
  const records: ResolvedEvent[] = [];
  let late: NodeJS.Timeout | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new ReplyLateError('it gives no answer')), REPLY_MS);
      late = timer;
      read
        .on('data', (record: ResolvedEvent) => {
          timer.refresh();
          records.push(record);
        })
        .on('end', resolve)
        .on('error', reject);
    });
    return records;
  } finally {
    clearTimeout(late);
    if (!read.readableEnded) read.cancel().catch(() => undefined);
  }
}
