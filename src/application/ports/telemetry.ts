import type { CommandContext } from '../command-context.js';
import type { Deadline } from '../deadlines/deadline.js';
import type { EventMetadata } from '../events/metadata.js';
import type { NewEvent } from './event-store.js';

/** An event as far as telemetry asks. What is recorded has its metadata from the codec. */
export interface ToldEvent {
  readonly id: string;
  readonly type: string;
  readonly recordedAt: string;
  readonly metadata: { readonly [Name in keyof EventMetadata]?: unknown };
}

export type Happening =
  | {
      readonly of: 'request';
      readonly method: string;
      /** The pattern, never the address: that may be personal. */
      readonly route: string;
      readonly status: number;
      readonly requestId: string;
      readonly correlationId: string;
      /** W3C Trace Context, as the caller sent it. */
      readonly traceparent: string | undefined;
    }
  | {
      readonly of: 'command';
      readonly command: string;
      /** `accepted`, the code of a refusal, or `failed`. */
      readonly outcome: string;
      readonly context: CommandContext;
    }
  | {
      readonly of: 'append';
      readonly category: string;
      readonly outcome: 'appended' | 'conflict' | 'failed';
      readonly events: readonly NewEvent[];
    }
  | { readonly of: 'projection'; readonly projection: string; readonly events: readonly ToldEvent[] }
  | {
      readonly of: 'reaction';
      readonly process: string;
      readonly event: ToldEvent;
      /** `failed` is tried again; `abandoned` became a case for a person. */
      readonly outcome: 'handled' | 'failed' | 'abandoned';
    }
  | {
      readonly of: 'deadline';
      readonly kind: Deadline['kind'];
      readonly cause: { readonly id: string; readonly correlationId: string };
      readonly outcome: 'met' | 'failed';
    };

/**
 * What runs here tells of its work as it ends; adapters count it and draw it. Nothing is decided by it, and nothing waits
 * for it.
 */
export abstract class Telemetry {
  /** Real time in milliseconds since 1970, with fractions: only to be handed back to `tell`. */
  abstract now(): number;
  /** @param beganMs what `now` said when it began; it ends now */
  abstract tell(happening: Happening, beganMs: number): void;
}

/** Nobody listens. */
export const NO_TELEMETRY: Telemetry = { now: () => 0, tell: () => undefined };
