import type { Actor } from '../events/metadata.js';
import type { Position } from '../ports/event-store.js';
import { quoteView, type QuoteView } from '../projections/quote-view.js';
import type { ReadModelReader } from '../runtime/read-model-reader.js';
import { isStaff } from '../staff.js';

/** The quote, without what only the projection needs. */
export type QuoteSummary = ReturnType<typeof quoteSummary>;
export function quoteSummary({ folded: _folded, ...summary }: QuoteView) {
  return summary;
}

/** The quote, for its two sides and staff; for others there is none. */
export async function readVisibleQuote(
  reader: ReadModelReader,
  quoteId: string,
  actor: Actor,
  atLeast: Position | undefined,
): Promise<QuoteSummary | undefined> {
  const quote = await reader.get(quoteView, quoteId, atLeast);
  if (quote === undefined) return undefined;
  const isTheirs = quote.fanId === actor.id || quote.creatorId === actor.id;
  return isTheirs || isStaff(actor) ? quoteSummary(quote) : undefined;
}
