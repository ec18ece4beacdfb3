import type { ShoutoutsEvent } from '../all-events.js';
import type { Books, NoteKind } from './notes.js';

export type NoteId = readonly [kind: NoteKind, id: string];

/** The notes by which an event is audited. Those of the payouts that have its orders are known once its earnings are. */
export function neededNotes(books: Books, { data }: ShoutoutsEvent, streamId: string): readonly NoteId[] {
  const orderIds = ordersIn(data);
  const lines = 'lines' in data ? data.lines : [];
  const inFile = 'payoutIds' in data ? data.payoutIds : [];
  return [
    ...orderIds.flatMap((orderId): NoteId[] => {
      const by = books.find('earning', orderId)?.payoutId ?? null;
      return [['order', orderId], ['earning', orderId], ...(by === null ? [] : [['payout', by] as const])];
    }),
    ...('creatorId' in data ? [['account', streamId] as const] : []),
    ...('runId' in data ? [['run', data.runId] as const] : []),
    ...('caseId' in data ? [['case', data.caseId] as const] : []),
    ...('payoutId' in data ? payoutNotes(books, data.payoutId) : []),
    ...('destinationId' in data ? [['destination', data.destinationId] as const] : []),
    ...[...inFile, ...lines.map(({ payoutId }) => payoutId)].map((id) => ['payout', id] as const),
  ];
}

/** Whether its file was given out, its run knows. */
function payoutNotes(books: Books, payoutId: string): readonly NoteId[] {
  const runId = books.find('payout', payoutId)?.runId;
  return [['payout', payoutId], ...(runId === undefined ? [] : [['run', runId] as const])];
}

function ordersIn(data: ShoutoutsEvent['data']): readonly string[] {
  if ('orderIds' in data) return data.orderIds;
  return 'orderId' in data && data.orderId !== null ? [data.orderId] : [];
}
