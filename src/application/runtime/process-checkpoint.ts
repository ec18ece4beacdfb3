import type { ProcessName } from '../processes/process.js';

/** Under which name a process keeps how far it has come. */
export const checkpointOf = (process: ProcessName): string => `process:${process}`;
