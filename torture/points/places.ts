import type { EngineName } from '../stores/names.js';
import { MONEY_EVENTS, MONEY_PROCESSES } from './money-steps.js';

/** A method of the program that is watched, and what its calls are called: as in the simulator, where it has them. */
export interface Place {
  /** Below `dist/`, without its ending. */
  readonly module: string;
  readonly type: string;
  readonly method: string;
  /** All that its calls can be called, as far as it is tried to kill there at random. */
  readonly names: readonly string[];
  /** Those of them that are steps of a payout, of a refund or of evidence: there it is stopped in any case. */
  readonly steps: readonly string[];
  /** A call that is several things at once has several names. */
  readonly namesOf: (args: readonly unknown[]) => readonly string[];
  /** Where the program comes there: everywhere, unless it is said. */
  readonly engines?: readonly EngineName[];
}

const ALONE: readonly EngineName[] = ['embedded', 'eventstoredb', 'mongodb'];
const LOG_IN_FILE: readonly EngineName[] = ['embedded', 'mongodb'];
const MODELS_IN_FILE: readonly EngineName[] = ['embedded', 'eventstoredb'];

type Named = Pick<Place, 'names' | 'steps' | 'namesOf'>;
const always = (name: string): Named => ({ names: [name], steps: [], namesOf: () => [name] });
const step = (name: string): Named => ({ names: [], steps: [name], namesOf: () => [name] });

const CATEGORIES = ['order', 'payment', 'quote', 'fan', 'creator', 'provider_event'] as const;
const appends: Named & Pick<Place, 'method'> = {
  method: 'append',
  names: CATEGORIES.map((category) => `append ${category}`),
  steps: MONEY_EVENTS.map((type) => `append ${type}`),
  namesOf: ([stream, , events]) => [
    `append ${String(stream).split('-')[0] ?? ''}`,
    ...new Set((events as readonly { readonly type: string }[]).map(({ type }) => `append ${type}`)),
  ],
};

const MODELS = [
  'order_view_v1',
  'fan_inbox_v1',
  'creator_earnings_v1',
  'deadlines_v1',
  'audit_trail_v1',
] as const;
const PROCESSES = ['process:payment', 'process:refund'] as const;
const writes: Named & Pick<Place, 'method'> = {
  method: 'write',
  names: [...MODELS.map((model) => `write ${model}`), ...PROCESSES.map((process) => `checkpoint ${process}`)],
  steps: MONEY_PROCESSES.map((process) => `checkpoint process:${process}`),
  namesOf: ([collection, documents, checkpoint]) => {
    const model = (checkpoint as { readonly name: string } | undefined)?.name ?? String(collection);
    return [`${(documents as readonly unknown[]).length === 0 ? 'checkpoint' : 'write'} ${model}`];
  },
};

const EMBEDDED = 'infrastructure/embedded';
const STRIPE = 'infrastructure/stripe';
const gateway = (method: string, name: string): Place => ({
  module: `${STRIPE}/stripe-payment-gateway`,
  type: 'StripePaymentGateway',
  method,
  ...always(name),
});
const ofRefund = (method: string, name: string): Place => ({ ...gateway(method, name), steps: [name] });
const ofPayout = (method: string, name: string): Place => ({
  module: `${STRIPE}/stripe-transfer-rail`,
  type: 'StripeTransferRail',
  method,
  ...step(name),
});
const ofBank = (method: string, name: string): Place => ({
  module: 'infrastructure/iso20022/iso20022-bank-files',
  type: 'Iso20022BankFiles',
  method,
  ...step(name),
});

/** Where the program can be killed. Those of its threads are between what is asked of a file and what is answered. */
export const PLACES: readonly Place[] = [
  { module: `${EMBEDDED}/event-store/embedded-event-store`, type: 'EmbeddedEventStore', ...appends },
  { module: 'infrastructure/eventstoredb/event-store-db', type: 'EventStoreDb', ...appends },
  { module: `${EMBEDDED}/read-models/embedded-read-models`, type: 'EmbeddedReadModels', ...writes },
  { module: 'infrastructure/mongodb/mongo-read-models', type: 'MongoReadModels', ...writes },
  gateway('createPayment', 'create payment'),
  gateway('confirmPayment', 'confirm payment'),
  gateway('cancelPayment', 'cancel payment'),
  ofRefund('refundPayment', 'refund payment'),
  ofRefund('findRefunds', 'find refunds'),
  ofRefund('findDispute', 'find dispute'),
  ofRefund('submitEvidence', 'submit evidence'),
  ofPayout('find', 'find payout'),
  ofPayout('canPay', 'ask for the account of a creator'),
  ofPayout('send', 'send payout'),
  ofPayout('payoutOf', 'look up a transfer'),
  ofBank('write', 'write bank file'),
  ofBank('read', 'read answers of a bank'),
  {
    module: `${EMBEDDED}/subject-keys/embedded-subject-keys`,
    type: 'EmbeddedSubjectKeys',
    method: 'makeKeysOf',
    ...always('make keys'),
    engines: ALONE,
  },
  {
    module: `${EMBEDDED}/videos/folder-video-store`,
    type: 'FolderVideoStore',
    method: 'put',
    ...always('put video'),
    engines: ALONE,
  },
  {
    module: `${EMBEDDED}/event-store/log-writer`,
    type: 'LogWriter',
    method: 'appendAll',
    ...always('commit log'),
    engines: LOG_IN_FILE,
  },
  {
    module: `${EMBEDDED}/read-models/writer`,
    type: 'Writer',
    method: 'writeAll',
    ...always('commit read models'),
    engines: MODELS_IN_FILE,
  },
  {
    module: `${EMBEDDED}/idempotency/writer`,
    type: 'Writer',
    method: 'write',
    ...always('commit idempotency keys'),
    engines: ALONE,
  },
  {
    module: `${STRIPE}/sandbox/records`,
    type: 'Records',
    method: 'atomically',
    ...always('commit of the provider'),
    engines: ALONE,
  },
];
