import { collectDefaultMetrics, Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { CATEGORIES } from '../../application/categories.js';
import type { Happening } from '../../application/ports/telemetry.js';
import { PROCESS_NAMES } from '../../application/processes/process.js';
import type { Listener } from './tell-all.js';

/** From the fastest command to where a client gives up. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Counts and times what happens. Names are for good: dashboards and alerts go by them. */
export function countHappenings(registry: Registry): Listener {
  collectDefaultMetrics({ register: registry });
  const count = counters(registry);
  beginAtZero(count);
  return (happening, beganMs) => {
    const seconds = (performance.timeOrigin + performance.now() - beganMs) / 1000;
    switch (happening.of) {
      case 'request': {
        const { method, route, status } = happening;
        return count.requests.observe({ method, route, status }, seconds);
      }
      case 'command':
        return count.commands.observe({ command: happening.command, outcome: happening.outcome }, seconds);
      case 'append':
        return countAppend(count, happening, seconds);
      case 'projection':
        return count.projected.inc({ projection: happening.projection }, happening.events.length);
      case 'reaction':
        return count.reactions.observe({ process: happening.process, outcome: happening.outcome }, seconds);
      case 'deadline':
        return count.deadlines.inc({ kind: happening.kind, outcome: happening.outcome });
    }
  };
}

type Counters = ReturnType<typeof counters>;

/** What begins with its first occurrence has not risen by then: `increase` and `rate` would miss it. */
function beginAtZero({ appends, conflicts, reactions, outcomesUnknown }: Counters): void {
  for (const category of CATEGORIES) {
    appends.zero({ category, outcome: 'failed' });
    conflicts.inc({ category }, 0);
  }
  for (const process of PROCESS_NAMES)
    for (const outcome of ['failed', 'abandoned']) reactions.zero({ process, outcome });
  outcomesUnknown.inc(0);
}

function countAppend(count: Counters, append: Happening & { readonly of: 'append' }, seconds: number): void {
  const { category, outcome, events } = append;
  count.appends.observe({ category, outcome }, seconds);
  if (outcome === 'conflict') count.conflicts.inc({ category });
  if (outcome !== 'appended') return;
  count.appended.inc({ category }, events.length);
  count.outcomesUnknown.inc(events.filter(({ type }) => type === 'ProviderOutcomeUnknown').length);
  const bytes = events.reduce((sum, { data }) => sum + Buffer.byteLength(JSON.stringify(data)), 0);
  count.bytes.inc({ category }, bytes);
}

const counters = (registry: Registry) => ({
  requests: new Histogram({
    name: 'shoutouts_http_request_seconds',
    help: 'Requests by route and status, by how long they took',
    labelNames: ['method', 'route', 'status'],
    ...{ buckets: SECONDS, registers: [registry] },
  }),
  commands: new Histogram({
    name: 'shoutouts_command_seconds',
    help: 'Commands of requests and webhooks by outcome: accepted, the code of a refusal, or failed',
    labelNames: ['command', 'outcome'],
    ...{ buckets: SECONDS, registers: [registry] },
  }),
  appends: new Histogram({
    name: 'shoutouts_append_seconds',
    help: 'Appends to the log by outcome: appended, conflict, failed',
    labelNames: ['category', 'outcome'],
    ...{ buckets: SECONDS, registers: [registry] },
  }),
  conflicts: new Counter({
    name: 'shoutouts_append_conflicts_total',
    help: 'Appends that somebody else was faster than',
    labelNames: ['category'],
    registers: [registry],
  }),
  appended: new Counter({
    name: 'shoutouts_appended_events_total',
    help: 'Events appended to the log',
    labelNames: ['category'],
    registers: [registry],
  }),
  bytes: new Counter({
    name: 'shoutouts_appended_bytes_total',
    help: 'The data of events appended to the log, in bytes, without their metadata',
    labelNames: ['category'],
    registers: [registry],
  }),
  outcomesUnknown: new Counter({
    name: 'shoutouts_provider_outcomes_unknown_total',
    help: 'Times that it was recorded that the payment provider did not answer clearly; it is asked again later',
    registers: [registry],
  }),
  projected: new Counter({
    name: 'shoutouts_projection_events_total',
    help: 'Events that a projection took, those of rebuilds included',
    labelNames: ['projection'],
    registers: [registry],
  }),
  reactions: new Histogram({
    name: 'shoutouts_process_reaction_seconds',
    help: 'Events that a process handled, failed on (it tries again), or abandoned (a person must look)',
    labelNames: ['process', 'outcome'],
    ...{ buckets: SECONDS, registers: [registry] },
  }),
  deadlines: new Counter({
    name: 'shoutouts_deadlines_total',
    help: 'Deadlines that were seen to, or failed and are tried again',
    labelNames: ['kind', 'outcome'],
    registers: [registry],
  }),
});

/** What is measured when somebody looks. */
export interface Measured {
  readonly name: string;
  readonly help: string;
  /** The name of the one label, if it has one. */
  readonly label?: string;
  /** By the value of the label; rejects when it cannot be measured now, and is then left out. */
  readonly measure: () => Promise<ReadonlyMap<string, number>>;
}

export function measureOnLook(registry: Registry, gauges: readonly Measured[]): void {
  for (const { name, help, label, measure } of gauges)
    new Gauge({
      ...{ name, help, registers: [registry], labelNames: label === undefined ? [] : [label] },
      async collect() {
        this.reset();
        const values = await measure().catch(() => new Map<string, number>());
        if (label === undefined && values.size === 0) this.remove();
        for (const [of, value] of values) this.set(label === undefined ? {} : { [label]: of }, value);
      },
    });
}
