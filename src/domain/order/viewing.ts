import type { DomainEvent } from '../event.js';
import type { FanId, OrderId, VideoId } from '../ids.js';
import type { Decision } from '../rejection.js';
import type { Instant } from '../time.js';

/** The fan was given a link to the delivered video, which plays it. */
export type PlaybackLinkGiven = DomainEvent<
  'PlaybackLinkGiven',
  {
    readonly orderId: OrderId;
    readonly videoId: VideoId;
    readonly fanId: FanId;
    readonly givenAt: Instant;
  }
>;

export type ViewingEvent = PlaybackLinkGiven;

/** The record of a video being watched, for whoever must prove that it was. */
export interface Viewing {
  readonly recorded: number;
}

export const initialViewing: Viewing = { recorded: 0 };

export const evolveViewing = ({ recorded }: Viewing, _event: ViewingEvent): Viewing => ({
  recorded: recorded + 1,
});

/** Of one order: more prove nothing more, and a player that asks all day does not fill the log. */
export const MOST_LINKS_RECORDED = 100;

export type RecordPlaybackLink = Omit<PlaybackLinkGiven['data'], 'givenAt'> & { readonly now: Instant };

export const recordPlaybackLink = (
  { recorded }: Viewing,
  { now, ...data }: RecordPlaybackLink,
): Decision<ViewingEvent> =>
  recorded >= MOST_LINKS_RECORDED ? [] : [{ type: 'PlaybackLinkGiven', data: { ...data, givenAt: now } }];
