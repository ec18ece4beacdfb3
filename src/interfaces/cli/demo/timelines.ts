import type { ApiClient } from './api-client.js';
import type { Person, PlayedOrder } from './stage.js';
import { wrapped } from '../layout.js';
import { shortIds } from './words.js';

export interface TimelineBody {
  readonly entries: readonly {
    readonly type: string;
    readonly at: string;
    readonly position: string;
    readonly sentence: string;
  }[];
  readonly why: string;
  readonly next: string;
}

/** What happened to an order, why it is where it is and what happens next: in the words of the API, to staff. */
export async function timelineOf(
  api: ApiClient,
  reader: Person,
  { title, orderId }: PlayedOrder,
): Promise<string> {
  const path = `/v1/orders/${orderId}/timeline`;
  const { entries, why, next } = await api.query<TimelineBody>(reader, path);
  // The other read models are to have all of it, too, when the money is counted.
  for (const { position } of entries) api.saw(position);
  return [
    `${title}  ${shortIds(orderId)}`,
    ...entries.map(({ at, sentence }) => wrapped(`  ${at.slice(0, 19).replace('T', ' ')}  `, sentence)),
    wrapped('  why   ', why),
    wrapped('  next  ', next),
  ].join('\n');
}
