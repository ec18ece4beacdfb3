import { describe, expect, it } from '@jest/globals';
import {
  isUnverified,
  setPayoutDestination,
  verifyPayoutDestination,
} from '../../../src/domain/creator/payout-destination.js';
import type { CreatorEvent } from '../../../src/domain/creator/creator.js';
import type { CreatorId } from '../../../src/domain/ids.js';
import { CREATOR_ID, CREATOR_REGISTERED, givenCreator } from '../people.js';
import { START } from '../timeline.js';

const iban = {
  destinationId: 'dst_1',
  rail: 'bank_transfers',
  account: 'TR330006100519786457841326',
  holder: 'Barış Demir',
  bic: 'TGBATRIS',
  now: START,
} as const;
const setTo = ({ now, ...destination }: Parameters<typeof setPayoutDestination>[1]): CreatorEvent => ({
  type: 'PayoutDestinationSet',
  data: { creatorId: CREATOR_ID, ...destination, setAt: now },
});
const SET = setTo(iban);

describe('where a creator is paid out', () => {
  it('is set by a creator who is registered', () => {
    givenCreator(CREATOR_REGISTERED).when(setPayoutDestination, iban).then(SET);
    givenCreator().when(setPayoutDestination, iban).thenRefused('not_registered');
  });

  it('is set anew only where something of it is another', () => {
    const again = { ...iban, destinationId: 'dst_2' } as const;
    givenCreator(CREATOR_REGISTERED, SET).when(setPayoutDestination, again).thenNothing();
    for (const other of [
      { ...again, holder: null },
      { ...again, bic: null },
      { ...again, account: 'TR320010009999901234567890' },
      { ...again, rail: 'stripe_transfers' },
    ] as const)
      givenCreator(CREATOR_REGISTERED, SET).when(setPayoutDestination, other).then(setTo(other));
  });

  it('goes back to one that was set before as a new one', () => {
    const second = { ...iban, destinationId: 'dst_2', holder: 'Ada' } as const;
    const back = { ...iban, destinationId: 'dst_3' } as const;
    givenCreator(CREATOR_REGISTERED, SET, setTo(second)).when(setPayoutDestination, back).then(setTo(back));
  });
});

describe('a bank account', () => {
  const byCreator: CreatorId = 'cre_somebody';
  const verify = { destinationId: 'dst_1', by: 'staff-2', byCreator, now: START } as const;
  const VERIFIED: CreatorEvent = {
    type: 'PayoutDestinationVerified',
    data: { creatorId: CREATOR_ID, destinationId: 'dst_1', verifiedBy: 'staff-2', verifiedAt: START },
  };

  it('is verified once', () => {
    givenCreator(CREATOR_REGISTERED, SET).when(verifyPayoutDestination, verify).then(VERIFIED);
    givenCreator(CREATOR_REGISTERED, SET, VERIFIED).when(verifyPayoutDestination, verify).thenNothing();
  });

  it('is verified by nobody whose it is', () => {
    for (const events of [[SET], [SET, VERIFIED]])
      givenCreator(CREATOR_REGISTERED, ...events)
        .when(verifyPayoutDestination, { ...verify, byCreator: CREATOR_ID })
        .thenRefused('payout_destination_own');
  });

  it('is verified as it was looked at', () => {
    const second = setTo({ ...iban, destinationId: 'dst_2', holder: 'Ada' });
    givenCreator(CREATOR_REGISTERED, SET, second)
      .when(verifyPayoutDestination, verify)
      .thenRefused('payout_destination_changed');
  });

  it('is not verified by having been so once before', () => {
    const second = setTo({ ...iban, destinationId: 'dst_2', holder: 'Ada' });
    const { state } = givenCreator(CREATOR_REGISTERED, SET, VERIFIED, second);
    expect(state).toMatchObject({ destinations: [{ isVerified: true }, { isVerified: false }] });
  });

  it('is verified, and no other one with it', () => {
    const second = setTo({ ...iban, destinationId: 'dst_2', holder: 'Ada' });
    const verified = { ...VERIFIED, data: { ...VERIFIED.data, destinationId: 'dst_2' } } as CreatorEvent;
    const { state } = givenCreator(CREATOR_REGISTERED, SET, second, verified);
    expect(state).toMatchObject({ destinations: [{ isVerified: false }, { isVerified: true }] });
  });

  it('has to be verified; what the payment provider has, it verifies itself', () => {
    const { now: _now, ...destination } = iban;
    expect(isUnverified({ ...destination, isVerified: false })).toBe(true);
    expect(isUnverified({ ...destination, isVerified: true })).toBe(false);
    for (const isVerified of [true, false])
      expect(isUnverified({ ...destination, rail: 'stripe_transfers', isVerified })).toBe(false);
  });

  it('is there, and at a bank', () => {
    givenCreator(CREATOR_REGISTERED)
      .when(verifyPayoutDestination, verify)
      .thenRefused('payout_destination_not_found');
    givenCreator(CREATOR_REGISTERED, setTo({ ...iban, rail: 'stripe_transfers' }))
      .when(verifyPayoutDestination, verify)
      .thenRefused('invalid_value', 'payment provider');
    givenCreator().when(verifyPayoutDestination, verify).thenRefused('not_registered');
  });
});
