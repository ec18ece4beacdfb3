import { Map as PersistentMap } from 'immutable';
import type { CreatorId, OrderId } from '../ids.js';
import type { Currency } from '../money.js';
import type { Chargeback } from '../order/order.js';
import type { Instant } from '../time.js';
import type { Amounts, CreatorAccountEvent } from './events.js';

/** What one order brings its creator, as far as it has come. What a lost chargeback took back is no longer earned. */
export type Earning = (Amounts & { readonly status: 'pending' }) | { readonly status: 'lost' } | Earned;

export type Earned = Amounts & {
  readonly status: 'earned';
  readonly availableAt: Instant;
  readonly chargeback: Chargeback;
};

/** What one creator has earned in one currency, order by order. A creator has as many accounts as currencies. */
export interface CreatorAccount {
  /** Persistent: an account has all orders that its creator ever accepted, and each event changes one of them. */
  readonly earnings: PersistentMap<OrderId, Earning>;
}

export const creatorAccountId = (creatorId: CreatorId, currency: Currency): string =>
  `${creatorId}.${currency}`;

export const initialCreatorAccount: CreatorAccount = { earnings: PersistentMap() };

export function evolveCreatorAccount(
  { earnings }: CreatorAccount,
  { type, data }: CreatorAccountEvent,
): CreatorAccount {
  const { orderId } = data;
  switch (type) {
    case 'EarningPending':
      return { earnings: earnings.set(orderId, { status: 'pending', ...amountsOf(data) }) };
    case 'EarningLost':
      return { earnings: earnings.set(orderId, { status: 'lost' }) };
    case 'EarningEarned':
      return {
        earnings: earnings.set(orderId, {
          ...amountsOf(data),
          ...{ status: 'earned', availableAt: data.availableAt, chargeback: { status: 'none' } },
        }),
      };
    case 'EarningDisputed':
      return withChargeback(earnings, orderId, { status: 'open', disputeId: data.disputeId });
    case 'EarningReleased':
      return withChargeback(earnings, orderId, { status: 'won', disputeId: data.disputeId });
    case 'EarningTakenBack':
      return withChargeback(earnings, orderId, { status: 'lost', disputeId: data.disputeId });
  }
}

const amountsOf = ({ price, fee, earning }: Amounts): Amounts => ({ price, fee, earning });

function withChargeback(
  earnings: CreatorAccount['earnings'],
  orderId: OrderId,
  chargeback: Chargeback,
): CreatorAccount {
  const earning = earnings.get(orderId);
  if (earning?.status !== 'earned') throw new Error(`${orderId} has earned nothing`);
  return { earnings: earnings.set(orderId, { ...earning, chargeback }) };
}
