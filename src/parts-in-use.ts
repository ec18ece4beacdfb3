import { providerOfKey } from './infrastructure/stripe/provider-names.js';
import type { Settings } from './settings.js';

/** What this start pays with, and where what it keeps lies: a file or folder is one of `DATA_DIR`. Has no secrets. */
export function partsInUse(settings: Settings): Readonly<Record<string, string>> {
  const { eventStoreUrl, mongodbUrl, isShared, s3 } = settings;
  return {
    payments: paymentsOf(settings),
    log: eventStoreUrl === undefined ? 'events.sqlite' : 'EventStoreDB',
    readModels: mongodbUrl === undefined ? 'read-models.sqlite' : 'MongoDB',
    keys: isShared ? 'MongoDB' : 'subject-keys.sqlite',
    videos: s3 === undefined ? 'videos/' : `the bucket ${s3.bucket}`,
  };
}

function paymentsOf({ stripe }: Settings): string {
  if (stripe === undefined) return 'a sandbox, which moves no money';
  const mode = providerOfKey(stripe.secretKey) === 'stripe_live' ? 'live' : 'test';
  return `Stripe, ${mode} mode${stripe.apiUrl === undefined ? '' : ` at ${stripe.apiUrl}`}`;
}

/** In one line, for people. */
export const partsInWords = (settings: Settings): string =>
  Object.entries(partsInUse(settings))
    .map(([name, what]) => `${NAMES[name] ?? name}: ${what}`)
    .join('; ');

const NAMES: Readonly<Record<string, string>> = { readModels: 'read models' };
