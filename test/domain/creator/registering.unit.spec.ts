import { describe, it } from '@jest/globals';
import { registerCreator } from '../../../src/domain/creator/decide.js';
import {
  CLOSED_TURKEY,
  CREATOR_REGISTERED,
  givenCreator,
  NEVER_OPENED,
  OFFERING_PUBLISHED,
  TURKEY,
} from '../people.js';
import { justBefore, START } from '../timeline.js';

const { registeredAt, ...person } = CREATOR_REGISTERED.data;
const CREATOR = { ...person, residence: TURKEY, now: registeredAt };

describe('a creator registers', () => {
  it('with the market of their residence, when it is open', () => {
    givenCreator().when(registerCreator, CREATOR).then(CREATOR_REGISTERED);
  });

  it('once', () => {
    for (const events of [[CREATOR_REGISTERED], [CREATOR_REGISTERED, OFFERING_PUBLISHED]])
      givenCreator(...events)
        .when(registerCreator, CREATOR)
        .thenRefused('already_registered');
  });

  it('not before they are born', () => {
    const today = registeredAt.slice(0, 10);
    givenCreator()
      .when(registerCreator, { ...CREATOR, bornOn: today })
      .then({ ...CREATOR_REGISTERED, data: { ...CREATOR_REGISTERED.data, bornOn: today } });
    givenCreator()
      .when(registerCreator, { ...CREATOR, bornOn: `${String(Number(today.slice(0, 4)) + 1)}-01-01` })
      .thenRefused('invalid_value');
  });

  it('not where the market was never open, is closed, or is not open yet', () => {
    for (const residence of [NEVER_OPENED, CLOSED_TURKEY])
      givenCreator()
        .when(registerCreator, { ...CREATOR, residence })
        .thenRefused('market_not_open');
    givenCreator()
      .when(registerCreator, { ...CREATOR, now: justBefore(START) })
      .thenRefused('market_not_open');
  });
});
