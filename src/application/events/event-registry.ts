import type { EventType } from '../../domain/all-events.js';
import type { JsonObject } from '../ports/event-store.js';
import type { EventRegistry } from './registry.js';

/** What a bank says of payouts, before it could say what it has taken of one that came back. */
const withoutCharges = ({ answers, ...data }: JsonObject): JsonObject => ({
  ...data,
  answers: (answers as readonly JsonObject[]).map((answer) => ({ ...answer, charges: null })),
});

/**
 * Every event there is, with its version. To change the shape of one: raise its version, add the upcaster from the
 * version before, and keep that version's fixture. Never change what a version already written means.
 */
export const EVENT_REGISTRY = {
  // market
  MarketTermsPublished: { version: 1 },
  // fan
  FanRegistered: { version: 1 },
  // creator
  CreatorRegistered: { version: 1 },
  OfferingPublished: { version: 1 },
  OfferingPaused: { version: 1 },
  OfferingReopened: { version: 1 },
  PayoutDestinationSet: { version: 2, upcasters: { 1: (data) => ({ ...data, bic: null }) } },
  PayoutDestinationVerified: { version: 1 },
  // order slots
  OrderSlotTaken: { version: 1 },
  OrderSlotFreed: { version: 1 },
  // creator account
  EarningPending: { version: 1 },
  EarningLost: { version: 1 },
  EarningEarned: { version: 1 },
  EarningDisputed: { version: 1 },
  EarningReleased: { version: 1 },
  EarningTakenBack: { version: 2, upcasters: { 1: (data) => ({ ...data, owed: null }) } },
  PayoutReserved: { version: 1 },
  PayoutRefused: { version: 1 },
  PayoutOutcomeUnknown: { version: 1 },
  PayoutSent: { version: 1 },
  PayoutPaid: { version: 1 },
  PayoutFailed: { version: 1 },
  PayoutReturned: {
    version: 3,
    upcasters: {
      1: (data) => ({ ...data, returnedBefore: null }),
      2: (data) => ({ ...data, charges: null }),
    },
  },
  PayoutBooked: { version: 1 },
  PayoutPartReturned: { version: 1 },
  PayoutDiffered: { version: 2, upcasters: { 1: (data) => ({ ...data, reference: null }) } },
  PayoutHoldPlaced: { version: 1 },
  PayoutHoldReleased: { version: 1 },
  // payout run
  PayoutRunProposed: { version: 1 },
  PayoutRunApproved: { version: 1 },
  PayoutRunRejected: { version: 1 },
  PayoutLineRefused: { version: 1 },
  PayoutRunExecuted: { version: 1 },
  BankFileMade: { version: 1 },
  BankFileGivenOut: { version: 1 },
  PayoutDoubtSettlingProposed: { version: 1 },
  PayoutDoubtSettled: { version: 1 },
  // bank answers
  BankAnswersListed: { version: 2, upcasters: { 1: withoutCharges } },
  BankAnswersReceived: { version: 2, upcasters: { 1: (data) => ({ ...data, statements: [] }) } },
  // bank account
  BankStatementTaken: { version: 1 },
  // money case
  MoneyCaseOpened: { version: 1 },
  MoneyCaseChanged: { version: 1 },
  MoneyCaseAssigned: { version: 1 },
  MoneyCaseNoted: { version: 1 },
  MoneyCaseResolvedByItself: { version: 1 },
  MoneyCaseClosed: { version: 1 },
  MoneyCaseClosingProposed: { version: 1 },
  MoneyCaseClosingApproved: { version: 1 },
  // reconciliation
  ReconciliationStarted: { version: 1 },
  ReconciliationProgressed: { version: 1 },
  ProviderFeesTaken: { version: 1 },
  ProviderBankMovementFound: { version: 1 },
  ReconciliationFinished: { version: 1 },
  ReconciliationFailed: { version: 1 },
  // quote
  QuoteAsked: { version: 1 },
  QuoteMessageSent: { version: 1 },
  QuoteOffered: { version: 1 },
  QuoteCountered: { version: 1 },
  QuoteAccepted: { version: 1 },
  QuoteDeclined: { version: 1 },
  QuoteExpired: { version: 1 },
  // order
  OrderPlaced: { version: 1 },
  FundsHeld: { version: 1 },
  PaymentFailed: { version: 1 },
  OrderLapsed: { version: 1 },
  RequestApproved: { version: 1 },
  RequestRejected: { version: 1 },
  OrderWithdrawn: { version: 1 },
  OrderAccepted: { version: 1 },
  OrderDeclined: { version: 1 },
  AcceptanceExpired: { version: 1 },
  VideoSubmitted: { version: 1 },
  VideoApproved: { version: 1 },
  VideoRejected: { version: 1 },
  VideoDelivered: { version: 2, upcasters: { 1: (data) => ({ ...data, givenBack: null }) } },
  DeliveryExpired: { version: 1 },
  ReviewExpired: { version: 1 },
  RefundRequested: { version: 1 },
  RefundPending: { version: 1 },
  RefundIssued: { version: 1 },
  PartRefunded: { version: 1 },
  PartRefundReturned: { version: 1 },
  RefundFailed: { version: 2, upcasters: { 1: (data) => ({ ...data, cameBack: null }) } },
  ChargebackOpened: {
    version: 2,
    upcasters: { 1: (data) => ({ ...data, isInquiry: false, evidenceDueBy: null }) },
  },
  ChargebackEvidenceDue: { version: 1 },
  ChargebackEvidencePrepared: { version: 1 },
  ChargebackEvidenceSubmitted: { version: 1 },
  ChargebackEvidenceRefused: { version: 1 },
  ChargebackFundsWithdrawn: { version: 1 },
  ChargebackFundsReinstated: { version: 1 },
  ChargebackWon: { version: 1 },
  ChargebackLost: { version: 2, upcasters: { 1: (data) => ({ ...data, heldMoney: null }) } },
  OrderRated: { version: 1 },
  // viewing
  PlaybackLinkGiven: { version: 1 },
  // payment
  PaymentStarted: { version: 1 },
  PaymentRetried: { version: 1 },
  PaymentCreated: { version: 1 },
  PaymentActionRequired: { version: 1 },
  PaymentSucceeded: { version: 1 },
  PaymentRefused: { version: 1 },
  PaymentCanceled: { version: 1 },
  ProviderOutcomeUnknown: { version: 1 },
  MoneyDifferenceFound: { version: 1 },
  PaymentProviderChosen: { version: 1 },
  ProviderEventReceived: { version: 1 },
  ProviderEventAbandoned: { version: 1 },
  // erasure
  ErasureRequested: { version: 1 },
  PersonErased: { version: 1 },
  // read model
  DocumentsRetried: { version: 1 },
  DocumentEventSkipped: { version: 1 },
} as const satisfies EventRegistry<EventType>;

/** Whether this release has the type at all: one of a newer release, or of somebody else, it does not know. */
export const isKnownType = (type: string): boolean => Object.hasOwn(EVENT_REGISTRY, type);
