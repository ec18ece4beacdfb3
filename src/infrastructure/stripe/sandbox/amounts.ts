import type { Currency } from '../../../domain/money.js';
import { invalidRequest } from './api-error.js';

/**
 * Least charges in Stripe's units (docs.stripe.com/currencies#minimum-and-maximum-charge-amounts), for an account
 * that settles in AED. Where Stripe converts 2.00 AED (TRY, KWD), a figure on the safe side of the rate stands.
 */
const LEAST: Readonly<Record<Currency, number>> = {
  AED: 200,
  EUR: 50,
  GBP: 30,
  JPY: 50,
  KWD: 200,
  TRY: 2_500,
  USD: 50,
};
const MOST = 99_999_999;

/** @throws ApiError for what Stripe would not charge */
export function checkChargeable(amount: number, currency: string): void {
  const code = currency.toUpperCase() as Currency;
  if (amount < LEAST[code]) {
    throw invalidRequest(
      `Amount must be at least ${String(LEAST[code])} in the smallest unit of ${currency}`,
      {
        code: 'amount_too_small',
        param: 'amount',
      },
    );
  }
  if (amount > MOST) {
    throw invalidRequest(`Amount must be no more than ${String(MOST)}`, {
      code: 'amount_too_large',
      param: 'amount',
    });
  }
  if (code === 'KWD' && amount % 10 !== 0) {
    throw invalidRequest('Amounts in kwd must be evenly divisible by 10', {
      code: 'invalid_charge_amount',
      param: 'amount',
    });
  }
}
