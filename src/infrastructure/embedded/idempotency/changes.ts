/** What is sent to the writing thread: short arrays of text and numbers, which are cheap to copy between threads. */
export type KeyChange =
  | readonly ['begin', key: string, fingerprint: string, nowMs: number]
  | readonly [
      'save',
      key: string,
      fingerprint: string,
      nowMs: number,
      status: number,
      headers: string,
      body: string,
    ]
  | readonly ['release', key: string];

export interface WriterSettings {
  readonly path: string;
  readonly keptMs: number;
}
