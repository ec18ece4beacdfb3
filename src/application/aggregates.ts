import type { ShoutoutsEvent } from '../domain/all-events.js';
import {
  type BankAccount,
  type BankStatementTaken,
  evolveBankAccount,
  initialBankAccount,
} from '../domain/bank-account/bank-account.js';
import {
  type CreatorAccount,
  evolveCreatorAccount,
  initialCreatorAccount,
} from '../domain/creator-account/account.js';
import type { CreatorAccountEvent } from '../domain/creator-account/events.js';
import { type Creator, type CreatorEvent, evolveCreator, initialCreator } from '../domain/creator/creator.js';
import {
  evolveOrderSlots,
  initialOrderSlots,
  type OrderSlots,
  type OrderSlotsEvent,
} from '../domain/creator/order-slots.js';
import { type Erasure, type ErasureEvent, evolveErasure, initialErasure } from '../domain/erasure/erasure.js';
import { evolveFan, type Fan, type FanEvent, initialFan } from '../domain/fan/fan.js';
import { evolveMarket, initialMarket, type Market, type MarketEvent } from '../domain/market/market.js';
import {
  evolveMoneyCase,
  initialMoneyCase,
  type MoneyCase,
  type MoneyCaseEvent,
} from '../domain/money-case/money-case.js';
import type { OrderEvent } from '../domain/order/events.js';
import { evolveOrder, initialOrder, type Order } from '../domain/order/order.js';
import { evolveViewing, initialViewing, type Viewing, type ViewingEvent } from '../domain/order/viewing.js';
import { evolvePayment, initialPayment, type Payment, type PaymentEvent } from '../domain/payment/payment.js';
import {
  evolvePaymentProvider,
  initialPaymentProvider,
  type PaymentProvider,
  type PaymentProviderEvent,
} from '../domain/payment/provider.js';
import {
  evolveProviderEventInbox,
  initialProviderEventInbox,
  type ProviderEventInbox,
  type ProviderInboxEvent,
} from '../domain/payment/provider-event.js';
import {
  type BankAnswers,
  type BankAnswersEvent,
  evolveBankAnswers,
  initialBankAnswers,
} from '../domain/payout-run/bank-answers.js';
import {
  evolvePayoutRun,
  initialPayoutRun,
  type PayoutRun,
  type PayoutRunEvent,
} from '../domain/payout-run/payout-run.js';
import {
  evolveReadModelMending,
  initialReadModelMending,
  type ReadModelEvent,
  type ReadModelMending,
} from '../domain/read-model/mending.js';
import {
  evolveReconciliation,
  initialReconciliation,
  type Reconciliation,
  type ReconciliationEvent,
} from '../domain/reconciliation/run.js';
import { evolveQuote, initialQuote, type Quote, type QuoteEvent } from '../domain/quote/quote.js';

/** One kind of stream: `<category>-<id>`, and how its events fold into the state that decisions look at. */
export interface AggregateType<State, Event extends ShoutoutsEvent> {
  /** Part of every stream's name: stored, so never renamed. */
  readonly category: string;
  readonly initial: State;
  readonly evolve: (state: State, event: Event) => State;
  /** Its decisions look at personal data: a creator's age. For all others it is not even decrypted. */
  readonly needsPersonalData?: true;
}

export const markets: AggregateType<Market, MarketEvent> = {
  category: 'market',
  initial: initialMarket,
  evolve: evolveMarket,
};

export const fans: AggregateType<Fan, FanEvent> = { category: 'fan', initial: initialFan, evolve: evolveFan };

export const creators: AggregateType<Creator, CreatorEvent> = {
  category: 'creator',
  initial: initialCreator,
  evolve: evolveCreator,
  needsPersonalData: true,
};

export const orderSlots: AggregateType<OrderSlots, OrderSlotsEvent> = {
  category: 'order_slots',
  initial: initialOrderSlots,
  evolve: evolveOrderSlots,
};

export const creatorAccounts: AggregateType<CreatorAccount, CreatorAccountEvent> = {
  category: 'creator_account',
  initial: initialCreatorAccount,
  evolve: evolveCreatorAccount,
};

export const payoutRuns: AggregateType<PayoutRun, PayoutRunEvent> = {
  category: 'payout_run',
  initial: initialPayoutRun,
  evolve: evolvePayoutRun,
};

export const bankAnswers: AggregateType<BankAnswers, BankAnswersEvent> = {
  category: 'bank_answers',
  initial: initialBankAnswers,
  evolve: evolveBankAnswers,
};

export const bankAccounts: AggregateType<BankAccount, BankStatementTaken> = {
  category: 'bank_account',
  initial: initialBankAccount,
  evolve: evolveBankAccount,
};

export const moneyCaseStreams: AggregateType<MoneyCase, MoneyCaseEvent> = {
  category: 'money_case',
  initial: initialMoneyCase,
  evolve: evolveMoneyCase,
};

export const reconciliations: AggregateType<Reconciliation, ReconciliationEvent> = {
  category: 'reconciliation',
  initial: initialReconciliation,
  evolve: evolveReconciliation,
};

export const quotes: AggregateType<Quote, QuoteEvent> = {
  category: 'quote',
  initial: initialQuote,
  evolve: evolveQuote,
};

export const orders: AggregateType<Order, OrderEvent> = {
  category: 'order',
  initial: initialOrder,
  evolve: evolveOrder,
};

export const viewings: AggregateType<Viewing, ViewingEvent> = {
  category: 'viewing',
  initial: initialViewing,
  evolve: evolveViewing,
};

export const payments: AggregateType<Payment, PaymentEvent> = {
  category: 'payment',
  initial: initialPayment,
  evolve: evolvePayment,
};

export const paymentProviders: AggregateType<PaymentProvider, PaymentProviderEvent> = {
  category: 'payment_provider',
  initial: initialPaymentProvider,
  evolve: evolvePaymentProvider,
};

export const providerEvents: AggregateType<ProviderEventInbox, ProviderInboxEvent> = {
  category: 'provider_event',
  initial: initialProviderEventInbox,
  evolve: evolveProviderEventInbox,
};

export const erasures: AggregateType<Erasure, ErasureEvent> = {
  category: 'erasure',
  initial: initialErasure,
  evolve: evolveErasure,
};

export const readModelStreams: AggregateType<ReadModelMending, ReadModelEvent> = {
  category: 'read_model',
  initial: initialReadModelMending,
  evolve: evolveReadModelMending,
};
