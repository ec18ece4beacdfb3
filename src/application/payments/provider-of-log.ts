import { choosePaymentProvider } from '../../domain/payment/provider.js';
import { paymentProviders } from '../aggregates.js';
import type { PaymentGateway } from '../ports/payment-gateway.js';
import { stepContext } from '../processes/process.js';
import type { AggregatesRuntime } from '../runtime/aggregates-runtime.js';

/** There is one choice per log. */
const LOG = 'log';

/** What is paid here later, and what was paid before, would be with two providers, and neither gives back what the other took. */
export class OtherPaymentProviderError extends Error {
  override readonly name = 'OtherPaymentProviderError';
  constructor(chosen: string, own: string) {
    super(
      `the payments of this log are made with ${chosen}, and this start would make them with ${own}, which cannot give them ` +
        `back: ${howToMakeThemWith(chosen)}. Or begin with an empty log: another DATA_DIR, with EVENTSTORE_URL another server ` +
        'there, and with MONGODB_URL another database',
    );
  }
}

const howToMakeThemWith = (provider: string): string => {
  if (provider === 'stripe_live')
    return "set STRIPE_SECRET_KEY to a key of Stripe's live mode, as the other instances have it";
  if (provider === 'stripe_test')
    return "set STRIPE_SECRET_KEY to a key of Stripe's test mode, as the other instances have it";
  return (
    'start without STRIPE_SECRET_KEY, in the DATA_DIR whose stripe-sandbox.sqlite took them; it serves one instance alone, and ' +
    'several need a STRIPE_SECRET_KEY from the first start on'
  );
};

/**
 * Compares the provider of this log's payments with the one that is set; where none was chosen yet, it is that one from now on.
 * To be called before anything is paid. Of several instances that begin at once, the stream's revision lets one choose.
 *
 * @throws OtherPaymentProviderError
 */
export async function requireProviderOfLog(
  aggregates: AggregatesRuntime,
  { provider }: Pick<PaymentGateway, 'provider'>,
): Promise<void> {
  const context = stepContext('setup', { id: provider, correlationId: 'setup' }, 'choose_provider');
  await aggregates.execute(paymentProviders, LOG, context, (state, now) =>
    choosePaymentProvider(state, { provider, now }),
  );
  const { state } = await aggregates.load(paymentProviders, LOG);
  if (state.provider !== undefined && state.provider !== provider)
    throw new OtherPaymentProviderError(state.provider, provider);
}
