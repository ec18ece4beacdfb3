import { InvalidArgumentError } from 'commander';
import type { AsOfAsked } from '../../application/reports/as-of.js';
import { type Instant, instantOfText } from '../../domain/time.js';

const POSITION = /^\d{1,19}$/;

/** @throws InvalidArgumentError */
export function instantIn(text: string): Instant {
  const at = instantOfText(text);
  if (at === undefined)
    throw new InvalidArgumentError('An instant has its offset, such as 2026-11-01T00:00:00Z.');
  return at;
}

/** @throws InvalidArgumentError */
export const asOfIn = (text: string): AsOfAsked => (POSITION.test(text) ? BigInt(text) : instantIn(text));
