import type { ShoutoutsEvent } from '../domain/all-events.js';
import { DEFAULT_MARKETS } from '../domain/market/terms.js';
import { publishMarketTerms } from '../domain/market/decide.js';
import { markets } from './aggregates.js';
import { DEADLINES } from './deadlines/deadline.js';
import { deadlineHandlers } from './deadlines/deadline-handlers.js';
import { DeadlineScanner } from './deadlines/deadline-scanner.js';
import { ordersOfPerson } from './erasure/orders-of-person.js';
import { PersonEraser } from './erasure/person-eraser.js';
import { DecodeOnce } from './events/decode-once.js';
import { type EventCodec, shoutoutsCodec } from './events/event-codec.js';
import { receiveEvent } from './payments/receive-provider-event.js';
import { requireProviderOfLog } from './payments/provider-of-log.js';
import { MoneyWatch } from './finance/money-watch.js';
import { requireKeysOfLog } from './keys-of-log.js';
import { claimReadModels, requireOwnLog } from './log-identity.js';
import { Liquidity } from './finance/liquidity.js';
import type { CatchUps } from './ports/catch-ups.js';
import type { Clock } from './ports/clock.js';
import type { EventStore, Position } from './ports/event-store.js';
import type { Log } from './ports/log.js';
import type { PaperPrinter } from './ports/paper.js';
import type { PaymentGateway } from './ports/payment-gateway.js';
import type { Random } from './ports/random.js';
import type { PayoutRail } from './ports/payout-rail.js';
import type { ProviderBooks } from './ports/provider-books.js';
import type { ReadModels } from './ports/read-models.js';
import type { SubjectKeys } from './ports/subject-keys.js';
import { NO_TELEMETRY, type Telemetry } from './ports/telemetry.js';
import type { VideoStore } from './ports/video-store.js';
import { makeCase } from './processes/abandoned.js';
import { BankPayoutProcess } from './processes/bank-payout-process.js';
import { ChargebackProcess } from './processes/chargeback-process.js';
import { EvidenceProcess } from './processes/evidence-process.js';
import { EarningsProcess } from './processes/earnings-process.js';
import { OrderSlotsProcess } from './processes/order-slots-process.js';
import { PaymentProcess } from './processes/payment-process.js';
import { PayoutProcess } from './processes/payout-process.js';
import { stepContext } from './processes/process.js';
import { ReconciliationProcess } from './processes/reconciliation-process.js';
import { RefundProcess } from './processes/refund-process.js';
import { ALL_PROJECTIONS } from './projections/all-projections.js';
import { OurBooks } from './reconciliation/our-books.js';
import { Sections } from './reconciliation/sections.js';
import { startDueDays } from './reconciliation/start-due-days.js';
import { AggregatesRuntime } from './runtime/aggregates-runtime.js';
import { LIMITS } from './runtime/limits.js';
import { aborted, Leases } from './runtime/leases.js';
import { LogOfReadModels } from './runtime/log-of-read-models.js';
import { ProcessRuntime } from './runtime/process-runtime.js';
import { ProjectionRuntime } from './runtime/projection-runtime.js';
import { ReadModelReader } from './runtime/read-model-reader.js';
import { StreamReader } from './runtime/stream-reader.js';
import { ALONE, AMONG_OTHERS } from './runtime/remembered-streams.js';
import { refuseShortenedLog } from './shortened-log.js';

/** The ports that the application stands on. */
export interface Ports {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly store: EventStore;
  readonly models: ReadModels;
  readonly keys: SubjectKeys;
  readonly videos: VideoStore;
  readonly gateway: PaymentGateway;
  /** For what is sent to a bank; without it, a bank is answered in words alone. */
  readonly printer?: PaperPrinter;
  /** Those that are called to send a payout. */
  readonly payoutRails: readonly PayoutRail[];
  /** The provider's own; where there are none, no day is compared with ours. */
  readonly books?: ProviderBooks;
  readonly telemetry?: Telemetry;
  /** Whether the log is held against the money rules meanwhile. */
  readonly watchesMoney?: boolean;
  /** Where read models that are far behind catch up apart from here. */
  readonly catchUps?: CatchUps;
  /** Where other instances work on the same log and read models. */
  readonly instance?: Instance | undefined;
}

/** One of several. */
export interface Instance {
  readonly drives: { readonly projections: boolean; readonly processes: boolean };
  readonly leaseMs: number;
}

/** What is done by the clock, by one instance at a time. */
export type Chore = 'deadlines' | 'reconciliation' | 'clean_up' | 'payout_schedule';
const CHORES: readonly Chore[] = ['deadlines', 'reconciliation', 'clean_up', 'payout_schedule'];

/** Everything that runs behind the ways in, put together: no framework, so that a test or a simulator can drive it. */
export class Application {
  readonly codec: EventCodec<ShoutoutsEvent>;
  readonly aggregates: AggregatesRuntime;
  readonly streams: StreamReader;
  readonly reader: ReadModelReader;
  readonly projections: ProjectionRuntime;
  readonly processes: ProcessRuntime;
  readonly deadlines: DeadlineScanner;
  readonly moneyWatch: MoneyWatch;
  /** `undefined` where there are no books of the provider. */
  readonly liquidity: Liquidity | undefined;
  readonly #leases: Leases | undefined;

  constructor(private readonly ports: Ports) {
    const { clock, random, log, store, models, keys, videos, gateway, payoutRails } = ports;
    const { instance, telemetry = NO_TELEMETRY } = ports;
    const leases = instance && newLeases(ports, instance.leaseMs);
    this.#leases = leases;
    const codec = shoutoutsCodec(keys);
    const aggregates = new AggregatesRuntime(
      store,
      codec,
      clock,
      random,
      instance === undefined ? ALONE : AMONG_OTHERS,
    );
    const follower = { store, models, codec: new DecodeOnce(codec), clock, log, telemetry };
    const projections = new ProjectionRuntime({
      ...follower,
      projections: ALL_PROJECTIONS,
      catchUps: ports.catchUps,
      shared: leases && { leases, isDriving: instance?.drives.projections === true },
    });
    const reader = (this.reader = new ReadModelReader(models, projections));
    const payment = new PaymentProcess(aggregates, gateway);
    const refund = new RefundProcess(aggregates, gateway);
    this.streams = new StreamReader(store, codec, clock);
    const evidence = new EvidenceProcess(aggregates, gateway, this.streams, ports.printer);
    const payout = new PayoutProcess(aggregates, payoutRails);
    const { books } = ports;
    const ours = new OurBooks(aggregates, reader, gateway);
    const sections = books && {
      ...{ aggregates, store, clock, books, ours, reader, gateway },
      rails: payoutRails,
    };
    const slots = new OrderSlotsProcess(aggregates);
    const erasure = new PersonEraser({
      ...{ aggregates, keys, videos },
      ordersOf: (person) => ordersOfPerson(person, { store, reader }),
    });
    this.liquidity = books && new Liquidity({ books, reader, clock, log });
    this.codec = codec;
    this.aggregates = aggregates;
    this.projections = projections;
    this.processes = new ProcessRuntime({
      ...follower,
      processes: [
        ...[payment, refund, new ChargebackProcess(aggregates, gateway), evidence, slots],
        ...[
          new EarningsProcess(aggregates),
          payout,
          new BankPayoutProcess(aggregates, { reader, streams: this.streams }),
        ],
        ...(sections === undefined
          ? []
          : [new ReconciliationProcess({ aggregates, models, clock, sections: new Sections(sections) })]),
      ],
      leases,
      abandon: (process, event) => makeCase(aggregates, process, event),
    });
    this.moneyWatch = new MoneyWatch({ store, models, clock, log, leases });
    this.deadlines = new DeadlineScanner({
      ...{ models, clock, random, log, telemetry },
      collectionOf: (name) => projections.collectionOf(name),
      handlers: deadlineHandlers({ aggregates, payment, refund, evidence, payout, slots, erasure }),
    });
  }

  /**
   * Chooses the payment provider and opens the default markets the first time, then lets everything run.
   * @throws LogBehindReadModelsError, ReadModelsOfAnotherLogError, ForeignLogError, CopyOutdatedError, KeysOfLogMissingError,
   * OtherPaymentProviderError
   */
  async start(): Promise<void> {
    const { models, store, keys, clock, log, gateway } = this.ports;
    await new LogOfReadModels(store, models).takeOver(clock, log);
    // Nothing is appended to a log before it is known to be the right one; an empty one has nothing to be known by.
    if ((await store.lastPosition()) !== undefined) {
      await requireOwnLog(store, this.codec);
      await requireKeysOfLog(store, keys);
      await claimReadModels(models, store);
    }
    await refuseShortenedLog(models, store);
    await requireProviderOfLog(this.aggregates, gateway);
    await this.openDefaultMarkets();
    await claimReadModels(models, store);
    await this.projections.start();
    if (this.ports.instance?.drives.processes === false) return;
    this.processes.start();
    if (this.ports.watchesMoney === true) this.moneyWatch.start();
    for (const chore of CHORES) this.#leases?.keep(chore, ({ signal }) => aborted(signal));
  }

  /** What other instances wait for is given back first to last: they take over at once. */
  async stop(): Promise<void> {
    await Promise.all([this.processes.stop(), this.moneyWatch.stop()]);
    await this.#leases?.stop();
    await this.projections.stop();
  }

  /** Whether this instance is to do it now. Doing it twice does no harm. */
  does(chore: Chore): boolean {
    return this.#leases === undefined || this.#leases.holds(chore);
  }

  /** Meets every deadline that is due now, once the list of them has everything that is in the log. */
  async meetDeadlines(): Promise<{ readonly met: number; readonly position: Position }> {
    const { store } = this.ports;
    const listed = (await store.lastPosition()) ?? 0n;
    await this.projections.waitFor(DEADLINES, listed, LIMITS.deadlinesWaitMs);
    const met = await this.deadlines.scan();
    return { met, position: (await store.lastPosition()) ?? 0n };
  }

  /** Takes what the provider could not deliver by webhook, from its own record of that. Answers how much it was. */
  async reconcile(): Promise<number> {
    const undelivered = await this.ports.gateway.undeliveredEvents();
    for (const event of undelivered) await receiveEvent(this.aggregates, event);
    return undelivered.length;
  }

  /** Starts the run of each day that is over, and that nobody has started. Several instances that do so start one. */
  async reconcileDays(): Promise<void> {
    const { clock, gateway, store } = this.ports;
    await startDueDays({ aggregates: this.aggregates, store, provider: gateway.provider, now: clock.now() });
  }

  private async openDefaultMarkets(): Promise<void> {
    for (const [market, terms] of Object.entries(DEFAULT_MARKETS)) {
      const context = stepContext('setup', { id: market, correlationId: 'setup' }, 'open');
      await this.aggregates.execute(markets, market, context, (state, now) =>
        state.versions.length > 0
          ? []
          : publishMarketTerms(state, { market, terms, effectiveFrom: now, now }),
      );
    }
  }
}

const newLeases = ({ models, clock, log, random }: Ports, leaseMs: number): Leases =>
  new Leases({ models, clock, log, leaseMs, owner: random.uuid() });
