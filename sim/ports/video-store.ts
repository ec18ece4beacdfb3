import { Readable } from 'node:stream';
import {
  type StoredVideo,
  type VideoFile,
  VideoNotFoundError,
  VideoStore,
  VideosUnavailableError,
} from '../../src/application/ports/video-store.js';
import type { Failures, InstanceCalls } from '../world/instance-calls.js';

const away = () => new VideosUnavailableError('simulated: the videos are away');
const FAILURES: Failures = { unavailable: away, replyLost: away };

/** The videos as one instance reaches them; of each only what was found out about it. */
export class SimulatedVideoStore implements VideoStore {
  constructor(
    private readonly files: Map<string, VideoFile>,
    private readonly calls: InstanceCalls,
  ) {}

  put(file: VideoFile): Promise<void> {
    return this.calls.call('put video', FAILURES, () => {
      if (!this.files.has(file.videoId)) this.files.set(file.videoId, file);
    });
  }

  find(videoId: string): Promise<VideoFile | undefined> {
    return this.calls.call('find video', FAILURES, () => this.files.get(videoId));
  }

  read(videoId: string): Promise<Readable> {
    return this.calls.call('read video', FAILURES, () => {
      if (!this.files.has(videoId)) throw new VideoNotFoundError(videoId);
      return Readable.from([]);
    });
  }

  playbackAddress(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  delete(videoId: string): Promise<void> {
    return this.calls.call('delete video', FAILURES, () => {
      this.files.delete(videoId);
    });
  }

  async *list(): AsyncGenerator<StoredVideo> {
    yield* await this.calls.call('list videos', FAILURES, () => [...this.files.values()]);
  }

  deleteRemains(): Promise<void> {
    return Promise.resolve();
  }
}
