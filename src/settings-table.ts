import { faultOfEventStoreUrl } from './infrastructure/eventstoredb/address.js';
import { isNameForBanks } from './infrastructure/iso20022/check-payment-run.js';
import { faultOfPayingAccounts, readPayingAccounts } from './infrastructure/iso20022/paying-accounts.js';
import { faultOfMongoUrl } from './infrastructure/mongodb/address.js';
import { cronOf } from './application/payouts/cron.js';
import {
  ANY_TEXT,
  FLAG,
  type Kind,
  minimumsOf,
  oneOf,
  PATH,
  PORT_NUMBER,
  someOf,
  textThat,
  WEB_ADDRESS,
  wholeNumber,
} from './setting-kinds.js';

const ROLE_NAMES = ['api', 'projections', 'processes'] as const;
export type Role = (typeof ROLE_NAMES)[number];

interface Setting<Value> extends Kind<Value> {
  /** One line of Markdown: what it is for. */
  readonly is: string;
  /** Read as if it had been set. */
  readonly default?: string;
  /** What holds without it, in Markdown, where that is no fixed text. */
  readonly otherwise?: string;
  /** Nobody may see its value. */
  readonly secret?: true;
}

/**
 * Every setting: what it must be, what holds without it, and what it is for. The start validates with this table, and the
 * one in docs/settings.md is made of it.
 */
export const SETTINGS = {
  PORT: { ...PORT_NUMBER, default: '3000', is: 'Where it listens; `0` takes a free port' },
  HOST: {
    ...ANY_TEXT,
    otherwise: '`127.0.0.1`; `0.0.0.0` once `AUTH_ISSUER` is set',
    is: 'On which address it listens',
  },
  PUBLIC_URL: {
    ...WEB_ADDRESS,
    otherwise: '`http://127.0.0.1:PORT`',
    is: 'Where clients reach it: named in the OpenAPI document',
  },
  DRAIN_MS: {
    ...wholeNumber(0, 300_000),
    default: '0',
    is: 'How long it goes on answering after SIGTERM, while `/health/ready` says no',
  },
  DATA_DIR: { ...PATH, default: './data', is: 'The folder of everything it keeps' },
  MASTER_KEY_FILE: {
    ...PATH,
    otherwise: '`DATA_DIR/master.key`',
    is: 'The key that wraps the keys of persons; made when missing, unless it is named here',
  },
  AUTH_ISSUER: {
    ...WEB_ADDRESS,
    // It is compared with what tokens name, where a slash at the end counts.
    read: (text) => text,
    otherwise: 'a development issuer',
    is: 'The OpenID Connect issuer whose tokens are taken',
  },
  AUTH_AUDIENCE: { ...ANY_TEXT, default: 'shoutouts', is: 'The audience that tokens must name' },
  EVENTSTORE_URL: {
    ...textThat('esdb://HOST:PORT or esdb+discover://HOST:PORT', (text) =>
      /^esdb(\+discover)?:\/\/[^/]/.test(text),
    ),
    faultOf: faultOfEventStoreUrl,
    otherwise: 'a file in `DATA_DIR`',
    secret: true,
    is: 'The EventStoreDB that keeps the log',
  },
  MONGODB_URL: {
    ...textThat('mongodb://HOST/DATABASE or mongodb+srv://HOST/DATABASE', (text) =>
      /^mongodb(\+srv)?:\/\/[^/]/.test(text),
    ),
    faultOf: faultOfMongoUrl,
    otherwise: 'a file in `DATA_DIR`',
    secret: true,
    is: 'Where read models are kept, with the name of a database',
  },
  ROLES: {
    ...someOf(...ROLE_NAMES),
    default: 'api,projections,processes',
    is: 'What this instance does; fewer than all need `EVENTSTORE_URL` and `MONGODB_URL`',
  },
  LEASE_MS: {
    ...wholeNumber(500, 600_000),
    default: '10000',
    is: 'After so long without a sign of life, another instance takes over what this one drives',
  },
  STRIPE_API_URL: {
    ...WEB_ADDRESS,
    otherwise: "Stripe's own",
    is: 'Where the API of Stripe is: a proxy, or a stand-in that you run yourself',
  },
  S3_BUCKET: {
    ...textThat('the name of a bucket', (text) => /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(text)),
    otherwise: 'a folder in `DATA_DIR`',
    is: 'The bucket of videos and uploads; nothing moves those that are in the folder already',
  },
  S3_ENDPOINT: { ...WEB_ADDRESS, otherwise: 'AWS', is: 'The address of another server that speaks S3' },
  S3_REGION: {
    ...textThat('the name of a region', (text) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i.test(text)),
    otherwise: "as AWS's SDKs find it",
    is: 'The region of the bucket',
  },
  S3_PREFIX: {
    ...textThat('of letters, digits, dots, hyphens, underscores and slashes', (text) =>
      /^([\w.-]+\/)*[\w.-]*$/.test(text),
    ),
    is: 'Begins all keys in the bucket',
  },
  STRIPE_SECRET_KEY: {
    ...textThat('a secret key of Stripe (sk_test_…, sk_live_…, rk_…)', (text) =>
      /^(sk|rk)_(test|live)_/.test(text),
    ),
    otherwise: 'a sandbox plays Stripe',
    secret: true,
    is: 'Payments go to Stripe',
  },
  STRIPE_WEBHOOK_SECRET: {
    ...textThat('the secret of a webhook endpoint (whsec_…)', () => true),
    secret: true,
    is: 'Verifies webhooks; needed with a key',
  },
  BANK_ACCOUNTS: {
    must: 'CURRENCY=IBAN or CURRENCY=IBAN/BIC, with commas between several',
    read: readPayingAccounts,
    faultOf: faultOfPayingAccounts,
    otherwise: 'nobody is paid out by a bank',
    is: 'The accounts that pay creators out by bank files, one per currency',
  },
  BANK_ACCOUNT_HOLDER: {
    ...textThat('a name in the letters of banks, of at most 70 characters', isNameForBanks),
    is: 'Whose accounts these are, as the bank writes it',
  },
  PAYOUT_SCHEDULE: {
    must: 'five fields of cron, as `0 6 * * 1`: minute, hour, day of the month, month, day of the week',
    read: cronOf,
    otherwise: 'runs are proposed by people only',
    is: 'When payout runs are proposed by themselves, in UTC; somebody of finance approves them',
  },
  PAYOUT_MINIMUMS: {
    must: 'CURRENCY=MINOR_UNITS, with commas between several',
    read: minimumsOf,
    otherwise: '1 minor unit',
    is: 'What such a run pays out at least to each creator',
  },
  VIDEO_MAX_BYTES: {
    ...wholeNumber(1, Number.MAX_SAFE_INTEGER),
    default: String(512 * 1024 * 1024),
    is: 'The largest upload',
  },
  TEST_CLOCK: {
    ...FLAG,
    default: '0',
    is: '`1` lets anybody move the clock; never together with a live Stripe key',
  },
  METRICS_PORT: {
    ...PORT_NUMBER,
    otherwise: 'no metrics',
    is: 'Where `/metrics` is read by Prometheus; `0` takes a free port',
  },
  METRICS_HOST: { ...ANY_TEXT, default: '127.0.0.1', is: 'On which address; nothing there asks who reads' },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    ...WEB_ADDRESS,
    otherwise: 'no traces',
    is: 'The base address of the OpenTelemetry collector that traces are sent to',
  },
  LOG_LEVEL: {
    ...oneOf('trace', 'debug', 'info', 'warn', 'error', 'silent'),
    default: 'info',
    is: 'From which level on lines are logged',
  },
} satisfies Record<string, Setting<unknown>>;

export type SettingName = keyof typeof SETTINGS;

/** The settings that were given, by name; blanks are not given. */
export type Given = Readonly<Partial<Record<SettingName, string>>>;

interface Rule {
  readonly isBroken: (given: Given) => boolean;
  readonly says: string;
}

/** A setting that means nothing, or something else than it seems to, without another one. */
const needs = (name: SettingName, needed: SettingName, why: string): Rule => ({
  isBroken: (given) => given[name] !== undefined && given[needed] === undefined,
  says: `${needed} is missing: ${why}`,
});

/** What other instances do, they do on the same log and database. */
const neededForSomeRoles = (needed: SettingName): Rule => ({
  isBroken: (given) =>
    given.ROLES !== undefined &&
    ROLE_NAMES.some((role) => given.ROLES?.includes(role) === false) &&
    given[needed] === undefined,
  says: `${needed} is missing: what ROLES leaves out is done by other instances, which share it`,
});

/** Of free ports it is given two. */
const isOnePortForBoth = ({ PORT = SETTINGS.PORT.default, METRICS_PORT }: Given): boolean =>
  METRICS_PORT !== undefined && Number(METRICS_PORT) === Number(PORT) && Number(PORT) !== 0;

/** What must hold between settings. */
export const RULES: readonly Rule[] = [
  needs('STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET', 'webhooks cannot be verified without it (whsec_…)'),
  needs(
    'STRIPE_WEBHOOK_SECRET',
    'STRIPE_SECRET_KEY',
    'a webhook secret alone leaves payments to the sandbox',
  ),
  needs('STRIPE_API_URL', 'STRIPE_SECRET_KEY', 'the sandbox plays Stripe, and is nowhere else'),
  neededForSomeRoles('EVENTSTORE_URL'),
  neededForSomeRoles('MONGODB_URL'),
  needs('S3_ENDPOINT', 'S3_BUCKET', 'S3_ENDPOINT means nothing alone'),
  needs('S3_REGION', 'S3_BUCKET', 'S3_REGION means nothing alone'),
  needs('S3_PREFIX', 'S3_BUCKET', 'S3_PREFIX means nothing alone'),
  needs('PAYOUT_MINIMUMS', 'PAYOUT_SCHEDULE', 'PAYOUT_MINIMUMS means nothing alone'),
  needs('BANK_ACCOUNTS', 'BANK_ACCOUNT_HOLDER', 'a bank file names who pays'),
  needs('BANK_ACCOUNT_HOLDER', 'BANK_ACCOUNTS', 'BANK_ACCOUNT_HOLDER means nothing alone'),
  {
    isBroken: isOnePortForBoth,
    says: 'METRICS_PORT must be another port than PORT: metrics are not for the public',
  },
  {
    isBroken: ({ TEST_CLOCK, STRIPE_SECRET_KEY }) =>
      TEST_CLOCK === '1' && STRIPE_SECRET_KEY?.includes('_live_') === true,
    says: 'TEST_CLOCK=1 and a live STRIPE_SECRET_KEY exclude each other: real money knows only real time',
  },
];

type Value<S> = S extends { readonly read: (text: string) => infer Read }
  ? S extends { readonly default: string }
    ? Exclude<Read, undefined>
    : Read | undefined
  : never;

export type SettingValues = { readonly [Name in SettingName]: Value<(typeof SETTINGS)[Name]> };

export interface SettingDescription {
  readonly name: string;
  readonly must: string;
  readonly is: string;
  /** Markdown. */
  readonly otherwise: string;
  readonly isSecret: boolean;
}

/** For people, in the order of the table. */
export const settingDescriptions = (): readonly SettingDescription[] =>
  Object.entries<Setting<unknown>>(SETTINGS).map(
    ([name, { must, is, default: text, otherwise, secret }]) => ({
      ...{ name, must, is },
      otherwise: otherwise ?? (text === undefined ? '–' : `\`${text}\``),
      isSecret: secret === true,
    }),
  );

/** Reads what was given; what is wrong with it comes back in words, all of it, a line for each. */
export function validate(given: Given): {
  readonly values: SettingValues;
  readonly wrong: readonly string[];
} {
  const wrong = RULES.filter(({ isBroken }) => isBroken(given)).map(({ says }) => says);
  const values = Object.entries<Setting<unknown>>(SETTINGS).map(
    ([name, { default: otherwise, read, must, faultOf }]) => {
      const text = given[name as SettingName] ?? otherwise;
      if (text === undefined) return [name, undefined] as const;
      const value = read(text);
      const fault = value === undefined ? undefined : faultOf?.(text);
      if (value === undefined) wrong.push(`${name} must be ${must}`);
      if (fault !== undefined) wrong.push(`${name}: ${fault}`);
      return [name, value] as const;
    },
  );
  // Each value was read by the reader of its own name.
  return { values: Object.fromEntries(values) as unknown as SettingValues, wrong };
}
