import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Position } from '../../src/application/ports/event-store.js';
import { LossProofCheckpoints } from '../../src/infrastructure/documents/loss-proof-checkpoints.js';

const NAME = 'process:payment';
const LONG_MS = 60_000;

describe('checkpoints on a server that may forget', () => {
  let stored: Map<string, Position | undefined>;
  let nowMs: number;
  let checkpoints: LossProofCheckpoints;

  beforeEach(() => {
    stored = new Map();
    nowMs = 0;
    checkpoints = new LossProofCheckpoints(
      {
        claim: () => Promise.resolve(),
        position: (name) => Promise.resolve(stored.get(name)),
        advance: ({ name, position }) => Promise.resolve(void stored.set(name, position)),
        put: (name, position) => Promise.resolve(void stored.set(name, position)),
        drop: (name) => Promise.resolve(void stored.delete(name)),
      },
      () => nowMs,
    );
  });

  it('go back to where they had settled for whoever goes on from there', async () => {
    await checkpoints.read(NAME);
    await checkpoints.move({ name: NAME, position: 5n });
    nowMs += LONG_MS;
    await checkpoints.move({ name: NAME, position: 9n });
    checkpoints.lost();
    expect(await checkpoints.read(NAME)).toBe(5n);
    expect(stored.get(NAME)).toBe(5n);
  });

  it('are not put back for whoever only looks', async () => {
    await checkpoints.read(NAME);
    await checkpoints.move({ name: NAME, position: 9n });
    checkpoints.lost();
    expect(await checkpoints.look(NAME)).toBe(9n);
    expect(stored.get(NAME)).toBe(9n);
    expect(() => {
      checkpoints.requireUnbroken(NAME);
    }).toThrow(/a connection broke/);
  });
});
