import { describe, expect, it } from '@jest/globals';
import type { Deadline } from '../../src/application/deadlines/deadline.js';
import {
  DeadlineScanner,
  type DeadlineScannerDeps,
} from '../../src/application/deadlines/deadline-scanner.js';
import { LIMITS } from '../../src/application/runtime/limits.js';
import { START } from '../domain/timeline.js';

/** A list with one deadline on it, which stays there, and who is called for it. */
function scannerOf(kind: Deadline['kind']) {
  const called: string[] = [];
  const world = { elapsedMs: 1, dueAt: START, isAway: false };
  const handler = ({ subjectId }: Deadline) => {
    called.push(subjectId);
    return world.isAway ? Promise.reject(new Error('nobody can be asked')) : Promise.resolve();
  };
  const documents = () => [{ id: `${kind}:ord_1`, doc: { kind, subjectId: 'ord_1', dueAt: world.dueAt } }];
  const deps = {
    models: { find: () => Promise.resolve({ documents: documents() }) },
    collectionOf: (name: string) => name,
    clock: { now: () => START, monotonicMs: () => world.elapsedMs },
    random: { uuid: () => 'cause' },
    log: { error: () => undefined },
    telemetry: { now: () => 0, tell: () => undefined },
    handlers: { [kind]: handler },
  } as unknown as DeadlineScannerDeps;
  return { scanner: new DeadlineScanner(deps), called, world };
}

describe('a deadline that stays on the list', () => {
  it('is seen to at every scan, where it is a matter of our own', async () => {
    const { scanner, called } = scannerOf('order');
    expect([await scanner.scan(), await scanner.scan()]).toEqual([1, 1]);
    expect(called).toHaveLength(2);
  });

  it('lets the provider be asked once, until it is another one, or some minutes are over', async () => {
    const { scanner, called, world } = scannerOf('refund');
    expect([await scanner.scan(), await scanner.scan()]).toEqual([1, 0]);
    world.dueAt = '2026-01-01T00:00:00.000Z' as typeof START;
    expect([await scanner.scan(), await scanner.scan()]).toEqual([1, 0]);
    world.elapsedMs += LIMITS.dueAgainMs + 1;
    expect([await scanner.scan(), await scanner.scan()]).toEqual([1, 0]);
    expect(called).toHaveLength(3);
  });

  it('lets the provider be asked again at the next scan, where nobody could be asked', async () => {
    const { scanner, called, world } = scannerOf('refund');
    world.isAway = true;
    expect([await scanner.scan(), await scanner.scan()]).toEqual([1, 1]);
    world.isAway = false;
    expect([await scanner.scan(), await scanner.scan()]).toEqual([1, 0]);
    expect(called).toHaveLength(3);
  });
});
