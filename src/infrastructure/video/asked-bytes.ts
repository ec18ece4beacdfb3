import { LRUCache } from 'lru-cache';
import type { FileBytes } from './file-bytes.js';
import { BLOCK_BYTES, type InspectionMessage, type InspectionOrder } from './inspection-protocol.js';

/** Parsers go to and fro between a file's tables and its pictures. */
const BLOCKS_KEPT = 32;

/**
 * The file as the inspecting thread sees it: each block is asked for, and waited for. The thread has nothing else to do
 * meanwhile, and parsers that need not await each small read are many times faster.
 */
export function askedBytes(order: InspectionOrder, ask: (message: InspectionMessage) => void): FileBytes {
  const filled = new Int32Array(order.filled);
  const blocks = new LRUCache<number, Buffer>({ max: BLOCKS_KEPT });

  const blockAt = (start: number): Buffer => {
    const kept = blocks.get(start);
    if (kept !== undefined) return kept;
    Atomics.store(filled, 0, 0);
    ask({ wants: start });
    Atomics.wait(filled, 0, 0);
    const bytes = Buffer.from(new Uint8Array(order.block, 0, Atomics.load(filled, 0)));
    blocks.set(start, bytes);
    return bytes;
  };

  return {
    size: order.bytes,
    read(start, end) {
      const bytes = Buffer.alloc(Math.max(0, Math.min(end, order.bytes) - start));
      for (let done = 0; done < bytes.length;) {
        const at = start + done;
        const block = blockAt(at - (at % BLOCK_BYTES));
        done += block.copy(bytes, done, at % BLOCK_BYTES);
      }
      return bytes;
    },
  };
}
