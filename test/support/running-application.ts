import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Application } from '../../src/application/application.js';
import type { CommandContext } from '../../src/application/command-context.js';
import type { Actor } from '../../src/application/events/metadata.js';
import { openEngines, type Engines } from '../../src/engines.js';
import { TestClock } from '../../src/infrastructure/clock/test-clock.js';
import { createLogger, PinoLog } from '../../src/interfaces/rest/http/logger.js';
import { readSettings } from '../../src/settings.js';

export interface RunningApplication {
  readonly application: Application;
  readonly engines: Engines;
  readonly dataDir: string;
  context(actor: Actor): CommandContext;
  /** Moves the clock and meets every deadline that is due by then. */
  advance(ms: number): Promise<void>;
  /** Resolves once the projection has everything that is in the log now. */
  caughtUp(projection: string): Promise<void>;
  stop(): Promise<void>;
  /** Stops, and removes its folder. */
  end(): Promise<void>;
}

/** The application on its embedded engines and a test clock, without the ways in. One that does not start leaves nothing open. */
export async function runApplication(
  dataDir = mkdtempSync(join(tmpdir(), 'shoutouts-')),
): Promise<RunningApplication> {
  const settings = readSettings({ DATA_DIR: dataDir, TEST_CLOCK: '1' });
  const engines = await openEngines(settings, new PinoLog(createLogger('silent')));
  const application = new Application(engines);
  try {
    await application.start();
  } catch (error) {
    await engines.close();
    throw error;
  }
  const stop = async () => {
    await application.stop();
    await engines.close();
  };
  const caughtUp = async (projection: string) => {
    const end = (await engines.store.lastPosition()) ?? 0n;
    if (!(await application.projections.waitFor(projection, end, 10_000)))
      throw new Error(`${projection} does not reach ${String(end)}`);
  };
  return {
    ...{ application, engines, dataDir, stop, caughtUp },
    context: (actor) => {
      const id = engines.random.uuid();
      return { commandId: id, correlationId: id, causationId: id, actor, source: 'rest' };
    },
    advance: async (ms) => {
      if (engines.clock instanceof TestClock) engines.clock.advance(ms);
      await caughtUp('deadlines');
      await application.deadlines.scan();
    },
    end: async () => {
      await stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
