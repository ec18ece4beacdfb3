import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LogLags } from '../../src/application/runtime/log-lag.js';
import { type RunningApplication, runApplication } from '../support/running-application.js';

describe('the lag behind the end of the log', () => {
  let running: RunningApplication;
  beforeEach(async () => (running = await runApplication()));
  afterEach(() => running.end());

  /** A new log has one event for each default market. */
  const lags = async () => new LogLags(running.engines, await running.engines.store.lastPosition());

  it('is nothing at the end', async () => {
    const end = await running.engines.store.lastPosition();
    expect(await (await lags()).after(end)).toEqual({ events: 0, seconds: 0 });
  });

  it('counts the events after a position, and is as old as the first of them', async () => {
    await running.advance(90_000);
    const events = await running.engines.store.readAll();
    const { events: all, seconds } = await (await lags()).after(undefined);
    expect(all).toBe(events.length);
    expect(seconds).toBeGreaterThanOrEqual(90);
    expect(await (await lags()).after(events.at(-2)?.position)).toMatchObject({ events: 1 });
  });

  it('reads once for all who stand at the same position', async () => {
    let readings = 0;
    const { store, clock } = running.engines;
    const counted = {
      readAll: (options: Parameters<typeof store.readAll>[0]) => {
        readings += 1;
        return store.readAll(options);
      },
    };
    const shared = new LogLags({ store: counted, clock }, await store.lastPosition());
    await Promise.all([shared.after(undefined), shared.after(undefined)]);
    expect(readings).toBe(1);
  });
});
