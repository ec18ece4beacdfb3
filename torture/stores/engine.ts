import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { freePort } from '../../bench/servers/free-port.js';
import { LocalIssuer } from '../../src/infrastructure/identity/local-issuer.js';
import { StripeSandbox } from '../../src/infrastructure/stripe/sandbox/stripe-sandbox.js';
import { WEBHOOK_EVENTS } from '../../src/infrastructure/stripe/stripe-events.js';
import type { InstanceSettings } from '../program/instance.js';
import type { EngineName } from './names.js';
import { Proxy } from './proxy.js';
import { type ReadLog, readLogFile, readLogServer } from './read-log.js';
import { StandIn } from './stand-in.js';

const INSTANCES = 3;
const LEASE_MS = 1_500;
const AUDIENCE = 'shoutouts';

type Environment = Readonly<Record<string, string>>;

/** What the program stands on in one world, and how it is looked at from outside. */
export interface Engine {
  /** One for each process of the program. */
  readonly instances: readonly Omit<InstanceSettings, 'program'>[];
  /** Between the program and its stores. */
  readonly networks: readonly Proxy[];
  readonly readLog: ReadLog;
  /** Where the payment provider keeps its books. */
  readonly providerDir: string;
  /** Several instances each have a clock of their own: theirs is not moved. */
  readonly isClockMovable: boolean;
  close(): Promise<void>;
}

/** @throws Error that says which setting is missing */
export async function openEngine(name: EngineName, folder: string): Promise<Engine> {
  const dataDir = join(folder, 'data');
  mkdirSync(dataDir, { recursive: true });
  switch (name) {
    case 'embedded':
      return alone(folder, {}, { readLog: readLogFile(dataDir), networks: [], close: nothing });
    case 'eventstoredb': {
      const log = await openLogServer(folder);
      return alone(folder, { EVENTSTORE_URL: log.url }, log);
    }
    case 'mongodb': {
      const models = await openDatabase();
      return alone(folder, { MONGODB_URL: models.url }, { ...models, readLog: readLogFile(dataDir) });
    }
    case 'instances':
      return several(folder);
  }
}

interface Store {
  readonly networks: readonly Proxy[];
  readonly close: () => Promise<void>;
}
interface LogStore extends Store {
  readonly readLog: ReadLog;
}

async function alone(folder: string, environment: Environment, store: LogStore): Promise<Engine> {
  const dataDir = join(folder, 'data');
  const port = await freePort();
  return {
    ...store,
    instances: [
      {
        port,
        environment: { DATA_DIR: dataDir, TEST_CLOCK: '1', ...environment },
        logFile: join(folder, 'program.log'),
      },
    ],
    providerDir: dataDir,
    isClockMovable: true,
  };
}

/** Their log and their provider are processes of their own, which are not killed. */
async function several(folder: string): Promise<Engine> {
  const [log, models] = [await openLogServer(folder), await openDatabase()];
  const providerDir = join(folder, 'provider');
  const sandbox = await StripeSandbox.start({ dataDir: providerDir });
  const masterKey = join(folder, 'master.key');
  writeFileSync(masterKey, randomBytes(32), { mode: 0o600 });
  const shared: Environment = {
    ...{ EVENTSTORE_URL: log.url, MONGODB_URL: models.url, MASTER_KEY_FILE: masterKey },
    ...{ STRIPE_SECRET_KEY: sandbox.apiKey, STRIPE_WEBHOOK_SECRET: sandbox.webhookSecret },
    ...{ STRIPE_API_URL: sandbox.url, LEASE_MS: String(LEASE_MS) },
  };
  await LocalIssuer.open(join(folder, 'data'), AUDIENCE);
  const instances = [];
  for (let at = 0; at < INSTANCES; at += 1) {
    const dataDir = join(folder, `data-${String(at)}`);
    mkdirSync(dataDir);
    // All of them take the tokens of each.
    copyFileSync(join(folder, 'data', 'dev-issuer.json'), join(dataDir, 'dev-issuer.json'));
    const environment = { DATA_DIR: dataDir, ...shared };
    instances.push({
      port: await freePort(),
      environment,
      logFile: join(folder, `program-${String(at)}.log`),
    });
  }
  const [first] = instances;
  await sandbox.setWebhookUrl(`http://127.0.0.1:${String(first?.port)}/v1/webhooks/stripe`, WEBHOOK_EVENTS);
  return {
    ...{ instances, providerDir, isClockMovable: false, readLog: log.readLog },
    networks: [...log.networks, ...models.networks],
    close: async () => {
      await sandbox.close();
      await log.close();
      await models.close();
    },
  };
}

/** At `EVENTSTORE_URL`, on an empty server without TLS; or the stand-in. */
async function openLogServer(folder: string): Promise<LogStore & { readonly url: string }> {
  const given = process.env['EVENTSTORE_URL'];
  const standIn = given === undefined ? await StandIn.start(join(folder, 'eventstoredb')) : undefined;
  const direct = given ?? `esdb://127.0.0.1:${String(standIn?.port)}?tls=false`;
  const { proxy, url } = await behindProxy(direct, 2113);
  const readLog = readLogServer(direct);
  if (given !== undefined && (await readLog()).length > 0)
    throw new Error('EVENTSTORE_URL: the torture needs a server without events, and fills it');
  const close = async () => {
    await proxy.close();
    await standIn?.close();
  };
  return { url, networks: [proxy], readLog, close };
}

/** A database of its own on the server of `MONGODB_URL`. */
async function openDatabase(): Promise<Store & { readonly url: string }> {
  const given = process.env['MONGODB_URL'];
  if (given === undefined) throw new Error('MONGODB_URL is missing: the torture needs a server there');
  const direct = new URL(given);
  direct.pathname = `/shoutouts_torture_${String(Date.now())}`;
  const { proxy, url } = await behindProxy(direct.href, 27017);
  const close = async () => {
    await proxy.close();
    const client = await new MongoClient(direct.href).connect();
    await client.db().dropDatabase();
    await client.close();
  };
  return { url, networks: [proxy], close };
}

async function behindProxy(direct: string, usualPort: number) {
  const address = new URL(direct);
  const { hostname, port } = address;
  const proxy = await Proxy.inFrontOf(hostname, port === '' ? usualPort : Number(port));
  address.host = `127.0.0.1:${String(proxy.port)}`;
  return { proxy, url: address.href };
}

const nothing = (): Promise<void> => Promise.resolve();
