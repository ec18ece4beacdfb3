/** The money rules as the log of an order can keep or break them. */
export const ORDER_RULES = {
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
  earned_by_delivery: 'An earning is earned by a delivery, by its creator, as the order has snapshotted it.',
  taken_back_by_chargeback: 'An earning is taken back by a lost chargeback only.',
  taken_with_chargeback:
    'A bank takes money with a chargeback only, at most the price, and gives back no more than it took.',
  nothing_left:
    'An order that is over holds nothing but what is on its way back or disputed, and no earning of it is pending.',
} as const;

/** Those of creators' accounts, of payouts and their runs. */
export const PAYOUT_RULES = {
  in_its_account: 'What an account is told is of its creator, and in its currency.',
  earning_in_order:
    'An earning is pending before it is earned or lost, and earned before it is disputed, released or taken back.',
  run_by_two: 'A payout run is proposed once, and approved by somebody else before it expires.',
  run_without_gaps:
    'No event of a payout run was taken out of the log, or put elsewhere: each has the place after the one before it.',
  run_adds_up: 'A payout run is the sum of its payouts, in one currency, and each payout is in one run.',
  payout_as_approved:
    'A payout is reserved once, as it was proposed, while the run that was approved is carried out.',
  payout_of_available:
    'A payout is of orders that are earned, out of their hold, not disputed and not taken back.',
  paid_out_once:
    'An earning is paid out once: no payout has an order that another one has, unless that one failed or came back.',
  payout_adds_up: 'A payout is what its orders earned less the debt that it settles, and more than nothing.',
  debt_of_payouts:
    'What a creator owes is what was taken back of payouts that were paid or are on their way, less what payouts settled.',
  paid_where_verified: 'A bank pays no account of a creator that finance has not verified.',
  nothing_while_held: 'No payout is reserved while its account is held.',
  bank_file_of_run:
    'A bank file is made once, of payouts of a run that was carried out, and is their sum; nothing else is given out.',
  paid_by_bank_file:
    'A bank is said to pay only what is in a bank file that somebody was given, or what two people say it paid unasked.',
  doubt_by_two:
    'What a bank may have paid unasked is kept out of its file, and settled as one person proposed and another one approved: nothing else frees it.',
  payout_in_order: 'A payout is sent, paid, failed or returned in an order that can be.',
  payout_in_full: 'What is sent, paid, failed or returned is what was reserved, over the same rail.',
  taken_back_named: 'A payout that failed or came back names what was taken back of its orders meanwhile.',
  account_as_ledger: 'The ledger moves for an account what its books move.',
} as const;

/** Those of cases for which finance moves money in the ledger. */
export const CASE_RULES = {
  case_by_two:
    'Money is moved for a case that is open, once, as one person proposed and another one approved.',
  case_as_ledger:
    'The ledger moves for a case what was approved, and nothing that is kept for an order or a creator.',
} as const;

/** Those of people who decide about money. */
export const PEOPLE_RULES = {
  named_as_done: 'Who is named to have decided about money is who has done it.',
} as const;

/** The money rules of product.md ("Money, always true"). That our books are the provider's (rule 5) no log can say. */
export const MONEY_RULES = { ...ORDER_RULES, ...PAYOUT_RULES, ...CASE_RULES, ...PEOPLE_RULES };

export type MoneyRule = keyof typeof MONEY_RULES;

/** The rule, where it is not kept. */
export const broken = (isKept: boolean, rule: MoneyRule): readonly MoneyRule[] => (isKept ? [] : [rule]);
