import type { Happening, ToldEvent } from '../../application/ports/telemetry.js';
import { callersSpan, spanIdOf, traceIdOf } from './trace-ids.js';

/** One piece of work in a trace, without its times. */
export interface SpanDraft {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly name: string;
  readonly kind: 'server' | 'internal';
  readonly isFailure: boolean;
  readonly attributes: Readonly<Record<string, string | number>>;
}

/** Older events come from a rebuild or a catching up: their work would bury that of today. */
const OLDEST_EVENT_MS = 10 * 60_000;

type Metadata = ToldEvent['metadata'];
type Of<Kind extends Happening['of']> = Happening & { readonly of: Kind };

/** Who acts when a deadline has come, as events name it: their work hangs below the deadline's. */
const ACTORS: Readonly<Record<Of<'deadline'>['kind'], string>> = {
  order: 'deadlines',
  quote: 'deadlines',
  payment: 'payment',
  refund: 'refund',
  evidence: 'evidence',
  payout: 'payout',
  order_slot: 'order_slots',
  erasure: 'erasure',
};

const commandSpan = (commandId: unknown, causationId: unknown) => spanIdOf('command', commandId, causationId);
const reactionSpan = (actor: string, causeId: unknown) => spanIdOf('reaction', actor, causeId);
const appendSpan = ({ commandId, $causationId }: Metadata) => spanIdOf('append', commandId, $causationId);
const requestSpan = (requestId: unknown) => spanIdOf('request', requestId);

/**
 * What happened as spans. Their ids follow from the ids in the events' metadata, so that a projection or a process finds its
 * parent without anything more being stored: see docs/decisions/0023.
 */
export function spansOf(happening: Happening): readonly SpanDraft[] {
  switch (happening.of) {
    case 'request':
      return [ofRequest(happening)];
    case 'command':
      return [ofCommand(happening)];
    case 'append':
      return ofAppend(happening);
    case 'projection':
      return ofProjection(happening);
    case 'reaction':
      return ofReaction(happening);
    case 'deadline':
      return [ofDeadline(happening)];
  }
}

function ofRequest({
  method,
  route,
  status,
  requestId,
  correlationId,
  traceparent,
}: Of<'request'>): SpanDraft {
  const caller = callersSpan(traceparent);
  return {
    traceId: caller?.traceId ?? traceIdOf(correlationId),
    spanId: requestSpan(requestId),
    parentSpanId: caller?.spanId,
    name: `${method} ${route}`,
    kind: 'server',
    isFailure: status >= 500,
    // Names of OpenTelemetry's semantic conventions.
    attributes: {
      'http.request.method': method,
      'http.route': route,
      'http.response.status_code': status,
      'shoutouts.request.id': requestId,
    },
  };
}

function ofCommand({ command, outcome, context }: Of<'command'>): SpanDraft {
  const { commandId, causationId, correlationId } = context;
  return {
    ...internal(correlationId, command, outcome === 'failed'),
    spanId: commandSpan(commandId, causationId),
    parentSpanId: requestSpan(causationId),
    attributes: { 'shoutouts.command.id': commandId, 'shoutouts.outcome': outcome },
  };
}

function ofAppend({ category, outcome, events }: Of<'append'>): readonly SpanDraft[] {
  const [first] = events;
  if (first === undefined) return [];
  const metadata: Metadata = first.metadata;
  return [
    {
      ...internal(metadata.$correlationId, `append to ${category}`, outcome === 'failed'),
      spanId: appendSpan(metadata),
      parentSpanId: parentOfAppend(metadata),
      attributes: {
        'shoutouts.outcome': outcome,
        'shoutouts.events': events.map(({ type }) => type).join(' '),
      },
    },
  ];
}

function parentOfAppend({ commandId, $causationId, source, actor }: Metadata): string {
  const isOwnInitiative = source === 'deadline' || String(source).startsWith('process:');
  return isOwnInitiative
    ? reactionSpan((actor as { readonly id: string }).id, $causationId)
    : commandSpan(commandId, $causationId);
}

/** One for each append in the batch: each belongs to a trace of its own. */
function ofProjection({ projection, events }: Of<'projection'>): readonly SpanDraft[] {
  const byAppend = new Map(events.filter(isRecent).map((event) => [appendSpan(event.metadata), event]));
  return [...byAppend].map(([parentSpanId, { metadata }]) => ({
    ...internal(metadata.$correlationId, `project ${projection}`, false),
    ...{ spanId: spanIdOf('projection', projection, parentSpanId), parentSpanId },
    attributes: { 'shoutouts.projection': projection, 'shoutouts.batch.events': events.length },
  }));
}

function ofReaction({ process, event, outcome }: Of<'reaction'>): readonly SpanDraft[] {
  if (!isRecent(event)) return [];
  return [
    {
      ...internal(event.metadata.$correlationId, `process ${process}`, outcome !== 'handled'),
      spanId: reactionSpan(process, event.id),
      parentSpanId: appendSpan(event.metadata),
      attributes: {
        'shoutouts.process': process,
        'shoutouts.event.type': event.type,
        'shoutouts.outcome': outcome,
      },
    },
  ];
}

const ofDeadline = ({ kind, cause, outcome }: Of<'deadline'>): SpanDraft => ({
  ...internal(cause.correlationId, `deadline ${kind}`, outcome === 'failed'),
  spanId: reactionSpan(ACTORS[kind], cause.id),
  parentSpanId: undefined,
  attributes: { 'shoutouts.outcome': outcome },
});

const internal = (correlationId: unknown, name: string, isFailure: boolean) =>
  ({ traceId: traceIdOf(String(correlationId)), name, kind: 'internal', isFailure }) as const;

const isRecent = ({ recordedAt }: ToldEvent): boolean =>
  Date.now() - Date.parse(recordedAt) < OLDEST_EVENT_MS;
