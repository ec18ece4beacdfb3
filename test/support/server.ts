import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunningSandbox } from '../../src/infrastructure/stripe/sandbox/stripe-sandbox.js';
import { type RunningServer, startServer } from '../../src/server.js';
import { readSettings } from '../../src/settings.js';
import { ApiClient } from './api-client.js';

export type Environment = Readonly<Record<string, string>>;

export interface TestServer {
  readonly server: RunningServer;
  readonly api: ApiClient;
  /** What plays the payment provider. */
  readonly sandbox: RunningSandbox;
  readonly dataDir: string;
  close(): Promise<void>;
  /** Closes, and removes its folder. */
  end(): Promise<void>;
}

export const newDataDir = (): string => mkdtempSync(join(tmpdir(), 'shoutouts-e2e-'));

/** For tests: a free port of this machine only, a clock that can be moved, and no word in the log. */
export const testEnvironment = (dataDir: string): Environment => ({
  DATA_DIR: dataDir,
  HOST: '127.0.0.1',
  PORT: '0',
  TEST_CLOCK: '1',
  LOG_LEVEL: 'silent',
});

/** The whole program, in this process. */
export async function runServer(
  environment: Environment = {},
  dataDir: string = newDataDir(),
): Promise<TestServer> {
  const server = await startServer(readSettings({ ...testEnvironment(dataDir), ...environment }));
  const { sandbox } = server.engines;
  if (sandbox === undefined) throw new Error('tests never reach the real provider');
  const api = new ApiClient(server.url);
  return {
    ...{ server, api, sandbox, dataDir },
    close: () => server.close(),
    end: async () => {
      await server.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
