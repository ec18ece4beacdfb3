import { LIMITS } from '../../src/application/runtime/limits.js';

/** Memory as a world needs it: small, so that what is forgotten is met as well, and thousands of worlds fit into a minute. */
const SMALL: Partial<Record<keyof typeof LIMITS, number>> = {
  rememberedStreams: 16,
  askedDeadlines: 100,
  seenObjects: 100,
  servingLookMs: 30_000,
  // Longer than that: who looks seldom still finds the collection that it knows.
  dropAfterMs: 60_000,
  // One page is never all of it.
  dueBatch: 3,
  erasurePage: 2,
  readAllPage: 2,
  checkedPage: 2,
  logBatch: 20,
};

/** For this whole process. */
export function useSmallLimits(): void {
  Object.assign(LIMITS, SMALL);
}
