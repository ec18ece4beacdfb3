import { type HrTime, SpanKind, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, type ReadableSpan } from '@opentelemetry/sdk-trace';
import { type SpanDraft, spansOf } from './spans.js';
import type { Listener } from './tell-all.js';

/** How long a collector is waited for, also at the end of the program. */
const EXPORT_MS = 3_000;

export interface SpanExport {
  readonly listener: Listener;
  /** Sends what is left. */
  close(): Promise<void>;
}

/**
 * Sends what happens as spans, by OTLP over HTTP, in batches. While the collector cannot be reached, spans are dropped; nothing
 * else waits for them.
 *
 * @param endpoint its base address, as OTEL_EXPORTER_OTLP_ENDPOINT has it
 */
export function exportSpans(endpoint: string, version: string): SpanExport {
  const exporter = new OTLPTraceExporter({ url: `${endpoint}/v1/traces`, timeoutMillis: EXPORT_MS });
  const processor = new BatchSpanProcessor({ exporter, exportTimeoutMillis: EXPORT_MS });
  const resource = resourceFromAttributes({ 'service.name': 'shoutouts', 'service.version': version });
  const readable = spanMaker(resource, version);
  return {
    listener: (happening, beganMs) => {
      const endedMs = performance.timeOrigin + performance.now();
      for (const draft of spansOf(happening)) processor.onEnd(readable(draft, beganMs, endedMs));
    },
    close: () => processor.shutdown().catch(() => undefined),
  };
}

const spanMaker =
  (resource: ReadableSpan['resource'], version: string) =>
  (draft: SpanDraft, beganMs: number, endedMs: number): ReadableSpan => {
    const { traceId, parentSpanId, spanId, name, kind, isFailure, attributes } = draft;
    const inTrace = (id: string) => ({ traceId, spanId: id, traceFlags: TraceFlags.SAMPLED });
    return {
      ...{ name, attributes, resource },
      kind: kind === 'server' ? SpanKind.SERVER : SpanKind.INTERNAL,
      spanContext: () => inTrace(spanId),
      ...(parentSpanId === undefined ? {} : { parentSpanContext: inTrace(parentSpanId) }),
      startTime: hrTime(beganMs),
      endTime: hrTime(endedMs),
      duration: hrTime(endedMs - beganMs),
      status: { code: isFailure ? SpanStatusCode.ERROR : SpanStatusCode.UNSET },
      instrumentationScope: { name: 'shoutouts', version },
      ...{ links: [], events: [], ended: true },
      ...{ droppedAttributesCount: 0, droppedEventsCount: 0, droppedLinksCount: 0 },
    };
  };

function hrTime(ms: number): HrTime {
  const seconds = Math.floor(ms / 1000);
  return [seconds, Math.round((ms - seconds * 1000) * 1e6)];
}
