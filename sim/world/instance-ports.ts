import type { Ports } from '../../src/application/application.js';
import { RULE_BROKEN } from '../../src/application/finance/money-watch.js';
import type { Clock } from '../../src/application/ports/clock.js';
import type { Log } from '../../src/application/ports/log.js';
import { NO_TELEMETRY } from '../../src/application/ports/telemetry.js';
import { instant } from '../../src/domain/time.js';
import { SimulatedCatchUps } from '../ports/catch-ups.js';
import { SimulatedEventStore } from '../ports/event-store.js';
import { SimulatedPaymentGateway } from '../ports/payment-gateway.js';
import { SimulatedPayoutRail } from '../ports/payout-rail.js';
import { SimulatedProviderBooks } from '../ports/provider-books.js';
import { SimulatedReadModels } from '../ports/read-models.js';
import { SimulatedSubjectKeys } from '../ports/subject-keys.js';
import { SimulatedVideoStore } from '../ports/video-store.js';
import type { Dice } from './dice.js';
import type { InstanceCalls } from './instance-calls.js';
import type { World } from './world.js';
import { BEGINS_MS } from './world-time.js';

export const LEASE_MS = 60_000;

/** What one run of the program has of the world around it. */
export function portsOf(world: World, calls: InstanceCalls, latency: Pick<Dice, 'between'>): Ports {
  const { time, trace, provider } = world;
  const tell =
    (level: string) =>
    (message: string, fields: object = {}) =>
      trace.tell(calls.name, `${level} ${message} ${JSON.stringify(fields)}`);
  const clock: Clock = {
    now: () => instant(time.nowMs),
    monotonicMs: () => time.elapsedMs,
    sleep: (ms, signal) => calls.sleep(ms, signal),
  };
  const hearsAfterMs = (longest: number) => latency.between(1, longest);
  const log: Log = {
    ...{ info: tell('says'), warn: tell('WARNS') },
    error: (message, fields) => {
      tell('ERROR')(message, fields);
      if (message === RULE_BROKEN) world.broke(`the watch says: ${message} ${JSON.stringify(fields)}`);
    },
  };
  const store = new SimulatedEventStore(world.log, calls, time, hearsAfterMs, clock);
  const models = new SimulatedReadModels(world.documents, calls, () => time.elapsedMs);
  const keys = new SimulatedSubjectKeys(world.keyRing, calls);
  return {
    ...{ clock, log, store, models, keys },
    random: { uuid: () => world.uuid() },
    telemetry: NO_TELEMETRY,
    watchesMoney: true,
    catchUps: new SimulatedCatchUps({ clock, log, store, models, keys }),
    videos: new SimulatedVideoStore(world.files, calls),
    ...(world.reconciles && {
      books: new SimulatedProviderBooks(world.core, provider, BEGINS_MS, calls),
    }),
    payoutRails: [new SimulatedPayoutRail(provider.transfers, calls)],
    gateway: new SimulatedPaymentGateway(provider, calls, () => world.webhooks.undelivered),
    instance: world.isShared
      ? { drives: { projections: true, processes: true }, leaseMs: LEASE_MS }
      : undefined,
  };
}
