import { describe, it } from '@jest/globals';
import { viewings } from '../../../src/application/aggregates.js';
import {
  MOST_LINKS_RECORDED,
  type PlaybackLinkGiven,
  recordPlaybackLink,
} from '../../../src/domain/order/viewing.js';
import { givenFor } from '../../support/given.js';
import { FAN_ID } from '../people.js';
import { START } from '../timeline.js';
import { ORDER_ID, VIDEO } from './story.js';

const LINK = { orderId: ORDER_ID, videoId: VIDEO.videoId, fanId: FAN_ID };
const GIVEN: PlaybackLinkGiven = { type: 'PlaybackLinkGiven', data: { ...LINK, givenAt: START } };
const given = (times: number) => givenFor(viewings)(...Array.from({ length: times }, () => GIVEN));

describe('a link that plays a delivered video', () => {
  it('is recorded each time that the fan is given one', () => {
    given(0)
      .when(recordPlaybackLink, { ...LINK, now: START })
      .then(GIVEN);
    given(MOST_LINKS_RECORDED - 1)
      .when(recordPlaybackLink, { ...LINK, now: START })
      .then(GIVEN);
  });

  it('is not recorded any more when that has been done often enough', () => {
    given(MOST_LINKS_RECORDED)
      .when(recordPlaybackLink, { ...LINK, now: START })
      .thenNothing();
  });
});
