import { describe, it } from '@jest/globals';
import { setPayoutDestination } from '../../../src/domain/creator/decide.js';
import type { CreatorEvent } from '../../../src/domain/creator/creator.js';
import { CREATOR_ID, CREATOR_REGISTERED, givenCreator } from '../people.js';
import { START } from '../timeline.js';

const iban = {
  destinationId: 'dst_1',
  rail: 'bank_transfers',
  account: 'TR330006100519786457841326',
  holder: 'Barış Demir',
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
