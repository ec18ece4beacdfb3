import { Registry } from 'prom-client';
import type { Application } from './application/application.js';
import type { Readiness } from './application/health/readiness.js';
import type { Telemetry } from './application/ports/telemetry.js';
import type { ProcessStatus } from './application/runtime/process-runtime.js';
import { OpenCases } from './application/cases/open-cases.js';
import { agesOfOpenItems } from './application/finance/open-items.js';
import { type LogLag, LogLags } from './application/runtime/log-lag.js';
import type { Engines } from './engines.js';
import { countHappenings, type Measured, measureOnLook } from './infrastructure/telemetry/metrics.js';
import { type MetricsServer, serveMetrics } from './infrastructure/telemetry/metrics-server.js';
import { type Listener, tellAll } from './infrastructure/telemetry/tell-all.js';
import type { Settings } from './settings.js';

/** What is measured of the running program. */
export interface Running {
  readonly engines: Engines;
  readonly application: Application;
  readonly readiness: Readiness;
  readonly requestsUnderWay: () => number;
}

export interface OpenTelemetry {
  readonly telemetry: Telemetry;
  /** Serves the metrics, where the settings say so. */
  serve(running: Running): Promise<MetricsServer | undefined>;
  /** Sends what was not sent yet. */
  close(): Promise<void>;
}

/** Whoever the settings want to hear of what happens; nobody, at no cost, without such settings. */
export async function openTelemetry(
  { metrics, otlpEndpoint }: Settings,
  version: string,
): Promise<OpenTelemetry> {
  const registry = metrics === undefined ? undefined : new Registry();
  // Loaded only where it is wanted: it is ten times as much code as everything else here.
  const spans =
    otlpEndpoint === undefined
      ? undefined
      : (await import('./infrastructure/telemetry/export-spans.js')).exportSpans(otlpEndpoint, version);
  const listeners: Listener[] = [
    ...(registry === undefined ? [] : [countHappenings(registry)]),
    ...(spans === undefined ? [] : [spans.listener]),
  ];
  return {
    telemetry: tellAll(listeners),
    close: async () => spans?.close(),
    serve: (running) => {
      if (metrics === undefined || registry === undefined) return Promise.resolve(undefined);
      measureOnLook(registry, gaugesOf(running));
      return serveMetrics(registry, metrics.port, metrics.host);
    },
  };
}

function gaugesOf(running: Running): readonly Measured[] {
  const { application, readiness, requestsUnderWay } = running;
  const projections = async (of: (lag: LogLag) => number) => lagsOf(running, 'projections', of);
  const processes = async (of: (lag: LogLag) => number) => lagsOf(running, 'processes', of);
  const one = (value: number) => new Map([['', value]]);
  return [
    {
      name: 'shoutouts_http_requests_under_way',
      help: 'Requests that are not answered yet',
      measure: () => Promise.resolve(one(requestsUnderWay())),
    },
    {
      name: 'shoutouts_projection_lag_events',
      help: 'Events that a projection has not looked at; 1000 means that many or more',
      label: 'projection',
      measure: () => projections(({ events }) => events),
    },
    {
      name: 'shoutouts_projection_lag_seconds',
      help: 'The age of the oldest event in the log that a projection has not looked at, whether it takes it or not',
      label: 'projection',
      measure: () => projections(({ seconds }) => seconds),
    },
    {
      name: 'shoutouts_projection_in_trouble',
      help: '1 while a projection cannot go on; GET /v1/projections says why',
      label: 'projection',
      measure: async () => inTrouble((await application.projections.status()).projections),
    },
    {
      name: 'shoutouts_process_lag_events',
      help: 'Events that a process has not looked at; 1000 means that many or more',
      label: 'process',
      measure: () => processes(({ events }) => events),
    },
    {
      name: 'shoutouts_process_lag_seconds',
      help: 'The age of the oldest event in the log that a process has not looked at, whether it handles it or not',
      label: 'process',
      measure: () => processes(({ seconds }) => seconds),
    },
    {
      name: 'shoutouts_process_in_trouble',
      help: '1 while a process that this instance drives cannot go on; its log says why',
      label: 'process',
      measure: () => Promise.resolve(inTrouble(processesOf(application))),
    },
    ...[setAsideOf(running), unknownEventsOf(running), moneyRulesOf(running)],
    {
      name: 'shoutouts_deadlines_due',
      help: 'Deadlines that have come and are not met yet',
      measure: async () => one((await application.deadlines.waiting()).due),
    },
    {
      name: 'shoutouts_deadlines_overdue',
      help: 'Those that came more than a minute ago: something keeps them from being met',
      measure: async () => one((await application.deadlines.waiting()).overdue),
    },
    ...gaugesOfMoney(running),
    {
      name: 'shoutouts_dependency_up',
      help: '1 while what the program depends on answers, as /health/ready says',
      label: 'dependency',
      measure: async () => {
        const { dependencies } = await readiness.report();
        return new Map(dependencies.map(({ name, state }) => [name, state === 'up' ? 1 : 0]));
      },
    },
  ];
}

const unknownEventsOf = ({ application }: Running): Measured => ({
  name: 'shoutouts_projection_unknown_events',
  help: 'Events of types that this release does not know, which a projection that this instance drives passed over since it started',
  label: 'projection',
  measure: async () => {
    const { projections } = await application.projections.status();
    return new Map(projections.map(({ name, unknownEvents }) => [name, unknownEvents]));
  },
});

const setAsideOf = ({ application }: Running): Measured => ({
  name: 'shoutouts_projection_set_aside',
  help: 'Documents that a projection could not apply an event to, and that stand still; shoutouts projections aside names them',
  label: 'projection',
  measure: async () => {
    const { projections } = await application.projections.status();
    return new Map(projections.map(({ name, setAside }) => [name, setAside]));
  },
});

const moneyRulesOf = ({ application }: Running): Measured => ({
  name: 'shoutouts_money_rules_broken',
  help: 'How often each money rule is broken in the log, as far as it was held against them; the log of the program names each',
  label: 'rule',
  measure: () => application.moneyWatch.brokenByRule(),
});

/** With the watch over the money rules, which follows the log as a process does. */
const processesOf = ({ processes, moneyWatch }: Application): readonly ProcessStatus[] => [
  ...processes.status(),
  moneyWatch.status(),
];

/** What finance has to see to. */
function gaugesOfMoney({ engines, application }: Running): readonly Measured[] {
  const cases = new OpenCases(application.reader, engines.clock);
  return [
    {
      name: 'shoutouts_cases_open',
      help: "Differences between our books and the provider's that nobody has closed, by kind",
      label: 'kind',
      measure: () => cases.count(),
    },
    {
      name: 'shoutouts_cases_oldest_seconds',
      help: 'Since when the oldest of them is open, by kind; 0 where there is none',
      label: 'kind',
      measure: () => cases.ages(),
    },
    {
      name: 'shoutouts_ledger_oldest_open_seconds',
      help: 'Since when the oldest order or payout has not come to zero in each clearing account of the ledger; 0 where all have',
      label: 'account',
      measure: () => agesOfOpenItems(application.reader, engines.clock),
    },
    {
      name: 'shoutouts_refunds_short_minor',
      help: 'By how much refunds that are due, or will be within a day, exceed what the provider has available; 0 or less is enough',
      label: 'currency',
      measure: () => Promise.resolve(shortfalls(application)),
    },
  ];
}

async function lagsOf(
  { application, engines }: Running,
  whose: 'projections' | 'processes',
  of: (lag: LogLag) => number,
): Promise<ReadonlyMap<string, number>> {
  // Where a process is that another instance drives, only that one knows.
  const followers =
    whose === 'processes'
      ? processesOf(application).filter(({ state }) => state !== 'elsewhere')
      : (await application.projections.status()).projections;
  const lags = new LogLags(engines, await engines.store.lastPosition());
  const entries = followers.map(
    async ({ name, position }) => [name, of(await lags.after(position))] as const,
  );
  return new Map(await Promise.all(entries));
}

const inTrouble = (
  followers: readonly { readonly name: string; readonly trouble: unknown }[],
): ReadonlyMap<string, number> =>
  new Map(followers.map(({ name, trouble }) => [name, trouble === undefined ? 0 : 1]));

const shortfalls = ({ liquidity }: Application): ReadonlyMap<string, number> =>
  new Map(
    (liquidity?.last ?? []).map(({ currency, availableMinor, dueMinor, soonMinor }) => [
      currency,
      Number(dueMinor + soonMinor - availableMinor),
    ]),
  );
