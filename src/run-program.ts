import { onClosedOutput } from './interfaces/cli/closed-output.js';
import { partsInUse, partsInWords } from './parts-in-use.js';
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
  'KeysOfLogMissingError',
  'OtherPaymentProviderError',
  'HttpAddressError',
  'MetricsAddressError',
  'UndeclaredRouteError',
]);

/** The program, until SIGTERM or Ctrl-C, with the settings of the environment. Ends the process: with 0 once it is drained, else with 1. */
export async function runProgram(): Promise<void> {
  // Whoever reads the log may go: the program goes on without, as its logger does.
  onClosedOutput(() => undefined);
  try {
    await start();
  } catch (error) {
    fail(error);
  }
}

async function start(): Promise<void> {
  const settings = readSettings(process.env);
  // It takes most of a second to load, which nobody waits for to hear that a setting is wrong.
  const { startServer } = await import('./server.js');
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
    const line = { level: 'info', time: Date.now(), ...partsInUse(settings), msg };
    process.stdout.write(`${JSON.stringify(line)}\n`);
    return;
  }
  const { sandbox } = server.engines;
  const lines = [
    `Shoutouts listens on ${server.url}`,
    `  API:   ${server.url}/docs`,
    `  data:  ${dataDir}`,
    `  uses:  ${partsInWords(settings)}`,
    ...(testClock ? [`  clock: POST ${server.url}/v1/test-clock/advance moves it`] : []),
    // Its key opens nothing but this play of a provider: whoever is the provider in development needs it.
    ...(sandbox === undefined ? [] : [`  money: SANDBOX=${sandbox.url} SANDBOX_KEY=${sandbox.apiKey}`]),
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
