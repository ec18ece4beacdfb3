import type { ExplainedOrder } from '../../../application/orders/explained/explained-order.js';
import { formatBookAmount } from '../../../domain/reconciliation/difference.js';
import { formatMoney, money } from '../../../domain/money.js';
import { bad, good, heading, waiting } from '../colours.js';
import { inColumns, wrapped } from '../layout.js';
import { eventWords } from './event-words.js';
import { atText } from './text-of.js';

/** An order for people, at a hundred columns. Every part has a heading, and is left out where there is nothing of it. */
export const explainedWords = (order: ExplainedOrder): readonly string[] => [
  ...standing(order),
  ...part('Who and what', facts(order)),
  ...part('What happened', eventWords(order.events, Object.values(order.parties))),
  ...part('Deadlines', deadlines(order)),
  ...part('Ledger', ledger(order)),
  ...part('Payouts', order.payouts.map(payout)),
  ...part('Cases', order.cases.map(aCase)),
  ...part(
    'For a person to look at',
    order.moneyCases.map(({ foundAt, code, detail }) => wrapped(`  ${atText(foundAt)}  ${code}: `, detail)),
  ),
  ...part('What comes next', next(order)),
  ...part('Money rules', rules(order)),
];

const part = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', heading(title), ...lines];

const standing = ({ orderId, state, ending, position, asOf, why }: ExplainedOrder): readonly string[] => [
  `${heading(orderId)}: ${ending ?? state}`,
  wrapped('  ', why),
  `  As of position ${position} (${atText(asOf)} UTC).`,
];

function facts(order: ExplainedOrder): readonly string[] {
  const { parties, price, fee, earning, payment, paymentId, placedAt, refund, chargeback } = order;
  const rows = [
    ['fan', `${parties.fanId} (${parties.fanMarket})`],
    ['creator', `${parties.creatorId} (${parties.market})`],
    ...(parties.quoteId === null ? [] : [['quote', parties.quoteId]]),
    ['price', `${formatMoney(price)}: ${formatMoney(earning)} for the creator, ${formatMoney(fee)} fee`],
    ['placed', `${atText(placedAt)} UTC`],
    ['payment', `${payment}${paymentId === null ? '' : `, ${paymentId}`}`],
    ['money', moneyText(order)],
    ...(refund === 'none' ? [] : [['refund', `${refund}${promiseText(order)}`]]),
    ...(chargeback === 'none' ? [] : [['chargeback', `${chargeback}${fundsText(order)}`]]),
    ...(order.account === null ? [] : [['earning', earningText(order.account)]]),
  ];
  const width = Math.max(...rows.map(([name = '']) => name.length));
  return rows.map(([name = '', said = '']) => wrapped(`  ${name.padEnd(width)}  `, said));
}

const WHEREABOUTS = [
  ['paid', 'paidMinor'],
  ['refunded', 'refundedMinor'],
  ['earned', 'earnedMinor'],
  ['fee', 'feeMinor'],
  ['held', 'heldMinor'],
  ['charged back', 'chargedBackMinor'],
] as const;

function moneyText({ money: of, price: { currency } }: ExplainedOrder): string {
  const parts = WHEREABOUTS.filter(([, field]) => of[field] !== 0).map(
    ([name, field]) => `${name} ${formatMoney(money(BigInt(of[field]), currency))}`,
  );
  return parts.length === 0 ? 'nothing is paid' : parts.join(', ');
}

function promiseText({ refundPromise }: ExplainedOrder): string {
  if (refundPromise === null) return '';
  const { dueAt, sentAt, reference, confirmedAt } = refundPromise;
  return [
    `; due ${atText(dueAt)}`,
    sentAt === null ? 'not sent' : `sent ${atText(sentAt)}${reference === null ? '' : ` as ${reference}`}`,
    confirmedAt === null ? 'not confirmed' : `confirmed ${atText(confirmedAt)}`,
  ].join(', ');
}

function fundsText({ chargebackFunds, evidenceDueBy, price: { currency } }: ExplainedOrder): string {
  const due = evidenceDueBy === null ? '' : `; evidence is taken until ${atText(evidenceDueBy)}`;
  if (chargebackFunds === null) return due;
  const { withdrawnMinor, reinstatedMinor } = chargebackFunds;
  const amount = (minor: number): string => formatMoney(money(BigInt(minor), currency));
  return `; taken ${amount(withdrawnMinor)}, given back ${amount(reinstatedMinor)}${due}`;
}

const earningText = ({
  earning,
  availableAt,
  payoutId,
  hold,
}: NonNullable<ExplainedOrder['account']>): string =>
  [
    earning,
    ...(availableAt === null ? [] : [`available from ${atText(availableAt)}`]),
    ...(payoutId === null ? [] : [`in ${payoutId}`]),
    ...(hold === null ? [] : [`the account is held: ${hold}`]),
  ].join(', ');

const deadlines = ({ deadlines: all }: ExplainedOrder): readonly string[] =>
  inColumns(
    all.map(({ kind, dueAt, setBy, endedBy, outcome }) => [
      ...[kind.replace('_', ' '), atText(dueAt), outcome],
      `set by ${setBy.position} ${setBy.type}`,
      endedBy === null ? '' : `ended by ${endedBy.position} ${endedBy.type}`,
    ]),
    { indent: '  ' },
  ).map((line) => (line.includes('  running  ') ? waiting(line) : line));

function ledger({ postings, balances }: ExplainedOrder): readonly string[] {
  if (postings.length === 0) return [];
  const rows = postings.map(({ position, event, of, effectiveAt, account, amountMinor, currency }) => [
    ...[position, atText(effectiveAt), of === 'order' ? event : `${event} (of the ${of})`],
    ...[account, formatMoney(money(amountMinor, currency))],
  ]);
  const left = balances.map(({ account, currency, balanceMinor }) => [
    ...['', '', 'left of the order', account, formatMoney(money(balanceMinor, currency))],
  ]);
  return inColumns([...rows, ...left], { indent: '  ', right: [0, 4] });
}

function payout(of: ExplainedOrder['payouts'][number]): string {
  const { payoutId, runId, state, rail, currency, amountMinor, orders, reference, code, since } = of;
  const amount = formatMoney(money(BigInt(amountMinor), currency));
  return wrapped(
    `  ${payoutId}  `,
    [
      `${state} since ${atText(since)}: ${amount} by ${rail}, with ${String(orders)} orders, in ${runId}`,
      ...(reference === null ? [] : [`as ${reference}`]),
      ...(code === null ? [] : [`because of ${code}`]),
    ].join(', '),
  );
}

function aCase(of: ExplainedOrder['cases'][number]): string {
  const { caseId, status, kind, about, objectId, amountMinor, currency, ours, theirs, owner } = of;
  const amount = formatBookAmount({ amountMinor: BigInt(amountMinor), currency });
  return wrapped(
    `  ${caseId}  `,
    [
      `${status}: ${kind}, ${about} ${objectId}, ${amount}`,
      `ours: ${ours ?? 'nothing'}; theirs: ${theirs ?? 'nothing'}`,
      ...(owner === null ? [] : [`seen to by ${owner}`]),
    ].join('; '),
  );
}

const next = ({ next: sentence, nextAt, whoActs, waits }: ExplainedOrder): readonly string[] => [
  wrapped('  ', sentence),
  ...(whoActs === 'nobody' ? [] : [`  It waits for the ${whoActs}${untilText(nextAt)}.`]),
  ...waits.map(({ at, sentence: said }) => waiting(wrapped('  ', `${whenText(at)}${said}`))),
];

const untilText = (at: string | null): string => (at === null ? '' : ` until ${atText(at)} UTC`);
const whenText = (at: string | null): string => (at === null ? '' : `${atText(at)} UTC: `);

const rules = ({ rules: { kept, broken } }: ExplainedOrder): readonly string[] =>
  kept
    ? [`  ${good('Every money rule is kept')} for this order.`]
    : broken.map(({ says, of, id, event, position }) =>
        bad(wrapped('  BROKEN  ', `${says} (${of} ${id}, by ${event} at position ${position})`)),
      );
