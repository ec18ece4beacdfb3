import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { StripeSandbox } from '../../src/infrastructure/stripe/sandbox/stripe-sandbox.js';
import { WEBHOOK_EVENTS } from '../../src/infrastructure/stripe/stripe-events.js';
import { EventStoreDbDouble } from './eventstoredb/event-store-db-double.js';
import { newDatabase, type TestDatabase } from './mongo-database.js';
import { type Environment, newDataDir } from './server.js';
import { ServerProcess } from './server-process.js';

/** Several instances of the program, each a process with a folder of its own, on one log, one database and one provider. */
export class Cluster {
  readonly #folder = newDataDir();
  readonly instances: ServerProcess[] = [];

  private constructor(
    readonly sandbox: StripeSandbox,
    private readonly database: TestDatabase,
    readonly log: EventStoreDbDouble,
  ) {}

  static async start(): Promise<Cluster> {
    const folder = newDataDir();
    const log = await EventStoreDbDouble.start({ dataDir: join(folder, 'log') });
    const sandbox = await StripeSandbox.start({ dataDir: join(folder, 'provider') });
    const cluster = new Cluster(sandbox, newDatabase(), log);
    writeFileSync(join(cluster.#folder, 'master.key'), randomBytes(32), { mode: 0o600 });
    return cluster;
  }

  /** One more. Webhooks go to the first one. */
  async add(settings: Environment = {}): Promise<number> {
    const at = this.instances.length;
    const dataDir = this.dataDirOf(at);
    mkdirSync(dataDir, { recursive: true });
    // So that all of them take the tokens of the first one.
    if (at > 0) copyFileSync(join(this.dataDirOf(0), 'dev-issuer.json'), join(dataDir, 'dev-issuer.json'));
    await this.start(at, settings);
    if (at === 0)
      await this.sandbox.setWebhookUrl(`${this.instance(0).url}/v1/webhooks/stripe`, WEBHOOK_EVENTS);
    return at;
  }

  /** Again, after it was killed. */
  async start(at: number, settings: Environment = {}): Promise<void> {
    const { apiKey, webhookSecret, url } = this.sandbox;
    this.instances[at] = await ServerProcess.start(this.dataDirOf(at), {
      EVENTSTORE_URL: this.log.url,
      MONGODB_URL: this.database.url,
      MASTER_KEY_FILE: join(this.#folder, 'master.key'),
      STRIPE_SECRET_KEY: apiKey,
      STRIPE_WEBHOOK_SECRET: webhookSecret,
      STRIPE_API_URL: url,
      LOG_LEVEL: 'warn',
      ...settings,
    });
  }

  instance(at: number): ServerProcess {
    const instance = this.instances[at];
    if (instance === undefined) throw new Error(`there is no instance ${String(at)}`);
    return instance;
  }

  async end(): Promise<void> {
    for (const instance of this.instances) instance.thaw();
    await Promise.all(this.instances.map((instance) => instance.stop()));
    await this.sandbox.close();
    await this.log.kill();
    await this.database.drop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  private dataDirOf(at: number): string {
    return join(this.#folder, String(at));
  }
}
