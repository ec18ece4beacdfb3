import { describe, it } from '@jest/globals';
import { recordDifference } from '../../../src/domain/payment/decide.js';
import {
  evolveProviderEventInbox,
  initialProviderEventInbox,
  type ProviderEventAbandoned,
  type ProviderEventReceived,
  receiveProviderEvent,
  abandonProviderEvent,
} from '../../../src/domain/payment/provider-event.js';
import type { PaymentEvent } from '../../../src/domain/payment/payment.js';
import { decided } from '../../support/given.js';
import { ORDER_ID } from '../order/story.js';
import { START } from '../timeline.js';
import { givenPayment, STARTED } from './story.js';

const found = (code: string): PaymentEvent => ({
  type: 'MoneyDifferenceFound',
  data: { orderId: ORDER_ID, code, detail: 'held 1500.00 TRY, provider says 150.00', foundAt: START },
});
const difference = (code: string) => ({
  code,
  detail: 'held 1500.00 TRY, provider says 150.00',
  now: START,
});

describe('a difference between what we think and what the provider says', () => {
  it('is one case for a person, however often it is told', () => {
    givenPayment(STARTED)
      .when(recordDifference, difference('refund_not_full'))
      .then(found('refund_not_full'));
    givenPayment(STARTED, found('refund_not_full'))
      .when(recordDifference, difference('refund_not_full'))
      .thenNothing();
  });

  it('of another kind is another case', () => {
    givenPayment(STARTED, found('refund_not_full'))
      .when(recordDifference, difference('refund_not_expected'))
      .then(found('refund_not_expected'));
  });

  it('needs a payment', () => {
    givenPayment().when(recordDifference, difference('refund_not_full')).thenNothing();
  });
});

describe("a provider's webhook", () => {
  const WEBHOOK = {
    providerEventId: 'evt_1',
    type: 'payment_intent.succeeded',
    objectId: 'pi_1',
    orderId: ORDER_ID,
    paymentId: 'pi_1',
  };
  const RECEIVED: ProviderEventReceived = {
    type: 'ProviderEventReceived',
    data: { ...WEBHOOK, receivedAt: START },
  };

  it('is received once, however often it is delivered', () => {
    decided(receiveProviderEvent(initialProviderEventInbox, { ...WEBHOOK, now: START })).then(RECEIVED);
    const received = evolveProviderEventInbox(initialProviderEventInbox, RECEIVED);
    decided(receiveProviderEvent(received, { ...WEBHOOK, now: START })).thenNothing();
  });

  it('that a process gives up is a case that a person sees, once for each process', () => {
    const given = { providerEventId: 'evt_1', type: 'charge.dispute.created', objectId: 'dp_1' };
    const byChargeback = { ...given, process: 'chargeback' };
    const abandoned: ProviderEventAbandoned = {
      type: 'ProviderEventAbandoned',
      data: { ...byChargeback, abandonedAt: START },
    };
    const received = evolveProviderEventInbox(initialProviderEventInbox, RECEIVED);
    decided(abandonProviderEvent(received, { ...byChargeback, now: START })).then(abandoned);
    const after = evolveProviderEventInbox(received, abandoned);
    decided(abandonProviderEvent(after, { ...byChargeback, now: START })).thenNothing();
    decided(abandonProviderEvent(after, { ...given, process: 'refund', now: START })).then({
      ...abandoned,
      data: { ...abandoned.data, process: 'refund' },
    });
  });
});
