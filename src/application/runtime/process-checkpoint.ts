import type { ProcessName } from '../processes/process.js';

/** Where processes keep their checkpoints: stored, so never renamed. */
export const PROCESS_CHECKPOINTS = 'process_checkpoints';

/** Under which name a process keeps how far it has come. */
export const checkpointOf = (process: ProcessName): string => `process:${process}`;
