import { createHmac, timingSafeEqual } from 'node:crypto';
import { MINUTE_MS } from '../../domain/time.js';

/** How long a link to a video is good for, unless said otherwise. */
export const PLAYBACK_TTL_MS = 10 * MINUTE_MS;
const MIN_KEY_BYTES = 32;

export type PlaybackVerdict = 'granted' | 'expired' | 'forged';

export interface PlaybackLink {
  readonly videoId: string;
  /** As they stand in the query; may be anything. */
  readonly expires: unknown;
  readonly signature: unknown;
}

/**
 * Grants to watch one video for some minutes, as links: a player cannot send a bearer token. Whoever holds the
 * link can watch, so it is made for who was allowed to ask, and it ends soon. Links end in real time, also where
 * the product's clock is a test's.
 */
export class PlaybackGrants {
  /**
   * @param key at least 32 bytes, the same in every instance; another key ends all links at once
   * @param now epoch milliseconds
   */
  constructor(
    private readonly key: Buffer,
    private readonly now: () => number,
  ) {
    if (key.length < MIN_KEY_BYTES)
      throw new Error(`the playback key needs at least ${String(MIN_KEY_BYTES)} bytes`);
  }

  /** Path and query of the link. @param expiresAtMs epoch milliseconds; seconds count, rounded up */
  signPlayback(videoId: string, expiresAtMs = this.now() + PLAYBACK_TTL_MS): string {
    const expires = String(Math.ceil(expiresAtMs / 1000));
    const signature = this.sign(videoId, expires).toString('base64url');
    return `/v1/videos/${videoId}/content?expires=${expires}&signature=${signature}`;
  }

  verifyPlayback({ videoId, expires, signature }: PlaybackLink): PlaybackVerdict {
    if (typeof expires !== 'string' || typeof signature !== 'string' || !/^[0-9]{1,12}$/.test(expires))
      return 'forged';
    const expected = this.sign(videoId, expires);
    const given = Buffer.from(signature, 'base64url');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return 'forged';
    return this.now() < Number(expires) * 1000 ? 'granted' : 'expired';
  }

  /** The purpose is signed as well, so that no other use of the key can ever make a link. */
  private sign(videoId: string, expires: string): Buffer {
    return createHmac('sha256', this.key).update(`playback\n${videoId}\n${expires}`).digest();
  }
}
