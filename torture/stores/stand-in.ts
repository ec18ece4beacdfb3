import { fork } from 'node:child_process';
import { once } from 'node:events';
import { freePort } from '../../bench/servers/free-port.js';
import { lookAfter } from '../program/children.js';

const PROGRAM = new URL('../../test/support/eventstoredb/double.child.js', import.meta.url);

/** The stand-in for EventStoreDB of the tests, as a process of its own. */
export class StandIn {
  private constructor(
    readonly port: number,
    private readonly kill: () => Promise<void>,
  ) {}

  static async start(dataDir: string): Promise<StandIn> {
    const port = await freePort();
    const child = fork(PROGRAM, [dataDir, String(port)], { detached: true });
    const ended = lookAfter(child);
    await once(child, 'message');
    return new StandIn(port, async () => {
      child.kill('SIGKILL');
      await ended;
    });
  }

  close(): Promise<void> {
    return this.kill();
  }
}
