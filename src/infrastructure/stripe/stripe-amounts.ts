import { PaymentRequestRefusedError } from '../../application/ports/payment-gateway.js';
import { formatMoney, isCurrency, isPayable, money, type Money } from '../../domain/money.js';

/** Stripe counts in ISO 4217 minor units too. @throws PaymentRequestRefusedError when Stripe cannot express the amount; it is never rounded. */
export function toStripeAmount(amount: Money): { readonly amount: number; readonly currency: string } {
  if (!isPayable(amount) || amount.amountMinor > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new PaymentRequestRefusedError('invalid_amount', `Stripe cannot charge ${formatMoney(amount)}`);
  }
  return { amount: Number(amount.amountMinor), currency: amount.currency.toLowerCase() };
}

/** What Stripe says, as it says it: comparing it with what was asked is the caller's duty. */
export function fromStripeAmount(amountMinor: number, stripeCurrency: string): Money {
  const currency = stripeCurrency.toUpperCase();
  if (!isCurrency(currency))
    throw new Error(`Stripe answered in ${currency}, which the platform does not take`);
  return money(BigInt(amountMinor), currency);
}
