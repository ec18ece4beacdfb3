import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { ByteRange, FileSource } from '../../application/ports/file-source.js';
import {
  type PlaybackRequest,
  type StoredVideo,
  type VideoFile,
  VideoNotFoundError,
  type VideoStore,
} from '../../application/ports/video-store.js';
import { isId } from '../../domain/ids.js';
import type { S3Bucket } from './s3-bucket.js';
import { SegmentedFile } from './segmented-file.js';

const VIDEOS = 'videos/';
const CONTENT = 'content/';
const FACTS = '.json';
/** Later than everything. */
const END_OF_TIME = '9999-12-31T23:59:59.999Z';

/**
 * Videos in a bucket: `content/<videoId>/<sha256>` holds the bytes, `videos/<videoId>.json` what is known of them. The facts are
 * written last and deleted first, so a video exists exactly while they do. Bytes are named by their digest: whoever puts the same
 * video at the same time, or again after a crash, writes the same bytes to the same key.
 */
export class S3VideoStore implements VideoStore {
  constructor(private readonly bucket: S3Bucket) {}

  async put(file: VideoFile, source: FileSource): Promise<void> {
    if (!(source instanceof SegmentedFile)) throw new Error('a bucket takes over uploads of its own only');
    const factsKey = factsKeyOf(file.videoId);
    if ((await this.find(file.videoId)) !== undefined) return;
    await this.bucket.join(contentKeyOf(file), source.segments);
    // Where this is refused, another instance has put the same video away.
    await this.bucket.put(factsKey, JSON.stringify(file), 'nothing there');
  }

  async find(videoId: string): Promise<VideoFile | undefined> {
    if (!isId('vid', videoId)) return undefined;
    const facts = await this.bucket.get(factsKeyOf(videoId));
    return facts && (JSON.parse(await text(facts.body)) as VideoFile);
  }

  async read(videoId: string, range?: ByteRange): Promise<Readable> {
    const file = await this.find(videoId);
    const content = file && (await this.bucket.get(contentKeyOf(file), { range }));
    if (content === undefined) throw new VideoNotFoundError(videoId);
    return content.body;
  }

  playbackAddress(video: VideoFile, request: PlaybackRequest): Promise<string> {
    return this.bucket.presign(contentKeyOf(video), request);
  }

  async delete(videoId: string): Promise<void> {
    if (!isId('vid', videoId)) return;
    await this.bucket.delete([factsKeyOf(videoId)]);
    await this.bucket.deleteBelow(contentFolderOf(videoId));
    await this.bucket.abortJoins(contentFolderOf(videoId), END_OF_TIME);
  }

  async *list(): AsyncIterable<StoredVideo> {
    const videos: StoredVideo[] = [];
    for await (const { key, modifiedAt } of this.bucket.list(VIDEOS))
      videos.push({ videoId: key.slice(VIDEOS.length, -FACTS.length), storedAt: modifiedAt });
    yield* videos.sort((a, b) => (a.storedAt < b.storedAt ? -1 : a.storedAt > b.storedAt ? 1 : 0));
  }

  async deleteRemains(before: string): Promise<void> {
    const old: string[] = [];
    for await (const { key, modifiedAt } of this.bucket.list(CONTENT)) if (modifiedAt < before) old.push(key);
    const whole = new Set<string>();
    for await (const { videoId } of this.list()) whole.add(videoId);
    await this.bucket.delete(old.filter((key) => !whole.has(key.split('/')[1] ?? '')));
    await this.bucket.abortJoins(CONTENT, before);
  }
}

/** Only a well-formed id becomes a key. */
function factsKeyOf(videoId: string): string {
  if (!isId('vid', videoId)) throw new VideoNotFoundError(videoId);
  return VIDEOS + videoId + FACTS;
}

const contentFolderOf = (videoId: string): string => `${CONTENT}${videoId}/`;
const contentKeyOf = ({ videoId, sha256 }: VideoFile): string => contentFolderOf(videoId) + sha256;
