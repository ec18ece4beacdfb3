import { resolve } from 'node:path';
import type { PayoutPlan } from './application/payouts/payout-schedule.js';
import type { BankAccount } from './application/ports/payment-run.js';
import type { Currency } from './domain/money.js';
import { payingAccountsOf } from './infrastructure/iso20022/paying-accounts.js';
import type { S3Settings } from './infrastructure/s3/open-s3.js';
import { settingMeantBy } from './setting-names.js';
import { type Role, SETTINGS, type SettingName, type SettingValues, validate } from './settings-table.js';

/** Everything that can be set, from the environment. `docs/settings.md` says the same in words. */
export interface Settings {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  /** Where clients reach this program: for links in answers. */
  readonly publicUrl: string;
  readonly testClock: boolean;
  readonly logLevel: string;
  readonly videoMaxBytes: number;
  readonly masterKeyFile: string | undefined;
  /** Whose tokens are taken; without one, a development issuer gives them to anybody. */
  readonly authIssuer: string | undefined;
  readonly authAudience: string;
  /** Where the log is; in a file of the data folder without it. */
  readonly eventStoreUrl: string | undefined;
  /** Where the read models are; in a file of the data folder without it. */
  readonly mongodbUrl: string | undefined;
  /** What this instance does. */
  readonly roles: ReadonlySet<Role>;
  /** Whether other instances may work on the same log and read models. */
  readonly isShared: boolean;
  readonly leaseMs: number;
  /** Accounts that pay creators out by bank files, by currency. */
  readonly payingAccounts: ReadonlyMap<Currency, BankAccount>;
  readonly payoutPlan: PayoutPlan;
  /** Where videos and uploads are; in the data folder without it. */
  readonly s3: S3Settings | undefined;
  /** How long it goes on answering, and says that it is not ready, before it closes. */
  readonly drainMs: number;
  /** Where metrics are read; nowhere without it. */
  readonly metrics: { readonly port: number; readonly host: string } | undefined;
  /** Where traces are sent; nowhere without it. */
  readonly otlpEndpoint: string | undefined;
  readonly stripe:
    | { readonly secretKey: string; readonly webhookSecret: string; readonly apiUrl: string | undefined }
    | undefined;
}

/** Settings that are missing or wrong: all of them are named, each with what it must be. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws SettingsError naming every setting that is wrong, never its value (it may be a secret) */
export function readSettings(env: Environment): Settings {
  const { values, wrong } = validate(givenIn(env));
  const all = [...misspeltIn(env), ...emptyIn(env), ...wrong];
  if (all.length > 0) throw new SettingsError(all.join('\n'));
  return settingsOf(values);
}

function settingsOf(values: SettingValues): Settings {
  const { PORT: port, AUTH_ISSUER: authIssuer } = values;
  return {
    port,
    // Without an issuer anybody is given any role: then only this machine shall reach it, unless somebody says otherwise.
    host: values.HOST ?? (authIssuer === undefined ? '127.0.0.1' : '0.0.0.0'),
    dataDir: resolve(values.DATA_DIR),
    publicUrl: values.PUBLIC_URL ?? `http://127.0.0.1:${String(port)}`,
    testClock: values.TEST_CLOCK,
    logLevel: values.LOG_LEVEL,
    videoMaxBytes: values.VIDEO_MAX_BYTES,
    masterKeyFile: values.MASTER_KEY_FILE,
    authIssuer,
    authAudience: values.AUTH_AUDIENCE,
    eventStoreUrl: values.EVENTSTORE_URL,
    mongodbUrl: values.MONGODB_URL,
    roles: values.ROLES,
    isShared: values.EVENTSTORE_URL !== undefined && values.MONGODB_URL !== undefined,
    leaseMs: values.LEASE_MS,
    payingAccounts: payingAccountsOf(values.BANK_ACCOUNTS ?? [], values.BANK_ACCOUNT_HOLDER ?? ''),
    payoutPlan: {
      cron: values.PAYOUT_SCHEDULE,
      minimums: values.PAYOUT_MINIMUMS ?? new Map<Currency, bigint>(),
    },
    s3: s3Of(values),
    drainMs: values.DRAIN_MS,
    metrics:
      values.METRICS_PORT === undefined
        ? undefined
        : { port: values.METRICS_PORT, host: values.METRICS_HOST },
    otlpEndpoint: values.OTEL_EXPORTER_OTLP_ENDPOINT,
    stripe: stripeOf(values),
  };
}

function s3Of({ S3_BUCKET: bucket, ...values }: SettingValues): S3Settings | undefined {
  if (bucket === undefined) return undefined;
  const { S3_ENDPOINT: endpoint, S3_PREFIX: prefix = '' } = values;
  // Servers other than AWS mostly do not care, but a signature needs one.
  const region = values.S3_REGION ?? (endpoint === undefined ? undefined : 'us-east-1');
  return { bucket, endpoint, region, prefix: prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/` };
}

function stripeOf({
  STRIPE_SECRET_KEY: secretKey,
  STRIPE_WEBHOOK_SECRET: webhookSecret,
  STRIPE_API_URL: apiUrl,
}: SettingValues): Settings['stripe'] {
  return secretKey === undefined || webhookSecret === undefined
    ? undefined
    : { secretKey, webhookSecret, apiUrl };
}

const NAMES = Object.keys(SETTINGS) as SettingName[];

/** Blanks around a value are nobody's intention. */
function givenIn(env: Environment): Partial<Record<SettingName, string>> {
  const given: Partial<Record<SettingName, string>> = {};
  for (const name of NAMES) {
    const text = env[name]?.trim();
    if (text !== undefined && text !== '') given[name] = text;
  }
  return given;
}

/** A name that is passed over leaves what was meant to its default; of a payment provider, a log keeps that for good. */
const misspeltIn = (env: Environment): readonly string[] =>
  Object.keys(env).flatMap((name) => {
    const meant = settingMeantBy(name, NAMES, (setting) => env[setting] !== undefined);
    return meant === undefined
      ? []
      : [`${name} is no setting: did you mean ${meant}? What is for another program, keep from this one`];
  });

/** Mostly what should have filled it was not there. */
const emptyIn = (env: Environment): readonly string[] =>
  NAMES.filter((name) => env[name]?.trim() === '').map(
    (name) => `${name} is empty: give it a value, or leave it out`,
  );
