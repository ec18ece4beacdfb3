import { resolve } from 'node:path';

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
  readonly stripe: { readonly secretKey: string; readonly webhookSecret: string } | undefined;
}

/** A setting that is missing or wrong: named, with what it must be. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws SettingsError naming the setting, never its value (it may be a secret) */
export function readSettings(env: Environment): Settings {
  const port = wholeNumber(env, 'PORT', 3000, 0, 65_535);
  const stripe = readStripe(env);
  const testClock = flag(env, 'TEST_CLOCK');
  if (testClock && stripe?.secretKey.includes('_live_') === true)
    throw new SettingsError(
      'TEST_CLOCK=1 and a live STRIPE_SECRET_KEY exclude each other: real money knows only real time',
    );
  const authAudience = text(env, 'AUTH_AUDIENCE') ?? 'shoutouts';
  const issuer = url(env, 'AUTH_ISSUER');
  return {
    port,
    // Without an issuer anybody is given any role: then only this machine shall reach it, unless somebody says otherwise.
    host: text(env, 'HOST') ?? (issuer === undefined ? '127.0.0.1' : '0.0.0.0'),
    dataDir: resolve(text(env, 'DATA_DIR') ?? './data'),
    publicUrl: url(env, 'PUBLIC_URL') ?? `http://localhost:${String(port)}`,
    testClock,
    logLevel: oneOf(env, 'LOG_LEVEL', ['trace', 'debug', 'info', 'warn', 'error', 'silent'], 'info'),
    videoMaxBytes: wholeNumber(env, 'VIDEO_MAX_BYTES', 512 * 1024 * 1024, 1, Number.MAX_SAFE_INTEGER),
    masterKeyFile: text(env, 'MASTER_KEY_FILE'),
    authIssuer: issuer,
    authAudience,
    eventStoreUrl: readEventStoreUrl(env),
    mongodbUrl: readMongodbUrl(env),
    stripe,
  };
}

function readStripe(env: Environment): Settings['stripe'] {
  const secretKey = text(env, 'STRIPE_SECRET_KEY');
  const webhookSecret = text(env, 'STRIPE_WEBHOOK_SECRET');
  if (secretKey === undefined) return undefined;
  if (!/^(sk|rk)_(test|live)_/.test(secretKey))
    throw new SettingsError('STRIPE_SECRET_KEY must be a secret key of Stripe (sk_test_…, sk_live_…, rk_…)');
  if (webhookSecret === undefined)
    throw new SettingsError(
      'STRIPE_WEBHOOK_SECRET is missing: webhooks cannot be verified without it (whsec_…)',
    );
  return { secretKey, webhookSecret };
}

function readEventStoreUrl(env: Environment): string | undefined {
  const given = text(env, 'EVENTSTORE_URL');
  if (given === undefined) return undefined;
  if (!/^esdb(\+discover)?:\/\/[^/]/.test(given))
    throw new SettingsError('EVENTSTORE_URL must be esdb://HOST:PORT or esdb+discover://HOST:PORT');
  return given;
}

function readMongodbUrl(env: Environment): string | undefined {
  const given = text(env, 'MONGODB_URL');
  if (given === undefined) return undefined;
  if (!/^mongodb(\+srv)?:\/\/[^/]+\/[^/?]+/.test(given))
    throw new SettingsError('MONGODB_URL must be mongodb://HOST/DATABASE or mongodb+srv://HOST/DATABASE');
  return given;
}

function text(env: Environment, name: string): string | undefined {
  const value = env[name]?.trim();
  return value === undefined || value === '' ? undefined : value;
}

function wholeNumber(env: Environment, name: string, otherwise: number, least: number, most: number): number {
  const given = text(env, name);
  if (given === undefined) return otherwise;
  const value = Number(given);
  if (!/^\d+$/.test(given) || value < least || value > most)
    throw new SettingsError(`${name} must be a whole number from ${String(least)} to ${String(most)}`);
  return value;
}

function flag(env: Environment, name: string): boolean {
  const given = text(env, name);
  if (given === undefined || given === '0') return false;
  if (given === '1') return true;
  throw new SettingsError(`${name} must be 1 or 0`);
}

function oneOf(env: Environment, name: string, allowed: readonly string[], otherwise: string): string {
  const given = text(env, name) ?? otherwise;
  if (allowed.includes(given)) return given;
  throw new SettingsError(`${name} must be one of ${allowed.join(', ')}`);
}

function url(env: Environment, name: string): string | undefined {
  const given = text(env, name);
  if (given === undefined) return undefined;
  if (!/^https?:\/\//.test(given) || !URL.canParse(given))
    throw new SettingsError(`${name} must be an http or https address`);
  return given.replace(/\/$/, '');
}
