import { describe, expect, it } from '@jest/globals';
import { registerFan } from '../../../src/domain/fan/decide.js';
import { CLOSED_TURKEY, FAN_ID, FAN_REGISTERED, givenFan, NEVER_OPENED, TURKEY } from '../people.js';
import { justBefore, START } from '../timeline.js';

const FAN = { fanId: FAN_ID, name: 'Zeynep Yılmaz', market: 'TR', residence: TURKEY, now: START };

describe('a fan registers', () => {
  it('with the market of their residence, when it is open', () => {
    givenFan().when(registerFan, FAN).then(FAN_REGISTERED);
    expect(givenFan(FAN_REGISTERED).state).toEqual({ status: 'registered', fanId: FAN_ID, market: 'TR' });
  });

  it('once', () => {
    givenFan(FAN_REGISTERED).when(registerFan, FAN).thenRefused('already_registered');
  });

  it('not where the market was never open, is closed, or is not open yet', () => {
    for (const residence of [NEVER_OPENED, CLOSED_TURKEY])
      givenFan()
        .when(registerFan, { ...FAN, residence })
        .thenRefused('market_not_open');
    givenFan()
      .when(registerFan, { ...FAN, now: justBefore(START) })
      .thenRefused('market_not_open');
  });
});
