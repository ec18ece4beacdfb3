import 'reflect-metadata';
import { startServer } from './server.js';
import { readSettings } from './settings.js';

/** Errors that tell the person who started the program what to do: their message is enough. */
const FOR_PEOPLE = new Set([
  'SettingsError',
  'DataDirInUseError',
  'DataDirUnusableError',
  'MasterKeyError',
  'DataFileError',
  'EventStoreDbUnusableError',
  'MongoUnusableError',
  'S3UnusableError',
  'ClockMovedError',
  'LogBehindReadModelsError',
  'ReadModelsOfAnotherLogError',
  'ForeignLogError',
  'CopyOutdatedError',
  'OtherPaymentProviderError',
  'HttpAddressError',
  'MetricsAddressError',
  'UndeclaredRouteError',
]);

async function main(): Promise<void> {
  const settings = readSettings(process.env);
  const server = await startServer(settings);
  const stop = () => {
    server.close().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  const { authIssuer, dataDir, testClock } = settings;
  if (authIssuer !== undefined) {
    // In production nobody reads it but machines, which want every line in one form.
    const msg = `Shoutouts listens on ${server.url} with data in ${dataDir}`;
    process.stdout.write(`${JSON.stringify({ level: 'info', time: Date.now(), msg })}\n`);
    return;
  }
  const lines = [
    `Shoutouts listens on ${server.url}`,
    `  API:   ${server.url}/docs`,
    `  data:  ${dataDir}`,
    ...(testClock ? [`  clock: POST ${server.url}/v1/test-clock/advance moves it`] : []),
    '  token: curl -s -X POST -H "content-type: application/json" \\',
    `           -d '{"subject":"ada","roles":["fan"]}' ${server.url}/v1/dev/tokens`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

function fail(error: unknown): never {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return FOR_PEOPLE.has(error.name) ? error.message : (error.stack ?? error.message);
}

main().catch(fail);
