import { describe, expect, it } from '@jest/globals';
import { neededNotes } from '../../../src/domain/money-rules/needed-notes.js';
import { FAN_ID, FAN_REGISTERED } from '../people.js';

describe('what an auditor looks up', () => {
  it('is nothing for what is about no money', () => {
    expect(neededNotes({ find: () => undefined }, FAN_REGISTERED, FAN_ID)).toEqual([]);
  });
});
