import { deadlineOf, expireOrder } from '../../../src/domain/order/decide.js';
import { evolveOrder, type Order } from '../../../src/domain/order/order.js';
import { isRejection } from '../../../src/domain/rejection.js';
import { DAY_MS, epochMs, MINUTE_MS } from '../../../src/domain/time.js';
import { chargebackOf, type Exploration, type Met, refundOf, type Stroke } from './explore.js';

/** The text of docs/order-life-cycle.md, from what the deciders did. */
export const documentOf = (exploration: Exploration): string =>
  `# The life of an order

This page is generated from the deciders in \`src/domain/order\`: a test runs every command on every kind of order that
can be reached, at once and at its deadline, and draws what happened. An arrow is one append: the events on it are
recorded together or not at all. The fan pays first; from \`FundsHeld\` on, every ending but a delivery is a full refund.
A deadline decides by the clock alone: what is asked at \`now < deadline\` is in time, at \`now >= deadline\` it is late,
whether or not the expiry has been recorded.

## From the order to its end

${diagram(mainArrows(exploration.strokes))}

## Deadlines

Windows are those of the terms that TR and AE start with; an order keeps the ones that it was placed under. While a video
is in review, the delivery window stands still: after a rejection, what was left of it begins again.

${deadlineTable(exploration.met)}

## The refund

Requested, pending, issued and failed are four different things; it is issued only when the provider says so. A failed
one waits for a person. \`none --> issued\` is a refund that somebody made in the provider's dashboard, or the last part of it:
\`PartRefunded\` changes nothing but how much is left.

${diagram(partArrows(exploration.strokes, 'Refund', refundOf))}

## A chargeback

It ends an order that was still under way. Won, an order without a delivery is refunded; lost, the bank has paid the fan.

${diagram(partArrows(exploration.strokes, 'Chargeback', chargebackOf))}
`;

interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly label: string;
}

const mainArrows = (strokes: readonly Stroke[]): readonly Arrow[] =>
  strokes
    .map(({ before, events, after }) => ({
      from: nameOf(before),
      to: nameOf(after),
      types: events.map(({ type }) => type),
    }))
    // What happens to the money of an order that is over has diagrams of its own.
    .filter(({ from, to, types }) => from !== to || !types.every(isOfMoney))
    .map(({ from, to, types }) => ({ from, to, label: types.join(' + ') }));

const isOfMoney = (type: string): boolean => isOf('Refund', type) || isOf('Chargeback', type);

const isOf = (part: 'Refund' | 'Chargeback', type: string): boolean =>
  type.startsWith(part) || type.startsWith(`Part${part}`);

/** The arrows of one part of an order, each event by itself. */
const partArrows = (
  strokes: readonly Stroke[],
  part: 'Refund' | 'Chargeback',
  partOf: (order: Order) => string,
): readonly Arrow[] =>
  strokes.flatMap(({ before, events }) => {
    let order = before;
    return events.flatMap((event) => {
      const from = partOf(order);
      order = evolveOrder(order, event);
      return isOf(part, event.type) ? [{ from, to: partOf(order), label: event.type }] : [];
    });
  });

const nameOf = (order: Order): string => {
  if (order.status === 'none') return '[*]';
  return order.status === 'ended' ? order.ending : order.status;
};

function diagram(arrows: readonly Arrow[]): string {
  const lines = new Set(arrows.map(({ from, to, label }) => `    ${from} --> ${to}: ${label}`));
  return ['```mermaid', 'stateDiagram-v2', ...lines, '```'].join('\n');
}

function deadlineTable(met: readonly Met[]): string {
  const rows = new Map<string, readonly string[]>();
  for (const { order, since } of met) {
    const deadline = deadlineOf(order);
    if (deadline === null || rows.has(order.status)) continue;
    const [field] = Object.entries(order).find(([, value]) => value === deadline) ?? [''];
    const expiry = expireOrder(order, { now: deadline });
    const events = isRejection(expiry) ? [] : expiry.map(({ type }) => `\`${type}\``);
    const window = inWords(epochMs(deadline) - epochMs(since));
    rows.set(order.status, [`\`${order.status}\``, `\`${field}\``, window, events.join(' + ')]);
  }
  return table(['While the order is', 'Until', 'Window', 'Else'], [...rows.values()]);
}

const inWords = (ms: number): string =>
  ms % DAY_MS === 0 ? `${String(ms / DAY_MS)} days` : `${String(ms / MINUTE_MS)} minutes`;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[], fill = ' ') =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0, fill)).join(' | ')} |`;
  const rule = line(
    head.map(() => ''),
    '-',
  );
  return [line(head), rule, ...rows.map((row) => line(row))].join('\n');
}
