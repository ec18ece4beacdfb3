import type { Currency } from '../../domain/money.js';
import type { JsonObject } from '../ports/event-store.js';
import { changing, ofOrder, onUndeliveredEnding } from './handlers.js';
import type { Projection } from './projection.js';

/**
 * What one order brings its creator (product.md, "Earnings"): nothing until accepted, pending until delivered, then
 * earned, and available from `availableAt` on. What a bank took back is `charged_back`.
 */
export type Earning = JsonObject & {
  readonly orderId: string;
  readonly creatorId: string;
  readonly state: 'none' | 'pending' | 'earned' | 'lost' | 'charged_back';
  readonly currency: Currency;
  readonly priceMinor: number;
  readonly feeMinor: number;
  readonly earningMinor: number;
  readonly acceptedAt: string | null;
  readonly earnedAt: string | null;
  readonly availableAt: string | null;
  /** A chargeback is under way: the earning cannot be paid out until it is decided. */
  readonly disputed: boolean;
};

const onLosing = onUndeliveredEnding<Earning>(
  ({ state }) => state === 'pending',
  () => ({ state: 'lost' }),
);

export const creatorEarnings: Projection<Earning> = {
  name: 'creator_earnings',
  version: 1,
  onFailure: 'stop',
  indexes: [
    { name: 'by_creator', fields: ['creatorId'] },
    { name: 'by_creator_accepted', fields: ['creatorId', 'acceptedAt'] },
    { name: 'by_creator_state', fields: ['creatorId', 'state', 'acceptedAt'] },
  ],
  handles: {
    ...onLosing,
    OrderPlaced: {
      ids: ofOrder,
      apply: (_doc, { data: { orderId, creatorId, price, fee, earning } }) => ({
        orderId,
        creatorId,
        state: 'none',
        currency: price.currency,
        priceMinor: Number(price.amountMinor),
        feeMinor: Number(fee.amountMinor),
        earningMinor: Number(earning.amountMinor),
        acceptedAt: null,
        earnedAt: null,
        availableAt: null,
        disputed: false,
      }),
    },
    OrderAccepted: changing(ofOrder, ({ data }) => ({ state: 'pending', acceptedAt: data.acceptedAt })),
    VideoDelivered: changing(ofOrder, ({ data }) => ({
      state: 'earned',
      earnedAt: data.deliveredAt,
      availableAt: data.availableAt,
    })),
    ChargebackOpened: changing(ofOrder, (_event, { state }) => ({
      disputed: true,
      ...(state === 'pending' ? { state: 'lost' } : {}),
    })),
    ChargebackWon: changing(ofOrder, () => ({ disputed: false })),
    ChargebackLost: changing(ofOrder, (_event, { state }) => ({
      disputed: false,
      ...(state === 'earned' ? { state: 'charged_back' } : {}),
    })),
  },
};
