/** What goes wrong next, as a test asks for it. */
export interface Faults {
  /** So many appends are written, and their connection breaks before the reply. */
  repliesLost: number;
  /** So many appends find the stream elsewhere than it is expected, whatever they expect. */
  refused: number;
  /** So many appends are refused as around a restart. */
  notReady: number;
  /** So many appends are answered with "it took too long", and written all the same. */
  timeouts: number;
  /** So many reads reach a node that follows, and lags: it has nothing, and names the leader to whoever asks for that. */
  lagging: number;
  /** Every reply waits for so long. */
  slowMs: number;
  /** The gossip endpoint knows no leader. */
  leaderless: boolean;
}

export const noFaults = (): Faults => ({
  repliesLost: 0,
  refused: 0,
  notReady: 0,
  timeouts: 0,
  lagging: 0,
  slowMs: 0,
  leaderless: false,
});

/** What a test may ask the running double for. */
export type Request =
  | { readonly set: Partial<Faults> }
  | { readonly cutSubscriptions: true }
  | { readonly writeSystemEvents: number };
