import { creatorAccounts, orders } from '../../../src/application/aggregates.js';
import {
  type CreatorAccount,
  type Earned,
  evolveCreatorAccount,
  initialCreatorAccount,
} from '../../../src/domain/creator-account/account.js';
import type { CreatorAccountEvent } from '../../../src/domain/creator-account/events.js';
import type { CreatorId, OrderId } from '../../../src/domain/ids.js';
import { type Currency, money } from '../../../src/domain/money.js';
import { happened } from '../happened.js';
import type { ToRecord } from './story-log.js';

const isOfAccount = ({ stream }: ToRecord): boolean => stream.startsWith(`${creatorAccounts.category}-`);

function accountsAfter(events: readonly ToRecord[]): ReadonlyMap<string, CreatorAccount> {
  const accounts = new Map<string, CreatorAccount>();
  for (const { stream, event } of events.filter(isOfAccount))
    accounts.set(
      stream,
      evolveCreatorAccount(accounts.get(stream) ?? initialCreatorAccount, event as CreatorAccountEvent),
    );
  return accounts;
}

type Payable = readonly (readonly [OrderId, Earned])[];

const payableIn = ({ earnings }: CreatorAccount): Payable =>
  [...earnings].filter(
    (entry): entry is [OrderId, Earned] =>
      entry[1].status === 'earned' && entry[1].payoutId === null && entry[1].chargeback.status === 'none',
  );

/**
 * A payout of each account, with all that is payable: one has failed, one is on its way, one is paid, one came back less what the bank has
 * taken, and so on.
 */
export const payoutsAfter = (
  events: readonly ToRecord[],
  label: string,
  /** Of which kind the first is: few accounts have something payable. */
  first = 0,
): readonly ToRecord[] =>
  [...accountsAfter(events)]
    .map(([stream, account]) => ({ stream, payable: payableIn(account) }))
    .filter(({ payable }) => payable.length > 0)
    .flatMap(({ stream, payable }, index) => {
      const [creatorId = '', currency = ''] = stream.slice(`${creatorAccounts.category}-`.length).split('.');
      const account = { stream, creatorId: creatorId as CreatorId, currency: currency as Currency };
      return payoutOf(account, payable, {
        payoutId: `pay_${label}_${String(index)}`,
        kind: (first + index) % 5,
      });
    });

interface Account {
  readonly stream: string;
  readonly creatorId: CreatorId;
  readonly currency: Currency;
}

function payoutOf(
  { stream, creatorId, currency }: Account,
  payable: Payable,
  { payoutId, kind }: { readonly payoutId: string; readonly kind: number },
): readonly ToRecord[] {
  const ids = { creatorId, payoutId: payoutId as 'pay_1' };
  const sum = payable.reduce((total, [, { earning }]) => total + earning.amountMinor, 0n);
  const parts = {
    earned: money(sum, currency),
    debtSettled: money(0n, currency),
    amount: money(sum, currency),
  };
  const orderIds = payable.map(([orderId]) => orderId);
  const undone = { ...ids, ...parts, takenBack: money(0n, currency) };
  const charges = money(3n, currency);
  const all = {
    reserved: happened('PayoutReserved', { ...ids, ...parts, orderIds, rail: 'bank_transfers' }),
    sent: happened('PayoutSent', { ...ids, amount: parts.amount }),
    unknown: happened('PayoutOutcomeUnknown', ids),
    paid: happened('PayoutPaid', { ...ids, amount: parts.amount, rail: 'bank_transfers' }),
    failed: happened('PayoutFailed', undone),
    returned: happened('PayoutReturned', { ...undone, rail: 'bank_transfers', charges }),
  };
  const stories = [
    [all.reserved, all.sent, all.paid],
    [all.reserved, all.sent, all.failed],
    [all.reserved, all.unknown],
    [all.reserved, all.sent, all.paid, all.returned],
    [all.reserved, all.sent],
  ];
  const told = (stories[kind] ?? []).map((event) => ({ stream, event }));
  return kind === 0 ? [...told, ...takenBack(stream, creatorId, payable)] : told;
}

/** A chargeback about what was paid out already: the creator owes it. */
function takenBack(stream: string, creatorId: CreatorId, [first]: Payable): readonly ToRecord[] {
  if (first === undefined) return [];
  const [orderId, { price, fee, earning }] = first;
  const order = `${orders.category}-${orderId}`;
  const ids = { creatorId, orderId };
  return [
    { stream: order, event: happened('ChargebackOpened', { orderId, amount: price }) },
    { stream, event: happened('EarningDisputed', { ...ids, earning }) },
    { stream: order, event: happened('ChargebackLost', { orderId, heldMoney: null }) },
    { stream, event: happened('EarningTakenBack', { ...ids, price, fee, earning, owed: earning }) },
  ];
}
