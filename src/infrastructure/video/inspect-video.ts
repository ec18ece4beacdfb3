import type { FileSource } from '../../application/ports/file-source.js';
import type { InspectedVideo, RefusedVideo } from '../../application/videos/inspection.js';
import { startWorker } from '../embedded/start-worker.js';
import { InspectionReads } from './inspection-reads.js';
import type { InspectionAnswer, InspectionMessage } from './inspection-protocol.js';

/** A three-minute video takes well under a second; this is against files made to stall. */
const INSPECTION_TIMEOUT_MS = 20_000;
/** The tables of a three-minute video are a few megabytes; a file can claim four billion entries in a few bytes. */
const INSPECTION_HEAP_MB = 192;

/** More wait for their turn, so that many hostile files at once are no more harm than a few. */
const MAX_INSPECTIONS = 2;

let inspections = 0;
const waiting: (() => void)[] = [];

/**
 * Tells container and duration of a video file, or why it is none. The parser runs in a thread of its own,
 * because a file made for it can make any parser spin or swell: the thread is ended, this process goes on.
 *
 * @param timeoutMs for the parser; how long the file's bytes take to come is not the file's fault
 * @throws what `file.read` throws
 */
export async function inspectVideo(
  file: FileSource,
  timeoutMs = INSPECTION_TIMEOUT_MS,
): Promise<InspectedVideo | RefusedVideo> {
  while (inspections >= MAX_INSPECTIONS) await new Promise<void>((resolve) => waiting.push(resolve));
  inspections += 1;
  try {
    const answer = await askWorker(file, timeoutMs);
    return 'refused' in answer ? { code: 'video_not_a_video', detail: answer.refused } : answer;
  } finally {
    inspections -= 1;
    waiting.shift()?.();
  }
}

function askWorker(file: FileSource, timeoutMs: number): Promise<InspectionAnswer> {
  const reads = new InspectionReads(file);
  const worker = startWorker(new URL('./inspection-worker.js', import.meta.url), reads.order, {
    maxOldGenerationSizeMb: INSPECTION_HEAP_MB,
  });
  let timer: NodeJS.Timeout | undefined;
  return new Promise<InspectionAnswer>((resolve, reject) => {
    let leftMs = timeoutMs;
    let since = 0;
    const goOn = () => {
      since = performance.now();
      timer = setTimeout(() => resolve({ refused: 'the file takes too long to read' }), Math.max(0, leftMs));
    };
    worker.on('message', (message: InspectionMessage) => {
      clearTimeout(timer);
      leftMs -= performance.now() - since;
      if ('answer' in message) resolve(message.answer);
      else if (!reads.areBounded) resolve({ refused: 'the file takes too long to read' });
      else reads.fetch(message.wants).then(goOn, reject);
    });
    worker.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ERR_WORKER_OUT_OF_MEMORY')
        resolve({ refused: 'the file takes too much memory to read' });
      else reject(error);
    });
    worker.once('exit', () => reject(new Error('the inspecting thread ended without an answer')));
    goOn();
  }).finally(() => {
    clearTimeout(timer);
    return worker.terminate();
  });
}
