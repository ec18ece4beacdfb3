/**
 * The money rules of product.md ("Money, always true"), as the log of one order can keep or break them. That our books are the
 * provider's (rule 5) no log can say.
 */
export const MONEY_RULES = {
  begun: 'Money moves for orders that were placed.',
  placed_once: 'An order is placed once.',
  one_currency: 'All money of an order is in the currency of its price.',
  parts_of_price: 'Fee and earning are the price, and neither is negative.',
  balanced_entry: 'Every journal entry sums to zero.',
  held_in_full: 'What is held for an order is its price.',
  never_more_than_held:
    'Nothing leaves an order that it does not hold, and it never holds more than its price.',
  refunded_in_full: 'A refund is everything that is held.',
  refunded_by_hand: 'What is given back in part leaves something, and nothing comes back that was not given.',
  delivered_or_refunded: 'Delivered and refunded exclude each other, chargebacks aside.',
  paid_before_delivered: 'Nothing is delivered that is not paid for.',
  earned_by_delivery: 'An earning is earned by a delivery, as the order has snapshotted it.',
  taken_back_by_chargeback: 'An earning is taken back by a lost chargeback only.',
  taken_with_chargeback:
    'A bank takes money with a chargeback only, at most the price, and gives back no more than it took.',
  nothing_left:
    'An order that is over holds nothing but what is on its way back or disputed, and no earning of it is pending.',
} as const;

export type MoneyRule = keyof typeof MONEY_RULES;
