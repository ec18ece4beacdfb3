import type { RecordedEvent } from '../../src/application/ports/event-store.js';
import type { Fields } from './order-opinions.js';
import { type Amount, textIn } from './order-story.js';

export type Said = Fields & { readonly price: Amount; readonly stars: number };
type Tell = (said: Said, event: RecordedEvent, there: Fields | undefined) => Fields | null;

/** One read model: which document an event is about, and how it shows it; `null` where there is none any more. */
export interface Opinion {
  readonly model: string;
  readonly idOf: (said: Said, event: RecordedEvent) => string;
  readonly tells: Readonly<Record<string, Tell>>;
}

export const named = (field: string) => (said: Said) => textIn(said, field);
export const byEvent = (_said: Said, { id }: RecordedEvent): string => id;
export const at = ({ revision }: RecordedEvent): Fields => ({ revision: String(revision) });
