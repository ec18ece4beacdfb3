import { afterEach, describe, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  ProjectionRuntime,
  ProjectionsStatus,
} from '../../src/application/runtime/projection-runtime.js';
import { RebuildUnderWayError } from '../../src/application/runtime/build-refused.js';
import { EmbeddedEventStore } from '../../src/infrastructure/embedded/event-store/embedded-event-store.js';
import { MongoReadModels } from '../../src/infrastructure/mongodb/mongo-read-models.js';
import { append } from '../application/projection-fixtures.js';
import { freePort } from '../support/free-port.js';
import { realClock } from '../support/real-clock.js';
import { until } from '../support/until.js';
import { eventsOf, expectAsMadeAnew, runtimeOver } from './projections-beside.js';

/**
 * A command that is given a port and a folder, and is the server itself: `mongo-server`, which does `exec mongod --port "$1"
 * --dbpath "$2"`, for one.
 */
const { MONGODB_START } = process.env;

const KILLS = 3;
const APPENDS = 400;

class Server {
  private constructor(private readonly child: ChildProcess) {}

  static async start(port: number, folder: string): Promise<Server> {
    const child = spawn('bash', ['-c', `${MONGODB_START ?? ''} "$@"`, 'bash', String(port), folder], {
      stdio: 'ignore',
    });
    await until(
      () => answers(port),
      (isThere) => isThere,
      60_000,
    );
    return new Server(child);
  }

  async kill(): Promise<void> {
    if (this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
  }
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true));
    socket.on('error', () => resolve(false)).on('connect', () => socket.destroy());
  });

/**
 * What plays MongoDB may come back with a document that its own index of ids does not know; MongoDB's files are of one moment.
 * It then answers each write of that document with an error of its own, the projection stops where it can be seen, and is built
 * anew as an operator would have it (docs/read-models.md).
 */
function rebuildDamaged(runtime: ProjectionRuntime, { projections }: ProjectionsStatus): void {
  for (const { name, trouble, rebuild } of projections)
    if (rebuild === undefined && trouble?.reason.includes('already existed in H2Collection') === true)
      // Asked for twice, it is under way; and there is nothing sound to compare it with.
      void runtime.rebuild(name, { compares: false }).catch((error: unknown) => {
        if (!(error instanceof RebuildUnderWayError)) throw error;
      });
}

(MONGODB_START === undefined ? describe.skip : describe)(
  'projections into a MongoDB that is killed (set MONGODB_START)',
  () => {
    let server: Server | undefined;
    // Whatever failed: nothing that it started is left behind.
    afterEach(() => server?.kill());

    it('come out as if it had never been, though it forgets what it had acknowledged', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'mongo-killed-'));
      const port = await freePort();
      server = await Server.start(port, join(folder, 'mongo'));
      const store = await EmbeddedEventStore.open({ dataDir: folder, clock: realClock });
      const models = await MongoReadModels.open(`mongodb://127.0.0.1:${String(port)}/killed`);
      const runtime = runtimeOver(store, models);
      await runtime.start();

      let position = 0n;
      for (let n = 0; n < APPENDS; n += 1) {
        position = await append(store, ...eventsOf(n));
        if (n % Math.floor(APPENDS / KILLS) !== 100) continue;
        // In the middle of it: what follows in the log is not waited for.
        await runtime.waitFor('orders', position - 40n, 60_000);
        await server.kill();
        server = await Server.start(port, join(folder, 'mongo'));
      }
      const { projections } = await until(
        async () => {
          const status = await runtime.status();
          rebuildDamaged(runtime, status);
          return status;
        },
        (status) => status.projections.every(({ caughtUp, position: at }) => caughtUp && at === position),
        60_000,
      );
      expect(projections.filter(({ trouble }) => trouble !== undefined)).toEqual([]);

      await expectAsMadeAnew({ store, models, runtime }, position, folder);
      await runtime.stop();
      await Promise.all([models.close(), store.close()]);
      rmSync(folder, { recursive: true, force: true });
    }, 180_000);
  },
);
