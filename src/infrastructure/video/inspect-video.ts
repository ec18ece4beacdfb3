import type { InspectedVideo, RefusedVideo } from '../../application/videos/inspection.js';
import { startWorker } from '../embedded/start-worker.js';

/** A three-minute video takes well under a second; this is for a slow disk, and against files made to stall. */
const INSPECTION_TIMEOUT_MS = 20_000;
/** The tables of a three-minute video are a few megabytes; a file can claim four billion entries in a few bytes. */
const INSPECTION_HEAP_MB = 192;

/** More wait for their turn, so that many hostile files at once are no more harm than a few. */
const MAX_INSPECTIONS = 2;

let inspections = 0;
const waiting: (() => void)[] = [];

/** What the inspecting thread answers; no answer at all means that the file was too much for it. */
export type InspectionAnswer = InspectedVideo | { readonly refused: string };

/**
 * Tells container and duration of a video file, or why it is none. The parser runs in a thread of its own,
 * because a file made for it can make any parser spin or swell: the thread is ended, this process goes on.
 *
 * @throws when the file cannot be read, whatever is in it
 */
export async function inspectVideo(
  path: string,
  timeoutMs = INSPECTION_TIMEOUT_MS,
): Promise<InspectedVideo | RefusedVideo> {
  while (inspections >= MAX_INSPECTIONS) await new Promise<void>((resolve) => waiting.push(resolve));
  inspections += 1;
  try {
    const answer = await askWorker(path, timeoutMs);
    return 'refused' in answer ? { code: 'video_not_a_video', detail: answer.refused } : answer;
  } finally {
    inspections -= 1;
    waiting.shift()?.();
  }
}

function askWorker(path: string, timeoutMs: number): Promise<InspectionAnswer> {
  const worker = startWorker(new URL('./inspection-worker.js', import.meta.url), path, {
    maxOldGenerationSizeMb: INSPECTION_HEAP_MB,
  });
  return new Promise<InspectionAnswer>((resolve, reject) => {
    const timer = setTimeout(() => {
      resolve({ refused: 'the file takes too long to read' });
    }, timeoutMs);
    worker.once('message', resolve);
    worker.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ERR_WORKER_OUT_OF_MEMORY')
        resolve({ refused: 'the file takes too much memory to read' });
      else reject(error);
    });
    worker.once('exit', () => {
      clearTimeout(timer);
      reject(new Error('the inspecting thread ended without an answer'));
    });
  }).finally(() => worker.terminate());
}
