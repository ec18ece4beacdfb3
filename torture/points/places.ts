import type { EngineName } from '../stores/names.js';

/** A method of the program that is watched, and what its calls are called: as in the simulator, where it has them. */
export interface Place {
  /** Below `dist/`, without its ending. */
  readonly module: string;
  readonly type: string;
  readonly method: string;
  /** All that its calls can be called, as far as it is tried to kill there. */
  readonly names: readonly string[];
  readonly nameOf: (args: readonly unknown[]) => string;
  /** Where the program comes there: everywhere, unless it is said. */
  readonly engines?: readonly EngineName[];
}

const ALONE: readonly EngineName[] = ['embedded', 'eventstoredb', 'mongodb'];
const LOG_IN_FILE: readonly EngineName[] = ['embedded', 'mongodb'];
const MODELS_IN_FILE: readonly EngineName[] = ['embedded', 'eventstoredb'];

const always = (name: string): Pick<Place, 'names' | 'nameOf'> => ({ names: [name], nameOf: () => name });

const CATEGORIES = ['order', 'payment', 'quote', 'fan', 'creator', 'provider_event'] as const;
const appends: Pick<Place, 'method' | 'names' | 'nameOf'> = {
  method: 'append',
  names: CATEGORIES.map((category) => `append ${category}`),
  nameOf: ([stream]) => `append ${String(stream).split('-')[0] ?? ''}`,
};

const MODELS = [
  'order_view_v1',
  'fan_inbox_v1',
  'creator_earnings_v1',
  'deadlines_v1',
  'audit_trail_v1',
] as const;
const PROCESSES = ['process:payment', 'process:refund'] as const;
const writes: Pick<Place, 'method' | 'names' | 'nameOf'> = {
  method: 'write',
  names: [...MODELS.map((model) => `write ${model}`), ...PROCESSES.map((process) => `checkpoint ${process}`)],
  nameOf: ([collection, documents, checkpoint]) => {
    const model = (checkpoint as { readonly name: string } | undefined)?.name ?? String(collection);
    return `${(documents as readonly unknown[]).length === 0 ? 'checkpoint' : 'write'} ${model}`;
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

/** Where the program can be killed. Those of its threads are between what is asked of a file and what is answered. */
export const PLACES: readonly Place[] = [
  { module: `${EMBEDDED}/event-store/embedded-event-store`, type: 'EmbeddedEventStore', ...appends },
  { module: 'infrastructure/eventstoredb/event-store-db', type: 'EventStoreDb', ...appends },
  { module: `${EMBEDDED}/read-models/embedded-read-models`, type: 'EmbeddedReadModels', ...writes },
  { module: 'infrastructure/mongodb/mongo-read-models', type: 'MongoReadModels', ...writes },
  gateway('createPayment', 'create payment'),
  gateway('confirmPayment', 'confirm payment'),
  gateway('cancelPayment', 'cancel payment'),
  gateway('refundPayment', 'refund payment'),
  gateway('findRefund', 'find refund'),
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
