import { parentPort, workerData } from 'node:worker_threads';
import { askedBytes } from './asked-bytes.js';
import { NotAVideoError } from './file-bytes.js';
import type { InspectionAnswer, InspectionMessage, InspectionOrder } from './inspection-protocol.js';
import { readVideo } from './read-video.js';

const say = (message: InspectionMessage): void => parentPort?.postMessage(message);

say({ answer: await inspect(workerData as InspectionOrder) });

async function inspect(order: InspectionOrder): Promise<InspectionAnswer> {
  try {
    return await readVideo(askedBytes(order, say));
  } catch (error) {
    return { refused: error instanceof NotAVideoError ? error.message : 'the file is damaged' };
  }
}
