import fc from 'fast-check';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { creatorAccounts, creators, orders, payments } from '../../../src/application/aggregates.js';
import { shoutoutsCodec } from '../../../src/application/events/event-codec.js';
import type { Clock } from '../../../src/application/ports/clock.js';
import { reportNamed } from '../../../src/application/reports/all-reports.js';
import type { AsOfAsked } from '../../../src/application/reports/as-of.js';
import type { ReportFilter } from '../../../src/application/reports/report.js';
import { askReport } from '../../../src/application/reports/reports.js';
import type { TablePart } from '../../../src/application/reports/table.js';
import type { ShoutoutsEvent } from '../../../src/domain/all-events.js';
import { type CreatorId, makeId, type OrderId } from '../../../src/domain/ids.js';
import type { ProviderCall } from '../../../src/domain/payment/payment.js';
import { HOUR_MS, type Instant, MINUTE_MS, plusMs } from '../../../src/domain/time.js';
import { EmbeddedEventStore } from '../../../src/infrastructure/embedded/event-store/embedded-event-store.js';
import { money } from '../../../src/domain/money.js';
import { withAccount } from '../../domain/ledger/with-account.js';
import { story } from '../../domain/order/any-story.js';
import { START } from '../../domain/timeline.js';
import { MemorySubjectKeys } from '../../support/memory-subject-keys.js';
import { realClock } from '../../support/real-clock.js';
import { realRandom } from '../../support/real-random.js';
import { SAMPLES } from '../../fixtures/events/samples.js';
import { happened } from '../happened.js';
import { someContext } from '../read-side.js';

const uuid = (n: number) => `0193a5d2-0000-7000-8000-${String(n).padStart(12, '0')}`;
export const creator = (n: number): CreatorId => makeId('cre', uuid(n));
const order = (n: number): OrderId => makeId('ord', uuid(n));

const CREATORS = 7;
const marketOf = (creatorNumber: number) => (creatorNumber % 3 === 0 ? 'TR' : 'AE');

/** Everybody who sells. */
export const REGISTERED: readonly ToRecord[] = Array.from({ length: CREATORS }, (_, n) => ({
  stream: `${creators.category}-${creator(n)}`,
  event: happened('CreatorRegistered', { creatorId: creator(n), market: marketOf(n) }),
}));

/** An event with the stream that it belongs to. */
export interface ToRecord {
  readonly stream: string;
  readonly event: ShoutoutsEvent;
}

const isAmount = (value: unknown): value is { amountMinor: bigint } =>
  typeof value === 'object' && value !== null && 'amountMinor' in value;
const isInstant = (value: unknown): value is Instant =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value);

/** The story of one order, with ids, amounts and instants of its own. */
function told(events: readonly ShoutoutsEvent[], n: number): readonly ToRecord[] {
  const market = marketOf(n % CREATORS);
  const currency = market === 'TR' ? 'TRY' : n % 2 === 0 ? 'USD' : 'AED';
  const ids = { orderId: order(n), creatorId: creator(n % CREATORS) };
  const changed = (name: string, value: unknown): unknown => {
    if (name in ids) return ids[name as keyof typeof ids];
    if (name === 'market') return market;
    if (isAmount(value)) return { amountMinor: value.amountMinor * BigInt(1 + (n % 5)), currency };
    return isInstant(value) ? plusMs(value, (n % 10_000) * 7 * HOUR_MS) : value;
  };
  const account = `${creatorAccounts.category}-${ids.creatorId}.${currency}`;
  return events.flatMap(({ type, data }): ToRecord[] => {
    const entries = Object.entries(data).map(([name, value]) => [name, changed(name, value)] as const);
    const event = { type, data: Object.fromEntries(entries) } as unknown as ShoutoutsEvent;
    const stream = type.startsWith('Earning') ? account : `${orders.category}-${ids.orderId}`;
    return [
      { stream, event },
      ...(type === 'RefundRequested' && n % 4 === 0 ? [unknown(ids.orderId, 'refund')] : []),
      // It says nothing about the refund.
      ...(type === 'RefundRequested' && n % 4 === 1 ? [unknown(ids.orderId, 'evidence')] : []),
    ];
  });
}

/** The reply of the provider was lost. */
const unknown = (orderId: OrderId, call: ProviderCall): ToRecord => ({
  stream: `${payments.category}-${orderId}`,
  event: happened('ProviderOutcomeUnknown', { orderId, call }),
});

const [price, part] = [SAMPLES.OrderPlaced.price, SAMPLES.PartRefunded.amount];
const rest = money(price.amountMinor - part.amountMinor, price.currency);

/** A part was given back, and the rest by the refund; then both came back, and all of it is asked for once more. */
export const ALL_CAME_BACK = told(
  [
    ...[happened('OrderPlaced'), happened('FundsHeld'), happened('PartRefunded')],
    ...[happened('OrderDeclined'), happened('RefundRequested', { amount: rest })],
    happened('RefundIssued', { refundId: 're_rest', amount: rest }),
    happened('RefundFailed', { refundId: SAMPLES.PartRefunded.refundId, cameBack: part }),
    happened('PartRefundReturned', { refundId: 're_rest', amount: rest }),
    happened('RefundRequested', { amount: price }),
  ],
  90_001,
);

/** Stories of so many orders, one event of each after the other. */
export function storiesOf(count: number, seed: number): readonly ToRecord[] {
  const stories = fc
    .sample(story, { numRuns: count, seed })
    .map((one, n) => [...told(withAccount(one), seed * 10_000 + n)]);
  const all: ToRecord[] = [];
  while (stories.some((left) => left.length > 0))
    for (const left of stories) {
      const next = left.shift();
      if (next === undefined) continue;
      all.push(next);
      // What an account is told follows at once.
      for (let more = left[0]; more?.stream.startsWith(creatorAccounts.category); more = left[0]) {
        all.push(more);
        left.shift();
      }
    }
  return all;
}

const clockOf = (time: { readonly now: Instant }): Clock => ({
  now: () => time.now,
  monotonicMs: () => realClock.monotonicMs(),
  sleep: (ms, signal) => realClock.sleep(ms, signal),
});

/** A log that events are recorded in, forty-three minutes after each other. */
export class StoryLog {
  readonly #codec = shoutoutsCodec(new MemorySubjectKeys());

  private constructor(
    readonly dataDir: string,
    readonly store: EmbeddedEventStore,
    readonly clock: Clock,
    private readonly time: { now: Instant },
  ) {}

  static async open(): Promise<StoryLog> {
    const dataDir = await mkdtemp(join(tmpdir(), 'reports-'));
    const time = { now: START };
    const clock = clockOf(time);
    return new StoryLog(dataDir, await EmbeddedEventStore.open({ dataDir, clock }), clock, time);
  }

  async record(events: readonly ToRecord[]): Promise<void> {
    for (const { stream, event } of events) {
      this.time.now = plusMs(this.time.now, 43 * MINUTE_MS);
      const context = { ...someContext(), at: plusMs(this.time.now, -5) };
      await this.store.append(stream, 'any', await this.#codec.encode([event], context, realRandom));
    }
    this.time.now = plusMs(this.time.now, HOUR_MS);
  }

  /** Streams of a few events each, by one append each, many at once. */
  async recordStreams(streams: readonly (readonly [string, readonly ShoutoutsEvent[]])[]): Promise<void> {
    const atOnce = 500;
    for (let at = 0; at < streams.length; at += atOnce)
      await Promise.all(
        streams.slice(at, at + atOnce).map(async ([stream, events]) => {
          const context = { ...someContext(), at: this.time.now };
          await this.store.append(stream, 'any', await this.#codec.encode(events, context, realRandom));
        }),
      );
    this.time.now = plusMs(this.time.now, HOUR_MS);
  }

  /** As of the end of the log, where `asOf` does not say otherwise. */
  async report(
    name: string,
    {
      asOf,
      filter = {},
    }: { readonly asOf?: AsOfAsked | undefined; readonly filter?: ReportFilter | undefined } = {},
    signal = new AbortController().signal,
  ): Promise<AsyncIterable<TablePart>> {
    const report = reportNamed(name);
    if (report === undefined) throw new Error(`there is no report ${name}`);
    const { store, clock } = this;
    const parts = { store, clock, signal, warn: () => undefined };
    return (await askReport(parts, { report, filter, asOf })).table;
  }

  async end(): Promise<void> {
    await this.store.close();
    await rm(this.dataDir, { recursive: true });
  }
}
