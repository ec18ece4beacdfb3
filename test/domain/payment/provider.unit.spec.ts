import { describe, it } from '@jest/globals';
import { paymentProviders } from '../../../src/application/aggregates.js';
import { choosePaymentProvider, type PaymentProviderChosen } from '../../../src/domain/payment/provider.js';
import { givenFor } from '../../support/given.js';
import { START } from '../timeline.js';

const givenProvider = givenFor(paymentProviders);

const chosen = (provider: string): PaymentProviderChosen => ({
  type: 'PaymentProviderChosen',
  data: { provider, chosenAt: START },
});

describe('the provider with which the payments of a log are made', () => {
  it('is chosen', () => {
    givenProvider().when(choosePaymentProvider, { provider: 'sandbox', now: START }).then(chosen('sandbox'));
  });

  it('is chosen for good: neither another one nor the same again', () => {
    for (const provider of ['sandbox', 'stripe'])
      givenProvider(chosen('sandbox')).when(choosePaymentProvider, { provider, now: START }).thenNothing();
  });
});
