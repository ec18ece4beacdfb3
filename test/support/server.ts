import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { makeSecretIfAbsent } from '../../src/infrastructure/embedded/local-secret.js';
import type { RunningSandbox } from '../../src/infrastructure/stripe/sandbox/stripe-sandbox.js';
import { type RunningServer, startServer } from '../../src/server.js';
import { readSettings } from '../../src/settings.js';
import { ApiClient } from './api-client.js';
import { EventStoreDbDouble } from './eventstoredb/event-store-db-double.js';
import { s3Environment } from './s3.js';

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

/**
 * For tests: a free port of this machine only, a clock that can be moved, and no word in the log. Where `MONGODB_URL` is set,
 * the read models are in a database of the data folder's name there; where `EVENTSTORE_DOUBLE` is, the log is in a stand-in
 * for EventStoreDB, one for each data folder; where `S3_BUCKET` is, the videos are in that bucket under the folder's name.
 */
export const testEnvironment = async (dataDir: string): Promise<Environment> => ({
  ...mongodbOf(dataDir),
  ...(await eventStoreOf(dataDir)),
  ...masterKeyOf(dataDir),
  ...s3Environment(dataDir),
  DATA_DIR: dataDir,
  HOST: '127.0.0.1',
  PORT: '0',
  TEST_CLOCK: '1',
  LOG_LEVEL: 'silent',
});

const doubles = new Map<string, Promise<EventStoreDbDouble>>();

async function eventStoreOf(dataDir: string): Promise<Environment> {
  if (process.env['EVENTSTORE_DOUBLE'] === undefined) return {};
  const double = doubles.get(dataDir) ?? EventStoreDbDouble.start({ dataDir: join(dataDir, 'eventstoredb') });
  doubles.set(dataDir, double);
  return { EVENTSTORE_URL: (await double).url };
}

/** Instances that share their keys must be given the one that wraps them. */
function masterKeyOf(dataDir: string): Environment {
  if (process.env['EVENTSTORE_DOUBLE'] === undefined || process.env['MONGODB_URL'] === undefined) return {};
  const path = join(dataDir, 'shared-master.key');
  makeSecretIfAbsent(path);
  return { MASTER_KEY_FILE: path };
}

function mongodbOf(dataDir: string): Environment {
  if (process.env['MONGODB_URL'] === undefined) return {};
  const url = new URL(process.env['MONGODB_URL']);
  url.pathname = `/${basename(dataDir)}`;
  return { MONGODB_URL: url.href };
}

/** What was set to nothing is not set: a test takes a setting away so. */
export const withoutEmpty = (environment: Environment): Environment =>
  Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));

/** The whole program, in this process. */
export async function runServer(
  environment: Environment = {},
  dataDir: string = newDataDir(),
): Promise<TestServer> {
  const server = await startServer(
    readSettings(withoutEmpty({ ...(await testEnvironment(dataDir)), ...environment })),
  );
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
