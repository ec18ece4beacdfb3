import { hash } from 'node:crypto';
import type { DecodedEvent } from '../../src/application/events/decoded-event.js';
import { brokenInWords, MoneyAudit } from '../../src/application/finance/money-audit.js';
import type { EventOf, EventType, ShoutoutsEvent } from '../../src/domain/all-events.js';
import { atBank } from '../../src/interfaces/cli/demo/bank-messages.js';
import { grouped } from '../check/grouped.js';
import type { Bank } from './bank.js';
import type { MoneyBooks, Moved } from './read-money.js';

export type Log = readonly DecodedEvent<ShoutoutsEvent>[];

interface Sides {
  readonly log: Log;
  readonly provider: MoneyBooks;
  readonly bank: Pick<Bank, 'files' | 'undone' | 'wrong'>;
}

/** What may not be at any moment, whatever is under way. */
export const differencesNow = (sides: Sides): readonly string[] => [
  ...brokenRules(sides.log),
  ...sides.bank.wrong,
  ...paidTwice(sides),
  ...transfersNotReserved(sides),
  ...fileDifferences(sides),
  ...refundedTwice(sides),
  ...answeredTwice(sides),
];

/** What may not be left when all has come to its end. */
export const differencesAtEnd = (sides: Sides): readonly string[] => [
  ...differencesNow(sides),
  ...runsNotCarriedOut(sides.log),
  ...payoutsNotAsTransfers(sides),
  ...refundsNotAsIssued(sides),
  ...answersNotAsSubmitted(sides),
];

const ofType = <Type extends EventType>(log: Log, type: Type): readonly EventOf<Type>['data'][] =>
  log.filter((event) => event.type === type).map(({ data }) => data as EventOf<Type>['data']);

function brokenRules(log: Log): readonly string[] {
  const audit = new MoneyAudit();
  return log.flatMap((event) => audit.take(event)).map(brokenInWords);
}

const isLive = ({ amountMinor, reversedMinor }: Moved): boolean => reversedMinor < amountMinor;

/** Asked of those who have the money: what the provider sent, and what the bank was told to pay. */
function paidTwice({ log, provider, bank }: Sides): readonly string[] {
  const files = [...bank.files.values()];
  const out = ofType(log, 'PayoutReserved').flatMap(({ payoutId, orderIds }) => {
    const sent = provider.transfers.filter((transfer) => transfer.payoutId === payoutId && isLive(transfer));
    const told = bank.undone.has(payoutId)
      ? 0
      : files.reduce((sum, text) => sum + timesIn(text, payoutId), 0);
    const times = sent.length + told;
    return orderIds.flatMap((orderId) => Array.from({ length: times }, () => ({ orderId, payoutId })));
  });
  return [...grouped(out, ({ orderId }) => orderId)]
    .filter(([, payouts]) => payouts.length > 1)
    .map(
      ([orderId, payouts]) =>
        `${orderId} is paid out ${String(payouts.length)} times: ${payouts.map(({ payoutId }) => payoutId).join(', ')}`,
    );
}

const timesIn = (file: string, payoutId: string): number =>
  file.split(`<EndToEndId>${atBank(payoutId)}</EndToEndId>`).length - 1;

function transfersNotReserved({ log, provider }: Sides): readonly string[] {
  const reserved = new Map(
    ofType(log, 'PayoutReserved').map((payout) => [payout.payoutId as string, payout]),
  );
  return provider.transfers
    .filter(({ payoutId, amountMinor }) => reserved.get(payoutId)?.amount.amountMinor !== BigInt(amountMinor))
    .map(({ id, payoutId }) => `the transfer ${id} is not what was reserved as ${payoutId}`);
}

/** Those are the bytes of which the log has the digest. */
function fileDifferences({ log, bank }: Sides): readonly string[] {
  const made = ofType(log, 'BankFileMade');
  return [...bank.files].flatMap(([runId, text]) => {
    const digests = made.filter((file) => file.runId === runId).map(({ sha256 }) => sha256);
    return digests.length === 1 && digests[0] === hash('sha256', text)
      ? []
      : [`the bank has a file of ${runId} that the log does not have so: ${digests.join(', ')}`];
  });
}

const isRefunded = ({ status }: Moved): boolean => status === 'succeeded' || status === 'pending';

function refundedTwice({ provider }: Sides): readonly string[] {
  const refunds = provider.refunds.filter(isRefunded);
  return [...grouped(refunds, ({ orderId }) => orderId)]
    .filter(([, those]) => those.length > 1)
    .map(([orderId, those]) => `${orderId} is refunded ${String(those.length)} times`);
}

function answeredTwice({ provider }: Sides): readonly string[] {
  return [...provider.answered]
    .filter(([, times]) => times > 1)
    .map(([disputeId, times]) => `the bank of ${disputeId} is answered ${String(times)} times`);
}

/** What the log calls submitted, and nothing else. */
function answersNotAsSubmitted({ log, provider }: Sides): readonly string[] {
  const submitted = ofType(log, 'ChargebackEvidenceSubmitted').map(({ disputeId }) => disputeId);
  const answered = [...provider.answered].filter(([, times]) => times > 0).map(([disputeId]) => disputeId);
  return differing('is answered', submitted, answered);
}

function runsNotCarriedOut(log: Log): readonly string[] {
  const executed = new Set(ofType(log, 'PayoutRunExecuted').map(({ runId }) => runId));
  return ofType(log, 'PayoutRunApproved')
    .filter(({ runId }) => !executed.has(runId))
    .map(({ runId }) => `${runId} was approved and never carried out`);
}

function payoutsNotAsTransfers({ log, provider }: Sides): readonly string[] {
  const returned = new Set(ofType(log, 'PayoutReturned').map(({ payoutId }) => payoutId));
  const paid = ofType(log, 'PayoutPaid').filter(
    ({ rail, payoutId }) => rail === 'stripe_transfers' && !returned.has(payoutId),
  );
  return differing(
    'is paid out',
    paid.map(({ payoutId }) => payoutId),
    provider.transfers.filter(isLive).map(({ payoutId }) => payoutId),
  );
}

function refundsNotAsIssued({ log, provider }: Sides): readonly string[] {
  const cameBack = ofType(log, 'RefundFailed').flatMap(({ orderId, cameBack: money }) =>
    money === null ? [] : [orderId],
  );
  const issued = ofType(log, 'RefundIssued').map(({ orderId }) => orderId as string);
  for (const orderId of cameBack) issued.splice(issued.indexOf(orderId), 1);
  return differing(
    'is refunded',
    issued,
    provider.refunds.filter(isRefunded).map(({ orderId }) => orderId),
  );
}

function differing(what: string, ours: readonly string[], theirs: readonly string[]): readonly string[] {
  return [...new Set([...ours, ...theirs])].flatMap((id) => {
    const [own, other] = [ours, theirs].map((ids) => ids.filter((each) => each === id).length);
    return own === other
      ? []
      : [`${id} ${what} ${String(own)} times in the log, and ${String(other)} times at the provider`];
  });
}
