import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../servers/free-port.js';

/** The stand-in of the tests. It ends with this process. */
export async function startStandIn(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'shoutouts-bench-eventstoredb-'));
  const port = await freePort();
  const program = new URL('../../test/support/eventstoredb/double.child.js', import.meta.url);
  const child = fork(program, [dataDir, String(port)]);
  await once(child, 'message');
  child.unref();
  child.channel?.unref();
  return {
    url: `esdb://127.0.0.1:${String(port)}?tls=false`,
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      await rm(dataDir, { recursive: true });
    },
  };
}
