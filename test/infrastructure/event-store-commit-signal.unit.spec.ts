import { describe, expect, it } from '@jest/globals';
import { CommitSignal } from '../../src/infrastructure/events/commit-signal.js';

describe('the signal of commits', () => {
  const live = new AbortController().signal;

  it('does not sleep through a commit that came between reading and waiting', async () => {
    const signal = new CommitSignal();
    const seen = signal.commits;
    signal.raise();
    await signal.commitAfter(seen, live);
  });

  it('wakes everybody who waits, at the next commit', async () => {
    const signal = new CommitSignal();
    const waiting = [1, 2, 3].map(() => signal.commitAfter(signal.commits, live));
    signal.raise();
    await Promise.all(waiting);
    let woken = false;
    const next = signal.commitAfter(signal.commits, live).then(() => (woken = true));
    await Promise.resolve();
    expect(woken).toBe(false);
    signal.raise();
    await next;
  });

  it('wakes who is told to stop', async () => {
    const stop = new AbortController();
    const signal = new CommitSignal();
    const waiting = signal.commitAfter(signal.commits, stop.signal);
    stop.abort();
    await waiting;
    await signal.commitAfter(signal.commits, stop.signal);
  });
});
