import { InvalidArgumentError } from 'commander';
import type { AsOfAsked } from '../../application/reports/as-of.js';
import { instant, type Instant } from '../../domain/time.js';

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;
const POSITION = /^\d{1,19}$/;

/** @throws InvalidArgumentError */
export function instantIn(text: string): Instant {
  if (!INSTANT.test(text) || Number.isNaN(Date.parse(text)))
    throw new InvalidArgumentError('An instant has its offset, such as 2026-11-01T00:00:00Z.');
  return instant(Date.parse(text));
}

/** @throws InvalidArgumentError */
export const asOfIn = (text: string): AsOfAsked => (POSITION.test(text) ? BigInt(text) : instantIn(text));
