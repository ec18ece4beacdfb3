import { describe, expect, it } from '@jest/globals';
import { asLedger } from '../../../src/domain/money-rules/note-account.js';
import { CREATOR_ID } from '../people.js';
import { somebody } from './payout-story.js';

const PAYABLE = { account: 'creator_payable', amountMinor: -5n, creatorId: CREATOR_ID } as const;
const HELD = { account: 'held_for_orders', amountMinor: 5n, creatorId: null } as const;
const MOVED = { creator_payable: -5n };

const ledgerSays = (...postings: Parameters<typeof asLedger>[1]['postings']) =>
  asLedger(CREATOR_ID, { postings }, MOVED);

describe('the ledger of an account', () => {
  it('moves what its books move', () => {
    expect(ledgerSays(HELD, PAYABLE)).toEqual([]);
  });

  it('does not move what is in the name of another creator', () => {
    expect(ledgerSays(HELD, { ...PAYABLE, creatorId: somebody })).toEqual(['account_as_ledger']);
  });

  it('does not move less, nor what the books do not', () => {
    expect(ledgerSays()).toEqual(['account_as_ledger']);
    expect(ledgerSays(HELD, PAYABLE, { ...HELD, account: 'bank' }, { ...HELD, amountMinor: -5n })).toEqual([
      'account_as_ledger',
    ]);
  });

  it('has entries that sum to zero', () => {
    expect(ledgerSays(PAYABLE)).toEqual(['balanced_entry']);
  });
});
