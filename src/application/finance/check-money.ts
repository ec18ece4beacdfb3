import type { ShoutoutsEvent } from '../../domain/all-events.js';
import { entryOf } from '../../domain/ledger/journal.js';
import type { DecodedEvent } from '../events/decoded-event.js';
import type { EventCodec } from '../events/event-codec.js';
import { pagesOf } from '../log-copy/compare-logs.js';
import type { Patience } from '../log-copy/patience.js';
import type { EventStore, Position } from '../ports/event-store.js';
import { Balances, type LedgerBalance } from './balances.js';
import { type BrokenRule, MoneyAudit } from './money-audit.js';

export interface CheckMoney extends Patience {
  readonly store: EventStore;
  readonly codec: Pick<EventCodec<ShoutoutsEvent>, 'decode'>;
  readonly progress: (far: HowFar) => void;
}

/** How far a log was read. */
export interface HowFar {
  readonly events: number;
  readonly position: Position;
  readonly end: Position;
}

export interface MoneyChecked {
  readonly events: number;
  readonly orders: number;
  readonly accounts: number;
  readonly payouts: number;
  /** Up to which the log was read; `undefined` of an empty log. */
  readonly lastPosition: Position | undefined;
  readonly balances: readonly LedgerBalance[];
  /** In the order of the log. */
  readonly broken: readonly BrokenRule[];
}

/** An event does not have what its type says: somebody has written into the log. */
export class EventNotAuditedError extends Error {
  override readonly name = 'EventNotAuditedError';
}

/** @throws EventNotAuditedError */
function takeOne(
  event: DecodedEvent<ShoutoutsEvent>,
  audit: MoneyAudit,
  balances: Balances,
): readonly BrokenRule[] {
  try {
    balances.post(entryOf(event));
    return audit.take(event);
  } catch (cause) {
    const { type, id, position } = event;
    throw new EventNotAuditedError(
      `${type} ${id} at position ${String(position)} is not what its type says, and nothing after it was checked: ${String(cause)}`,
      { cause },
    );
  }
}

/**
 * Reads the whole log and holds it against the money rules, as of its last event. Changes nothing, and needs no keys of persons.
 * @throws StoppedError, EventStoreUnavailableError, UnknownEventError, EventNotAuditedError
 */
export async function checkMoney({ store, codec, progress, ...patience }: CheckMoney): Promise<MoneyChecked> {
  const end = (await store.lastPosition()) ?? 0n;
  const audit = new MoneyAudit();
  const balances = new Balances();
  const broken: BrokenRule[] = [];
  let events = 0;
  let last: DecodedEvent<ShoutoutsEvent> | undefined;
  for await (const page of pagesOf(store, patience)) {
    for (const event of await codec.decode(page, 'left sealed')) {
      broken.push(...takeOne(event, audit, balances));
      last = event;
    }
    events += page.length;
    progress({ events, position: last?.position ?? 0n, end });
  }
  if (last !== undefined) broken.push(...audit.leftBehind(last.metadata.at));
  return {
    ...{ events, orders: audit.count('order'), accounts: audit.count('account') },
    ...{ payouts: audit.count('payout'), lastPosition: last?.position },
    ...{ balances: balances.all(), broken },
  };
}
