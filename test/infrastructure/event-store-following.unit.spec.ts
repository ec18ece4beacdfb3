import { describe, expect, it } from '@jest/globals';
import { setImmediate as turn } from 'node:timers/promises';
import type { Position, RecordedEvent } from '../../src/application/ports/event-store.js';
import { CommitSignal } from '../../src/infrastructure/events/commit-signal.js';
import { following } from '../../src/infrastructure/events/following.js';
import { someEvent } from '../contract/event-store/subject.js';
import { realClock } from '../support/real-clock.js';

const EVENTS = 2_000;

describe('following the log', () => {
  it('takes many events that come one by one in fewer, larger pages', async () => {
    const log: RecordedEvent[] = [];
    const commits = new CommitSignal();
    const stop = new AbortController();
    const readPage = (after: Position, limit: number) => {
      const events = log.slice(Number(after), Number(after) + limit);
      return Promise.resolve({ events, ended: Number(after) + events.length === log.length });
    };
    const pages: number[] = [];
    const follower = (async () => {
      const at = { after: 0n, batchSize: 500, signal: stop.signal, troubled: undefined };
      const options = { ...at, readPage, commits, clock: realClock };
      for await (const { events, position } of following(options)) {
        pages.push(events.length);
        if (position === BigInt(EVENTS)) return;
      }
    })();
    for (let revision = 0n; revision < BigInt(EVENTS); revision += 1n) {
      const place = { stream: 's', revision, position: revision + 1n };
      log.push({ ...someEvent(), ...place, recordedAt: '2026-01-01T00:00:00.000Z' });
      commits.raise();
      await turn();
    }
    await follower;
    expect(pages.reduce((sum, length) => sum + length)).toBe(EVENTS);
    expect(pages.length).toBeLessThan(EVENTS / 4);
  });

  it('tells once that the log cannot be read, and once that it can again, however often it tried', async () => {
    const failure = new Error('the disk is gone');
    let attempts = 0;
    const readPage = () => {
      attempts += 1;
      return attempts <= 3 ? Promise.reject(failure) : Promise.resolve({ events: [], ended: true });
    };
    const told: unknown[] = [];
    const stop = new AbortController();
    const options = {
      after: 0n,
      batchSize: 500,
      signal: stop.signal,
      troubled: (error: unknown) => told.push(error),
    };
    const batches = following({ ...options, readPage, commits: new CommitSignal(), clock: realClock });
    expect(await batches.next()).toMatchObject({ value: { caughtUp: true } });
    expect({ attempts, told }).toEqual({ attempts: 4, told: [failure, undefined] });
    stop.abort();
  });

  it('says anew that it has caught up when the log could not be read in between', async () => {
    let fails = false;
    const readPage = () => {
      if (!fails) return Promise.resolve({ events: [], ended: true });
      fails = false;
      return Promise.reject(new Error('the disk is gone'));
    };
    const stop = new AbortController();
    const commits = new CommitSignal();
    const options = { after: 0n, batchSize: 500, signal: stop.signal, troubled: undefined, clock: realClock };
    const batches = following({ ...options, readPage, commits });
    await batches.next();
    fails = true;
    commits.raise();
    expect(await batches.next()).toMatchObject({ value: { events: [], caughtUp: true } });
    stop.abort();
  });
});
