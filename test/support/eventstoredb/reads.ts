import { Metadata, type ServerWritableStream } from '@grpc/grpc-js';
import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import { NO_STREAM } from '../../../src/infrastructure/embedded/event-store/append-messages.js';
import type { EventRow } from '../../../src/infrastructure/embedded/event-store/log-reader.js';
import { streamIdentifier } from './appends.js';
import type { Faults } from './faults.js';
import { type NodeLog, positionOf } from './node-log.js';
import { shared, streams } from './stubs.js';

type Call = ServerWritableStream<ReadReq, ReadResp>;

const UNKNOWN = 2;
const NOT_FOUND = 5;
const UNAVAILABLE = 14;
const PAGE_EVENTS = 200;
/** A node looks at so many events between two checkpoints of a filtered subscription, times what the client asks. */
const EVENTS_PER_CHECKPOINT = 32;
const BACKWARDS = 1;

class ReadFailure extends Error {
  constructor(
    message: string,
    readonly code = UNKNOWN,
    readonly metadata = new Metadata(),
  ) {
    super(message);
  }
}

/** Reads and subscriptions, of streams and of the log: one method on the wire. */
export const read = (log: NodeLog, faults: Faults, subscriptions: Set<() => void>) => (call: Call) => {
  answer(log, faults, subscriptions, call).then(
    () => call.end(),
    (error: unknown) => {
      const { code, metadata, message } =
        error instanceof ReadFailure
          ? error
          : new ReadFailure(error instanceof Error ? error.message : String(error));
      call.emit('error', { code, details: message, metadata });
    },
  );
};

async function answer(
  log: NodeLog,
  faults: Faults,
  subscriptions: Set<() => void>,
  call: Call,
): Promise<void> {
  if (faults.slowMs > 0) await new Promise((resolve) => setTimeout(resolve, faults.slowMs));
  const options = call.request.getOptions();
  if (!options) throw new ReadFailure('no options');
  const stream = options.getStream();
  const all = options.getAll();
  if (options.hasSubscription()) {
    const next = stream ? followStream(log, stream) : followAll(log, all);
    return await subscription(log, subscriptions, call, options, next);
  }
  if (faults.lagging > 0) {
    faults.lagging -= 1;
    if (call.metadata.get('requires-leader').length > 0) throw notLeader(call);
    return;
  }
  if (stream) return await readStream(log, call, options, stream);
  if (all) return await readAll(log, call, options, all);
}

/** The leader that it names has its own address. */
function notLeader(call: Call): ReadFailure {
  const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(call.getHost()) ?? [];
  const metadata = new Metadata();
  metadata.set('exception', 'not-leader');
  metadata.set('leader-endpoint-host', host);
  metadata.set('leader-endpoint-port', port);
  return new ReadFailure('Leader info available', NOT_FOUND, metadata);
}

async function readStream(
  log: NodeLog,
  call: Call,
  options: ReadReq.Options,
  wanted: ReadReq.Options.StreamOptions,
): Promise<void> {
  const direction = isBackwards(options) ? 'backwards' : 'forwards';
  const count = Number(options.getCount());
  if (count === 0 || (wanted.hasEnd() && direction === 'forwards'))
    throw new ReadFailure('Unexpected ReadStreamResult: Error');
  const stream = nameOf(wanted);
  if (log.headOf(stream) === NO_STREAM) return send(call, streamNotFound(stream));
  const step = direction === 'backwards' ? -1 : 1;
  let from = wanted.hasStart() ? 0 : wanted.hasEnd() ? Number.MAX_SAFE_INTEGER : Number(wanted.getRevision());
  await sendPages(call, count, (limit) => {
    if (from < 0) return NOTHING;
    const page = log.reader.stream({ stream, direction, from, limit });
    from = (page.rows.at(-1)?.[2] ?? from) + step;
    return page;
  });
}

async function readAll(
  log: NodeLog,
  call: Call,
  options: ReadReq.Options,
  wanted: ReadReq.Options.AllOptions,
): Promise<void> {
  const last = log.reader.lastPosition() ?? 0;
  const place = placeOf(log, wanted);
  if (isBackwards(options)) {
    let before = wanted.hasEnd() ? last + 1 : place;
    return sendPages(call, Number(options.getCount()), () => {
      before -= 1;
      return before > 0 ? { ...log.reader.log({ after: before - 1, limit: 1 }), ended: false } : NOTHING;
    });
  }
  // Forwards, the event at the position itself comes first.
  let after = wanted.hasEnd() ? last : Math.max(place - 1, 0);
  await sendPages(call, Number(options.getCount()), (limit) => {
    const page = log.reader.log({ after, limit });
    after = page.rows.at(-1)?.[0] ?? after;
    return page;
  });
}

async function sendPages(call: Call, count: number, next: (limit: number) => Page): Promise<void> {
  for (let left = count; left > 0 && !call.cancelled;) {
    const { rows, ended } = next(Math.min(PAGE_EVENTS, left));
    for (const row of rows) await send(call, eventResponse(row));
    left -= rows.length;
    if (ended) return;
  }
}

const isBackwards = (options: ReadReq.Options): boolean => Number(options.getReadDirection()) === BACKWARDS;

interface Page {
  readonly rows: readonly EventRow[];
  readonly ended: boolean;
}

const NOTHING: Page = { rows: [], ended: true };

/** Strictly after the revision, for a subscription; a stream that is not there may come into being. */
function followStream(log: NodeLog, wanted: ReadReq.Options.StreamOptions): () => Page {
  const stream = nameOf(wanted);
  let from = wanted.hasStart() ? 0 : Number(wanted.getRevision()) + 1;
  if (wanted.hasEnd()) {
    const [last] = log.reader.stream({
      stream,
      direction: 'backwards',
      from: Number.MAX_SAFE_INTEGER,
      limit: 1,
    }).rows;
    from = last === undefined ? 0 : last[2] + 1;
  }
  return () => {
    const page = log.reader.stream({ stream, direction: 'forwards', from, limit: PAGE_EVENTS });
    from = (page.rows.at(-1)?.[2] ?? from - 1) + 1;
    return page;
  };
}

function followAll(log: NodeLog, wanted: ReadReq.Options.AllOptions | undefined): () => Page {
  if (wanted === undefined) throw new ReadFailure('nothing to follow');
  const place = placeOf(log, wanted);
  let after = wanted.hasEnd() ? (log.reader.lastPosition() ?? 0) : place;
  return () => {
    const page = log.reader.log({ after, limit: PAGE_EVENTS });
    after = page.rows.at(-1)?.[0] ?? after;
    return page;
  };
}

async function subscription(
  log: NodeLog,
  subscriptions: Set<() => void>,
  call: Call,
  options: ReadReq.Options,
  next: () => Page,
): Promise<void> {
  let wake = (): void => undefined;
  let isCut = false;
  const unfollow = log.follow(() => wake());
  const cut = () => {
    isCut = true;
    wake();
  };
  subscriptions.add(cut);
  call.on('cancelled', () => wake());
  const live = new LiveCall(call, options.getFilter());
  try {
    await send(call, confirmation());
    while (!call.cancelled) {
      const news = new Promise<void>((resolve) => (wake = resolve));
      const { rows, ended } = next();
      await live.considerAll(rows);
      if (isCut) throw new ReadFailure('the connection broke', UNAVAILABLE);
      if (!ended) continue;
      await live.tellCaughtUp();
      await news;
    }
  } finally {
    subscriptions.delete(cut);
    unfollow();
  }
}

/** Sends what matches, and checkpoints about what does not. */
class LiveCall {
  readonly #matches: (row: EventRow) => boolean;
  readonly #checkpointEvents: number;
  #sinceCheckpoint = 0;
  #isCaughtUp = false;

  constructor(
    private readonly call: Call,
    filter: ReadReq.Options.FilterOptions | undefined,
  ) {
    this.#matches = matcher(filter);
    const multiplier = Math.max(1, filter?.getCheckpointintervalmultiplier() ?? 1);
    this.#checkpointEvents = filter ? EVENTS_PER_CHECKPOINT * multiplier : Infinity;
  }

  async considerAll(rows: readonly EventRow[]): Promise<void> {
    for (const row of rows) await this.#consider(row);
  }

  async #consider(row: EventRow): Promise<void> {
    if (this.#matches(row)) await send(this.call, eventResponse(row));
    this.#sinceCheckpoint += 1;
    if (this.#sinceCheckpoint < this.#checkpointEvents) return;
    this.#sinceCheckpoint = 0;
    // While it catches up, a node names the place before the next event; live, that of the last one.
    const at = positionOf(row);
    await send(this.call, this.#isCaughtUp ? checkpoint(at, at) : checkpoint(at + 1, 0));
  }

  async tellCaughtUp(): Promise<void> {
    if (this.#isCaughtUp) return;
    this.#isCaughtUp = true;
    const response = new streams.ReadResp();
    response.setCaughtUp(new streams.ReadResp.CaughtUp());
    await send(this.call, response);
  }
}

/** @throws ReadFailure as a node does */
function placeOf(log: NodeLog, wanted: ReadReq.Options.AllOptions): number {
  const position = wanted.getPosition();
  if (!position) return 0;
  const commit = Number(position.getCommitPosition());
  if (Number(position.getPreparePosition()) > commit)
    throw new ReadFailure('Exception was thrown by handler.');
  const place = log.after(commit);
  if (place === undefined) throw new ReadFailure('Unexpected ReadAllResult: InvalidPosition');
  return place;
}

function matcher(filter: ReadReq.Options.FilterOptions | undefined): (row: EventRow) => boolean {
  if (!filter) return () => true;
  const byStream = filter.getStreamIdentifier();
  const expression = byStream ?? filter.getEventType();
  const text = (row: EventRow) => (byStream ? row[1] : row[4]);
  const prefixes = expression?.getPrefixList() ?? [];
  if (prefixes.length > 0) return (row) => prefixes.some((prefix) => text(row).startsWith(prefix));
  const pattern = new RegExp(expression?.getRegex() ?? '');
  return (row) => pattern.test(text(row));
}

/** Waits while the client has enough to do, unless it went away. */
async function send(call: Call, response: ReadResp): Promise<void> {
  if (call.cancelled || call.write(response)) return;
  await new Promise<void>((resolve) => {
    const go = () => {
      call.off('drain', go).off('cancelled', go);
      resolve();
    };
    call.on('drain', go).on('cancelled', go);
  });
}

function streamNotFound(stream: string): ReadResp {
  const response = new streams.ReadResp();
  const missing = new streams.ReadResp.StreamNotFound();
  missing.setStreamIdentifier(streamIdentifier(stream));
  response.setStreamNotFound(missing);
  return response;
}

const nameOf = (wanted: ReadReq.Options.StreamOptions): string =>
  Buffer.from(wanted.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString('utf8');

function confirmation(): ReadResp {
  const response = new streams.ReadResp();
  const confirmed = new streams.ReadResp.SubscriptionConfirmation();
  confirmed.setSubscriptionId(crypto.randomUUID());
  response.setConfirmation(confirmed);
  return response;
}

function checkpoint(commit: number, prepare: number): ReadResp {
  const response = new streams.ReadResp();
  const reached = new streams.ReadResp.Checkpoint();
  reached.setCommitPosition(String(commit));
  reached.setPreparePosition(String(prepare));
  response.setCheckpoint(reached);
  return response;
}

const TICKS_PER_MS = 10_000n;

function eventResponse(row: EventRow): ReadResp {
  const [, stream, revision, id, type, data, stored, recordedAt] = row;
  const contentType = stored.slice(0, stored.indexOf('\n'));
  const position = String(positionOf(row));
  const recorded = new streams.ReadResp.ReadEvent.RecordedEvent();
  const uuid = new shared.UUID();
  uuid.setString(id);
  recorded.setId(uuid);
  recorded.setStreamIdentifier(streamIdentifier(stream));
  recorded.setStreamRevision(String(revision));
  recorded.setCommitPosition(position);
  recorded.setPreparePosition(position);
  const map = recorded.getMetadataMap() as { set(name: string, value: string): unknown };
  map.set('content-type', contentType);
  map.set('created', String(BigInt(Date.parse(recordedAt)) * TICKS_PER_MS));
  map.set('type', type);
  recorded.setCustomMetadata(Buffer.from(stored.slice(contentType.length + 1)));
  recorded.setData(Buffer.from(data, contentType === 'application/json' ? 'utf8' : 'base64'));
  const event = new streams.ReadResp.ReadEvent();
  event.setEvent(recorded);
  event.setCommitPosition(position);
  const response = new streams.ReadResp();
  response.setEvent(event);
  return response;
}
