import { cpus } from 'node:os';
import { readOptions } from './options.js';
import { print } from './print.js';
import { startUp } from './sections/start-up.js';
import { throughput } from './sections/throughput.js';
import { oneCommand } from './sections/one-command.js';

// The servers end with this process, whatever ends it.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const { seconds, only, events } = readOptions(process.argv.slice(2));
print(
  `${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}, ${String(cpus().length)} cores`,
);
await throughput(seconds, only);
if (only.has('start')) await startUp(events);
if (only.has('command')) await oneCommand();
