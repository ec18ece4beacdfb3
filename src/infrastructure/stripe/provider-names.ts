import { createHash } from 'node:crypto';

/** Stored in the log, so never renamed. Keys change within a mode, and whose account they are of is not in them. */
export const providerOfKey = (apiKey: string): 'stripe_live' | 'stripe_test' =>
  /^(sk|rk)_live_/.test(apiKey) ? 'stripe_live' : 'stripe_test';

/** Each sandbox keeps books of its own, and makes its key once, together with them. */
export const providerOfSandbox = (apiKey: string): string =>
  `sandbox_${createHash('sha256').update(apiKey).digest('hex').slice(0, 8)}`;
