import type { FileSource } from '../ports/file-source.js';
import type { VideoFile } from '../ports/video-store.js';

/** What a file turned out to be, read from its content alone. */
export interface InspectedVideo {
  readonly container: VideoFile['container'];
  /** Until the last picture or sound ends. */
  readonly durationMs: number;
}

/** Why an upload does not become a video. The code is part of the API. */
export interface RefusedVideo {
  readonly code: 'video_not_a_video' | 'video_too_long' | 'video_too_big';
  /** One sentence for the creator. */
  readonly detail: string;
}

/**
 * Looks into a file that a stranger sent. Whatever is in it, the answer comes with bounded work and memory; it
 * rejects only when the file cannot be read at all, with the error of that, never because of its content.
 */
export type InspectVideo = (file: FileSource) => Promise<InspectedVideo | RefusedVideo>;

export const isRefusedVideo = (found: object): found is RefusedVideo => 'code' in found;
