import { reject } from '../../src/domain/rejection.js';
import { startTestApp } from './test-app.js';

/** A server over the folder; the position it answers with follows from the id of the command. With `refuses`, it refuses all. */
const [, , dataDir = '', refuses] = process.argv;
const app = await startTestApp({ dataDir });
app.behaviour.decide = ({ commandId }) =>
  Promise.resolve(
    refuses === undefined
      ? { revision: 1n, position: BigInt(`0x${commandId.slice(0, 8)}`) }
      : reject('order_not_paid', 'not yet'),
  );
process.stdout.write(
  `${JSON.stringify({ origin: app.origin, token: await app.token('grace', 'creator') })}\n`,
);
