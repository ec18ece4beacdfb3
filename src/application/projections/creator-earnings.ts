import type { EventOf, EventType } from '../../domain/all-events.js';
import type { Currency } from '../../domain/money.js';
import type { DecodedEvent } from '../events/decoded-event.js';
import type { JsonObject } from '../ports/event-store.js';
import type { Handlers, Projection } from './projection.js';

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

const ids = (event: { readonly data: { readonly orderId: string } }): readonly string[] => [
  event.data.orderId,
];

const change = <Type extends EventType>(
  to: (doc: Earning, event: DecodedEvent<EventOf<Type>>) => Partial<Earning>,
) => ({
  ids,
  apply: (doc: Earning | undefined, event: DecodedEvent<EventOf<Type>>): Earning | null =>
    doc === undefined ? null : { ...doc, ...to(doc, event) },
});

const LOSING = ['DeliveryExpired', 'ReviewExpired', 'RefundIssued'] as const satisfies readonly EventType[];

const onLosing = Object.fromEntries(
  LOSING.map((type) => [type, change((doc: Earning) => (doc.state === 'pending' ? { state: 'lost' } : {}))]),
) as Handlers<Earning>;

export const creatorEarnings: Projection<Earning> = {
  name: 'creator_earnings',
  version: 1,
  indexes: [
    { name: 'by_creator', fields: ['creatorId'] },
    { name: 'by_creator_accepted', fields: ['creatorId', 'acceptedAt'] },
    { name: 'by_creator_state', fields: ['creatorId', 'state', 'acceptedAt'] },
  ],
  handles: {
    ...onLosing,
    OrderPlaced: {
      ids,
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
    OrderAccepted: change((_doc, { data }) => ({ state: 'pending', acceptedAt: data.acceptedAt })),
    VideoDelivered: change((_doc, { data }) => ({
      state: 'earned',
      earnedAt: data.deliveredAt,
      availableAt: data.availableAt,
    })),
    ChargebackOpened: change((doc) => ({
      disputed: true,
      ...(doc.state === 'pending' ? { state: 'lost' } : {}),
    })),
    ChargebackWon: change(() => ({ disputed: false })),
    ChargebackLost: change((doc) => ({
      disputed: false,
      ...(doc.state === 'earned' ? { state: 'charged_back' } : {}),
    })),
  },
};
