import { startTestApp } from './test-app.js';

/** A server over the folder; the position it answers with follows from the id of the command. */
const [, , dataDir = ''] = process.argv;
const app = await startTestApp({ dataDir });
app.behaviour.decide = ({ commandId }) =>
  Promise.resolve({ revision: 1n, position: BigInt(`0x${commandId.slice(0, 8)}`) });
process.stdout.write(
  `${JSON.stringify({ origin: app.origin, token: await app.token('grace', 'creator') })}\n`,
);
