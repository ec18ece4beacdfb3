import type { CatchUp } from '../application/ports/catch-ups.js';
import type { Settings } from '../settings.js';

/** What the thread opens by itself. */
export type ThreadSettings = Pick<Settings, 'dataDir' | 'eventStoreUrl' | 'mongodbUrl'>;

/** What the thread is told. `of`: which catching up; each has a number of its own. */
export type ToThread =
  | { readonly tell: 'run'; readonly of: number; readonly catchUp: CatchUp }
  | { readonly tell: 'stop'; readonly of: number }
  | { readonly tell: 'answer'; readonly to: number; readonly answer: unknown }
  | { readonly tell: 'refusal'; readonly to: number; readonly reason: string }
  | { readonly tell: 'end' };

/** What it asks of who started it. */
export interface Questions {
  readonly keys: { readonly subjects: readonly string[]; readonly answer: ReadonlyMap<string, Uint8Array> };
  readonly erasing: { readonly of: number; readonly position: bigint; readonly answer: undefined };
  readonly touching: { readonly of: number; readonly ids: readonly string[]; readonly answer: undefined };
}
export type Question = {
  readonly [Name in keyof Questions]: { readonly ask: Name } & Omit<Questions[Name], 'answer'>;
}[keyof Questions];

/** What the thread says. */
export type FromThread =
  /** Now and then, so that one that loops is known by its silence. */
  | { readonly say: 'alive' }
  | { readonly say: 'question'; readonly number: number; readonly question: Question }
  | {
      readonly say: 'advanced';
      readonly of: number;
      readonly position: bigint;
      readonly events: number;
    }
  /** @property trouble what kept it from getting there */
  | { readonly say: 'ended'; readonly of: number; readonly trouble?: string };

/** How often the thread says that it is alive. */
export const ALIVE_EVERY_MS = 1_000;
