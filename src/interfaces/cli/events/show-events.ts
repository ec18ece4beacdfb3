import { StoppedError } from '../../../application/log-copy/compare-logs.js';
import type { EventStore, Position, RecordedEvent } from '../../../application/ports/event-store.js';
import { describe } from '../../../application/runtime/keep-running.js';
import { EXIT } from '../exit-codes.js';
import { type Explained, explainKnown } from '../explain.js';
import { type LogEngine, withLogAsked } from '../log/open-log.js';
import { perform, type Tools } from '../perform.js';
import type { StopSignals } from '../stop-signals.js';
import { eventFields, eventLine } from './event-line.js';
import { lastEvents } from './last-events.js';

interface Reading {
  readonly log?: LogEngine;
  readonly json: boolean;
}

export interface TailOptions extends Reading {
  readonly last: number;
  readonly type?: readonly string[];
  readonly follow: boolean;
}

/** The newest events, and with `follow` all that come. Sets the exit code of the process; see {@link EXIT}. */
export const tailEvents = (options: TailOptions): Promise<void> =>
  withStore(options, async (store, tools) => {
    const newest = await lastEvents(store, options.last);
    const show = (events: readonly RecordedEvent[]) => tell(tools, events.filter(isAsked(options)));
    show(newest);
    if (options.follow) await follow(store, tools, newest.at(-1)?.position, show);
    return EXIT.done;
  });

/** One event, with all that is in it. */
export const showEvent = (position: Position, options: Reading): Promise<void> =>
  withStore(options, async (store, { output }) => {
    const [event] = await store.readAll({ after: position - 1n, limit: 1 });
    if (event?.position !== position) {
      output.problem(`There is no event at position ${String(position)}.`, { outcome: 'not_found' });
      return EXIT.usage;
    }
    output.result([JSON.stringify(eventFields(event), null, INDENT)], eventFields(event));
    return EXIT.done;
  });

const INDENT = 2;

const withStore = (
  { log, json }: Reading,
  use: (store: EventStore, tools: Tools) => Promise<number>,
): Promise<void> => perform(json, explain, (tools) => withLogAsked(log, tools, (store) => use(store, tools)));

const isAsked =
  ({ type: types }: TailOptions) =>
  ({ type }: RecordedEvent): boolean =>
    types === undefined || types.includes(type);

function tell({ output }: Tools, events: readonly RecordedEvent[]): void {
  for (const event of events) output.result([eventLine(event)], eventFields(event));
}

async function follow(
  store: EventStore,
  { signal, output }: Tools,
  after: Position | undefined,
  show: (events: readonly RecordedEvent[]) => void,
): Promise<void> {
  const troubled = (error: unknown): void =>
    error === undefined ? undefined : output.warn(`The log cannot be read: ${describe(error)}`);
  for await (const { events } of store.subscribe({ after, signal, troubled })) show(events);
  throw new StoppedError('stopped');
}

const explain = (error: unknown, stop: StopSignals): Explained =>
  error instanceof StoppedError
    ? { words: 'Stopped.', exitCode: stop.exitCode, outcome: 'stopped' }
    : explainKnown(error);
