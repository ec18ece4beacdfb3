/** What the issuer of a test card does: Stripe's test payment methods, under Stripe's names for them. */
export interface TestCard {
  readonly authentication?: true;
  /** Its money can be used at once, however long the account otherwise waits for it. */
  readonly bypassesPending?: true;
  /** The issuer's refusal; with `authentication`, after it succeeded. */
  readonly decline?: Decline;
  readonly dispute?: { readonly reason: string; readonly inquiry: boolean };
  /** How a refund begins, and what becomes of it some time later. */
  readonly refund?: { readonly first: 'pending' | 'succeeded'; readonly then: 'succeeded' | 'failed' };
}

export interface Decline {
  readonly code: 'card_declined' | 'expired_card' | 'incorrect_cvc' | 'processing_error';
  readonly decline_code: string;
  readonly message: string;
}

const declined = (decline_code: string): TestCard => ({
  decline: { code: 'card_declined', decline_code, message: 'Your card was declined.' },
});
const insufficientFunds: TestCard = {
  decline: {
    code: 'card_declined',
    decline_code: 'insufficient_funds',
    message: 'Your card has insufficient funds.',
  },
};
const genericDecline = declined('generic_decline');

const CARDS: Readonly<Record<string, TestCard>> = {
  pm_card_visa: {},
  pm_card_visa_debit: {},
  pm_card_mastercard: {},
  pm_card_amex: {},
  pm_card_ae: {},
  pm_card_bypassPending: { bypassesPending: true },
  // Stripe renamed the declining ones (`pm_card_visa_…`) and still takes the old names.
  pm_card_chargeDeclined: genericDecline,
  pm_card_visa_chargeDeclined: genericDecline,
  pm_card_chargeDeclinedInsufficientFunds: insufficientFunds,
  pm_card_visa_chargeDeclinedInsufficientFunds: insufficientFunds,
  pm_card_visa_chargeDeclinedLostCard: declined('lost_card'),
  pm_card_visa_chargeDeclinedStolenCard: declined('stolen_card'),
  pm_card_chargeDeclinedExpiredCard: {
    decline: { code: 'expired_card', decline_code: 'expired_card', message: 'Your card has expired.' },
  },
  pm_card_chargeDeclinedIncorrectCvc: {
    decline: {
      code: 'incorrect_cvc',
      decline_code: 'incorrect_cvc',
      message: "Your card's security code is incorrect.",
    },
  },
  pm_card_chargeDeclinedProcessingError: {
    decline: {
      code: 'processing_error',
      decline_code: 'processing_error',
      message: 'An error occurred while processing your card. Try again in a little bit.',
    },
  },
  pm_card_authenticationRequired: { authentication: true },
  pm_card_threeDSecure2Required: { authentication: true },
  pm_card_authenticationRequiredChargeDeclinedInsufficientFunds: {
    authentication: true,
    ...insufficientFunds,
  },
  pm_card_createDispute: { dispute: { reason: 'fraudulent', inquiry: false } },
  pm_card_createDisputeProductNotReceived: { dispute: { reason: 'product_not_received', inquiry: false } },
  pm_card_createDisputeInquiry: { dispute: { reason: 'fraudulent', inquiry: true } },
  pm_card_pendingRefund: { refund: { first: 'pending', then: 'succeeded' } },
  pm_card_refundFail: { refund: { first: 'succeeded', then: 'failed' } },
};

export const testCard = (paymentMethod: string): TestCard | undefined =>
  Object.hasOwn(CARDS, paymentMethod) ? CARDS[paymentMethod] : undefined;
