/**
 * `npm run test:contract`: the contract suites, against every server whose address is in the environment. Without
 * `MONGODB_URL`, a MongoDB is downloaded on first use, where that can be done in time. What was skipped is named at the end,
 * with the reason; it is no failure.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const MONGODB_VERSION = '7.0.14';
const DOWNLOAD_WITHIN_MS = 120_000;

/** Which suites need a server, and where they look for its address. */
const SUITES = [
  { suite: 'event store', server: 'EventStoreDB', variable: 'EVENTSTORE_URL' },
  { suite: 'read models, keys of persons, idempotency keys', server: 'MongoDB', variable: 'MONGODB_URL' },
  { suite: "Stripe's sandbox", server: "Stripe's mock", variable: 'STRIPE_MOCK_URL' },
];

/** One node of a replica set: majorities and journals are real there. @returns {Promise<{ stop: () => Promise<unknown> }>} */
async function startDownloadedMongo() {
  const { MongoMemoryReplSet } = await import('mongodb-memory-server-core');
  // It tells of its failure by a stack; the table tells it in a line.
  console.warn = () => undefined;
  const starting = MongoMemoryReplSet.create({
    binary: { version: process.env.MONGOMS_VERSION ?? MONGODB_VERSION },
    replSet: { count: 1, storageEngine: 'wiredTiger' },
  });
  // Nobody looks at it any more when the time is over.
  starting.catch(() => undefined);
  const tooLate = setTimeout(DOWNLOAD_WITHIN_MS, undefined, { ref: false }).then(() => {
    throw new Error(`not there after ${String(DOWNLOAD_WITHIN_MS / 1000)} s`);
  });
  const server = await Promise.race([starting, tooLate]);
  process.env.MONGODB_URL = server.getUri('shoutouts');
  return server;
}

const inOneLine = (error) =>
  String(error instanceof Error ? error.message : error)
    .replaceAll(/\s+/g, ' ')
    .slice(0, 200);

async function runJest() {
  const jest = fileURLToPath(new URL('../../node_modules/jest/bin/jest.js', import.meta.url));
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const args = [...flags, jest, 'test/contract', ...process.argv.slice(2)];
  const [code] = await once(spawn(process.execPath, args, { stdio: 'inherit' }), 'exit');
  return code ?? 1;
}

function printTable(reasons) {
  const rows = SUITES.map(({ suite, server, variable }) => [
    suite,
    server,
    process.env[variable] === undefined
      ? `skipped: ${variable} is not set${reasons[variable] ?? ''}`
      : `ran against ${variable}${reasons[variable] ?? ''}`,
  ]);
  const all = [['suite', 'server', 'outcome'], ['every port', 'embedded engines', 'ran'], ...rows];
  const widths = [0, 1].map((column) => Math.max(...all.map((row) => row[column].length)));
  for (const [suite, server, outcome] of all)
    process.stdout.write(`${suite.padEnd(widths[0])}  ${server.padEnd(widths[1])}  ${outcome}\n`);
}

let mongo;
const reasons = {};
if (process.env.MONGODB_URL === undefined) {
  try {
    mongo = await startDownloadedMongo();
    reasons.MONGODB_URL = ', a MongoDB that was downloaded';
  } catch (error) {
    reasons.MONGODB_URL = `, and none could be downloaded (${inOneLine(error)})`;
  }
}
const code = await runJest();
printTable(reasons);
await mongo?.stop();
// A download that was given up may still be under way.
process.exit(code);
