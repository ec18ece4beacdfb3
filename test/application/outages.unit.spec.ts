import { describe, expect, it } from '@jest/globals';
import { isOutage } from '../../src/application/runtime/outages.js';
import { ReadModelBehindError } from '../../src/application/runtime/read-model-behind.js';

describe('an outage', () => {
  // A simulated world gave a whole day of reconciliation up for it, after five attempts within some seconds.
  it('is a read model that is behind what it is asked for: nothing is wrong with the event at hand', () => {
    expect(isOutage(new ReadModelBehindError('ledger_days'))).toBe(true);
  });

  it('is nothing that a repetition meets again', () => {
    expect(isOutage(new Error('no order'))).toBe(false);
  });
});
