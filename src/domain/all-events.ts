import type { BankStatementTaken } from './bank-account/bank-account.js';
import type { CreatorAccountEvent } from './creator-account/events.js';
import type { CreatorEvent } from './creator/creator.js';
import type { OrderSlotsEvent } from './creator/order-slots.js';
import type { ErasureEvent } from './erasure/erasure.js';
import type { FanEvent } from './fan/fan.js';
import type { MarketEvent } from './market/market.js';
import type { MoneyCaseEvent } from './money-case/money-case.js';
import type { OrderEvent } from './order/events.js';
import type { ViewingEvent } from './order/viewing.js';
import type { PaymentEvent } from './payment/payment.js';
import type { PaymentProviderEvent } from './payment/provider.js';
import type { ProviderInboxEvent } from './payment/provider-event.js';
import type { BankAnswersEvent } from './payout-run/bank-answers.js';
import type { PayoutRunEvent } from './payout-run/payout-run.js';
import type { ReadModelEvent } from './read-model/mending.js';
import type { ReconciliationEvent } from './reconciliation/run.js';
import type { QuoteEvent } from './quote/quote.js';

/** Everything that can happen. A type that is not here cannot be appended or read. */
export type ShoutoutsEvent =
  | MarketEvent
  | FanEvent
  | CreatorEvent
  | OrderSlotsEvent
  | CreatorAccountEvent
  | PayoutRunEvent
  | BankAnswersEvent
  | BankStatementTaken
  | MoneyCaseEvent
  | ReconciliationEvent
  | QuoteEvent
  | OrderEvent
  | ViewingEvent
  | PaymentEvent
  | PaymentProviderEvent
  | ProviderInboxEvent
  | ErasureEvent
  | ReadModelEvent;

export type EventType = ShoutoutsEvent['type'];

export type EventOf<Type extends EventType> = Extract<ShoutoutsEvent, { readonly type: Type }>;
