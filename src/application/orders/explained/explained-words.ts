import type { EventType } from '../../../domain/all-events.js';
import type { CreatorAccountEvent } from '../../../domain/creator-account/events.js';
import type { OrderSlotsEvent } from '../../../domain/creator/order-slots.js';
import type { MoneyCaseEvent } from '../../../domain/money-case/money-case.js';
import type { ViewingEvent } from '../../../domain/order/viewing.js';
import type { ProviderInboxEvent } from '../../../domain/payment/provider-event.js';
import type { PayoutRunEvent } from '../../../domain/payout-run/payout-run.js';
import type { QuoteEvent } from '../../../domain/quote/quote.js';
import { ORDER_WORDS } from '../order-words.js';

/** What staff is told besides what an order and its payment say of themselves. */
const BESIDE: Readonly<
  Record<
    | QuoteEvent['type']
    | ViewingEvent['type']
    | OrderSlotsEvent['type']
    | CreatorAccountEvent['type']
    | PayoutRunEvent['type']
    | MoneyCaseEvent['type']
    | ProviderInboxEvent['type'],
    string
  >
> = {
  QuoteAsked: 'The fan asked the creator for a price.',
  QuoteMessageSent: 'A message about the price was sent.',
  QuoteOffered: 'The creator offered a price.',
  QuoteCountered: 'The fan proposed another price.',
  QuoteAccepted: 'The price was agreed.',
  QuoteDeclined: 'No price was agreed: one of them declined.',
  QuoteExpired: 'The conversation about the price expired.',

  PlaybackLinkGiven: 'The fan was given a link that plays the video.',

  OrderSlotTaken: 'The order counts against the limit of open orders of the creator.',
  OrderSlotFreed: 'The order does not count against the limit of the creator any more.',

  EarningPending: 'What a delivery will bring is pending in the account of the creator.',
  EarningLost: 'Nothing was delivered, so nothing is earned.',
  EarningEarned: 'The creator has earned the price less the fee.',
  EarningDisputed: 'The earning is not paid out until the chargeback is decided.',
  EarningReleased: 'The chargeback was won: the earning is as before.',
  EarningTakenBack: 'The chargeback was lost: earning and fee are taken back.',
  PayoutReserved: 'The earning is to be paid out, with those of other orders.',
  PayoutRefused: 'The payout was not reserved.',
  PayoutOutcomeUnknown: 'The rail did not answer clearly whether the payout went out; it is asked again.',
  PayoutSent: 'The rail has taken the payout.',
  PayoutPaid: 'The payout was paid.',
  PayoutBooked: 'The bank has named the entry by which it booked the payout.',
  PayoutFailed: 'The payout failed: its orders are to be paid out again.',
  PayoutReturned: 'The payout came back: its orders are to be paid out again.',
  PayoutPartReturned: 'A part of the payout came back, and is owed to the creator.',
  PayoutDiffered: 'The rail says of the payout what cannot be, so the account is held.',
  PayoutHoldPlaced: 'Payouts from the account are held.',
  PayoutHoldReleased: 'Payouts from the account are not held any more.',

  PayoutRunProposed: 'A run of payouts was proposed.',
  PayoutRunApproved: 'The run of payouts was approved.',
  PayoutRunRejected: 'The run of payouts was rejected.',
  PayoutLineRefused: 'The run goes on without the payout.',
  PayoutRunExecuted: 'The run of payouts was carried out.',
  PayoutDoubtSettlingProposed:
    'Somebody proposed what became of a payout that the bank may have paid unasked.',
  PayoutDoubtSettled: 'Two people settled what became of a payout that the bank may have paid unasked.',
  BankFileMade: 'The bank file of the run was made.',
  BankFileGivenOut: 'The bank file of the run was given out.',

  MoneyCaseOpened: 'Our books and those of the provider differ: a case was opened.',
  MoneyCaseChanged: 'The difference was found again, and is another one.',
  MoneyCaseAssigned: 'Somebody took the case on.',
  MoneyCaseNoted: 'A note was added to the case.',
  MoneyCaseResolvedByItself: 'The difference is not there any more.',
  MoneyCaseClosed: 'The case was closed, and nothing is moved for it.',
  MoneyCaseClosingProposed: 'Somebody proposed to close the case and to move money for it.',
  MoneyCaseClosingApproved: 'The case was closed, and the money for it was moved.',

  ProviderEventReceived: 'The payment provider sent word of something.',
  ProviderEventAbandoned: 'A process gave up what the payment provider sent word of.',
};

const SENTENCES: Readonly<Partial<Record<EventType, string>>> = { ...ORDER_WORDS.en.events, ...BESIDE };

/** What an event means, in a sentence for staff. */
export const sentenceOf = (type: EventType): string => SENTENCES[type] ?? '';
