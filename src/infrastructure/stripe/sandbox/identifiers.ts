import { randomBytes } from 'node:crypto';
import { idOf } from '../stripe-statuses.js';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

export const randomText = (length: number): string =>
  Array.from(randomBytes(length), (byte) => ALPHABET.charAt(byte % ALPHABET.length)).join('');

/** An id that looks like Stripe's (`pi_3…`). Opaque there and here. */
export const newId = (prefix: Prefix): string => `${prefix}_3${randomText(23)}`;

type Prefix =
  | 'acct'
  | 'adj'
  | 'ba'
  | 'ch'
  | 'dp'
  | 'evt'
  | 'fee'
  | 'file'
  | 'pi'
  | 'po'
  | 'py'
  | 'pyr'
  | 're'
  | 'req'
  | 'tr'
  | 'trr'
  | 'tu'
  | 'txn';

/** The id in a reference that the SDK types as an id, a whole object or nothing; the sandbox stores ids. */
export const idIn = (reference: string | { readonly id: string } | null): string =>
  reference === null ? '' : idOf(reference);
