import type { InspectedVideo } from '../../application/videos/inspection.js';

/** So much of a file is fetched at once: a round trip to where it lies costs more than the bytes. */
export const BLOCK_BYTES = 512 * 1024;

/** What the inspecting thread is given. It has no way to the file itself, nor to anything else. */
export interface InspectionOrder {
  /** Of the file. */
  readonly bytes: number;
  /** `BLOCK_BYTES` of shared memory: the block that was asked for. */
  readonly block: SharedArrayBuffer;
  /** One shared 32-bit number: how many bytes the block has; 0 while it is awaited. */
  readonly filled: SharedArrayBuffer;
}

export type InspectionAnswer = InspectedVideo | { readonly refused: string };

/** What the inspecting thread says: which block it waits for, by its first byte, or what it found. */
export type InspectionMessage = { readonly wants: number } | { readonly answer: InspectionAnswer };
