import 'reflect-metadata';
import { performance } from 'node:perf_hooks';
import { Application } from '../../src/application/application.js';
import type { CommandContext } from '../../src/application/command-context.js';
import { PartiesReader } from '../../src/application/fans/parties-reader.js';
import { AcceptOrder, AcceptOrderHandler } from '../../src/application/orders/accept-order.js';
import { PlaceOrder, PlaceOrderHandler } from '../../src/application/orders/place-order.js';
import type { Actor } from '../../src/application/events/metadata.js';
import { isRejection } from '../../src/domain/rejection.js';
import { openEngines } from '../../src/engines.js';
import { createLogger, PinoLog } from '../../src/interfaces/rest/http/logger.js';
import { readSettings } from '../../src/settings.js';
import { median } from '../print.js';
import { BRIEF, storyOrderId } from '../seed/order-story.js';
import { creatorId, fanId, PRICE } from '../seed/people.js';

/** What a command takes, as the program of the same name prints it. */
export interface CommandCost {
  readonly name: string;
  readonly medianMs: number;
  readonly allocatedBytes: number;
  readonly keptBytes: number;
}

const WARM_UP = 1_000;
const MEASURED = 500;

type Run = (n: number) => Promise<object>;

async function costOf(name: string, run: Run): Promise<CommandCost> {
  const runAll = async (from: number, to: number): Promise<number[]> => {
    const tookMs: number[] = [];
    for (let n = from; n < to; n += 1) {
      const startedAtMs = performance.now();
      const outcome = await run(n);
      tookMs.push(performance.now() - startedAtMs);
      if (isRejection(outcome)) throw new Error(`${name} was refused: ${outcome.detail}`);
    }
    return tookMs;
  };
  await runAll(0, WARM_UP);
  const before = heapBytesAfterCollection();
  const tookMs = await runAll(WARM_UP, WARM_UP + MEASURED);
  const allocatedBytes = (process.memoryUsage().heapUsed - before) / MEASURED;
  const keptBytes = (heapBytesAfterCollection() - before) / MEASURED;
  return { name, medianMs: median(tookMs), allocatedBytes, keptBytes };
}

function heapBytesAfterCollection(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

const settings = readSettings({ DATA_DIR: process.argv[2], LOG_LEVEL: 'silent' });
const engines = await openEngines(settings, new PinoLog(createLogger(settings.logLevel)));
const application = new Application(engines);
// Opens the markets; what runs in the background is then stopped again.
await application.start();
await application.stop();

const { aggregates } = application;
const contextOf = (actor: Actor): CommandContext => {
  const commandId = engines.random.uuid();
  return { commandId, correlationId: commandId, causationId: commandId, actor, source: 'rest' };
};
const placing = new PlaceOrderHandler(aggregates, new PartiesReader(aggregates));
const place: Run = (n) => {
  const order = { creatorId: creatorId(n), quoteId: null, price: PRICE, brief: BRIEF };
  const context = contextOf({ role: 'fan', id: fanId(n) });
  return placing.execute(new PlaceOrder({ ...order, paymentMethod: 'pm_card_visa' }, context));
};
const accepting = new AcceptOrderHandler(aggregates);
const accept: Run = (n) =>
  accepting.execute(
    new AcceptOrder(storyOrderId('held', n), contextOf({ role: 'creator', id: creatorId(n) })),
  );

const costs = [await costOf('place', place), await costOf('accept', accept)];
process.stdout.write(JSON.stringify(costs));
await engines.close();
