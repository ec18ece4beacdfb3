import type { SentCommand } from './sent-command.js';

export interface LoadSettings {
  readonly urls: readonly string[];
  readonly seed: number;
  /** Whether what one instance took is there at all others. */
  readonly areVideosShared: boolean;
}

/** What the process that makes the load is asked. It answers each with one {@link LoadAnswer}. */
export type LoadRequest =
  | ({ readonly ask: 'open' } & LoadSettings)
  /** Goes on with all that people do. */
  | { readonly ask: 'go' }
  /** Sends nothing new; what was sent is asked for until it is answered. */
  | { readonly ask: 'finish' }
  /** Asks once more for what was acknowledged since this was asked last. */
  | { readonly ask: 'repeat' }
  /** Everybody looks at all that they may see. */
  | { readonly ask: 'look' };

export interface LoadAnswer {
  /** To `finish`: those that were sent since it was asked last. */
  readonly commands: readonly SentCommand[];
  /** What no client may ever see. */
  readonly wrong: readonly string[];
}
