import { parentPort, workerData } from 'node:worker_threads';
import type { SandboxAddress } from './sandbox-thread.js';
import { StripeSandbox, type StripeSandboxOptions } from './stripe-sandbox.js';

const port = parentPort;
if (port === null) throw new Error('sandbox-worker runs in a worker thread only');
const sandbox = await StripeSandbox.start(workerData as StripeSandboxOptions);
const { url, apiKey, webhookSecret } = sandbox;
port.once('message', () => {
  void sandbox.close().then(() => port.close());
});
port.postMessage({ url, apiKey, webhookSecret } satisfies SandboxAddress);
