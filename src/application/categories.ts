import * as aggregates from './aggregates.js';

/** Of all kinds of streams. */
export const CATEGORIES: readonly string[] = Object.values(aggregates).map(({ category }) => category);
