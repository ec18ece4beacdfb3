import { describe, expect, it } from '@jest/globals';
import {
  PLAYBACK_TTL_MS,
  PlaybackGrants,
  type PlaybackLink,
} from '../../src/application/videos/playback-grants.js';

const VIDEO_ID = 'vid_00000000-0000-7000-8000-000000000001';
const OTHER_ID = 'vid_00000000-0000-7000-8000-000000000002';
const NOON = Date.parse('2026-11-23T12:00:00.000Z');

describe('playback grants', () => {
  const at = (nowMs: number, key = Buffer.alloc(32, 1)): PlaybackGrants =>
    new PlaybackGrants(key, () => nowMs);
  const linkOf = (pathAndQuery: string): PlaybackLink => {
    const url = new URL(pathAndQuery, 'http://shoutouts');
    const { expires, signature } = Object.fromEntries(url.searchParams);
    return { videoId: url.pathname.split('/')[3] ?? '', expires, signature };
  };
  const link = linkOf(at(NOON).signPlayback(VIDEO_ID));

  it('grants what it signed, until it expires after ten minutes', () => {
    expect(at(NOON).signPlayback(VIDEO_ID)).toMatch(
      /^\/v1\/videos\/vid_[0-9a-f-]{36}\/content\?expires=\d+&signature=[\w-]{43}$/,
    );
    expect(PLAYBACK_TTL_MS).toBe(600_000);
    expect(at(NOON + PLAYBACK_TTL_MS - 1).verifyPlayback(link)).toBe('granted');
    expect(at(NOON + PLAYBACK_TTL_MS).verifyPlayback(link)).toBe('expired');
  });

  it('grants until the instant it was told', () => {
    const short = linkOf(at(NOON).signPlayback(VIDEO_ID, NOON + 1_500));
    expect(at(NOON + 1_999).verifyPlayback(short)).toBe('granted');
    expect(at(NOON + 2_000).verifyPlayback(short)).toBe('expired');
  });

  it.each<[string, Partial<PlaybackLink>]>([
    ['another video', { videoId: OTHER_ID }],
    ['a later expiry', { expires: String(NOON / 1000 + 99_999) }],
    ['the same expiry, spelled otherwise', { expires: `0${String(link.expires)}` }],
    ['another signature', { signature: Buffer.alloc(32).toString('base64url') }],
    ['a short signature', { signature: 'AAAA' }],
    ['no signature', { signature: undefined }],
    ['two signatures', { signature: [link.signature, link.signature] }],
    ['no expiry', { expires: undefined }],
    ['an expiry that is no number', { expires: 'NaN' }],
  ])('takes %s for forged', (_what, change) => {
    expect(at(NOON).verifyPlayback({ ...link, ...change })).toBe('forged');
  });

  it('grants nothing that another key signed', () => {
    expect(at(NOON, Buffer.alloc(32, 2)).verifyPlayback(link)).toBe('forged');
  });

  it('refuses a short key', () => {
    expect(() => at(NOON, Buffer.alloc(31))).toThrow(/32 bytes/);
  });
});
