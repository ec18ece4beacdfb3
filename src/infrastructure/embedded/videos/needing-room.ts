import { VideosUnavailableError } from '../../../application/ports/video-store.js';
import { isOutOfRoom } from '../file-errors.js';

/** Waits for what writes to the disk. @throws VideosUnavailableError while there is no room */
export async function needingRoom<T>(writing: Promise<T>): Promise<T> {
  try {
    return await writing;
  } catch (error) {
    if (!isOutOfRoom(error)) throw error;
    throw new VideosUnavailableError('there is no room on the disk', { cause: error });
  }
}
