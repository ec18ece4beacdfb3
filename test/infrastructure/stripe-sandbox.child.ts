import { StripeSandbox } from '../../src/infrastructure/stripe/sandbox/stripe-sandbox.js';

/** A sandbox in a process of its own, for tests that kill it: `node stripe-sandbox.child.js DATA_DIR WEBHOOK_URL`. */
const [dataDir = '', url = ''] = process.argv.slice(2);
const sandbox = await StripeSandbox.start({ dataDir, webhook: { url }, webhookRetryAfterMs: 20 });
process.stdout.write(
  `${JSON.stringify({ url: sandbox.url, apiKey: sandbox.apiKey, webhookSecret: sandbox.webhookSecret })}\n`,
);
