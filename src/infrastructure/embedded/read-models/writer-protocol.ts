import type { Writer } from './writer.js';

/** What the thread of the `Writer` can be asked. */
export type WriterMethod =
  'ensureCollection' | 'dropCollection' | 'write' | 'forgetCheckpoint' | 'setValue' | 'query' | 'scrub';

export interface WriterRequest<Name extends WriterMethod = WriterMethod> {
  readonly method: Name;
  readonly args: Parameters<Writer[Name]>;
}

export type WriterReply =
  { readonly result: unknown } | { readonly message: string; readonly code: string | undefined };
