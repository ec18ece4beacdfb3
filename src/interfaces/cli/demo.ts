import { onClosedOutput } from './closed-output.js';
import { ApiClient } from './demo/api-client.js';
import { readBooks } from './demo/books.js';
import { gatherCast } from './demo/cast.js';
import { delivered } from './demo/journeys/delivered.js';
import { givenBack } from './demo/journeys/given-back.js';
import { paidOut } from './demo/journeys/paid-out.js';
import { priceChanged } from './demo/journeys/price-changed.js';
import { answeredAfterTheLapse, answeredJustTooLate, refused } from './demo/journeys/unpaid.js';
import { differencesIn } from './demo/money-check.js';
import { moneyTable } from './demo/money-table.js';
import { ServerProcess } from './demo/server-process.js';
import { type PlayedOrder, Stage } from './demo/stage.js';
import { timelineOf } from './demo/timelines.js';
import { wrapped } from './layout.js';
import { EXIT } from './exit-codes.js';

// What an order can go through, over HTTP and against a program of its own; then the timelines and the money.

/** The price changes last: its orders stay open, and the clock would end them. */
const JOURNEYS = [
  ...[delivered, ...givenBack, refused, answeredAfterTheLapse, answeredJustTooLate, paidOut, priceChanged],
];

const IS_ZERO = / 0\.00 [A-Z]{3}$/;

/** Below the calls, in their column. */
const SAID = ' '.repeat(10);

const EXIT_CODE_OF_SIGNAL = { SIGINT: EXIT.interrupted, SIGTERM: EXIT.terminated } as const;

async function main(): Promise<number> {
  const server = new ServerProcess();
  const interrupted = new Promise<number>((resolve) => {
    for (const [signal, exitCode] of Object.entries(EXIT_CODE_OF_SIGNAL))
      process.once(signal, () => resolve(exitCode));
    onClosedOutput(() => resolve(EXIT.unread));
  });
  try {
    return await Promise.race([demonstrate(server), interrupted]);
  } catch (error) {
    print(`\nThe demonstration failed: ${error instanceof Error ? error.message : String(error)}`);
    print(`What the server said:\n${server.said}`);
    return 1;
  } finally {
    await server.stop();
  }
}

/** @returns the exit code: 1 when the money does not add up */
async function demonstrate(server: ServerProcess): Promise<number> {
  const api = new ApiClient(await server.listening(), print);
  print(`A program of its own listens on ${api.origin}, with a clock that can be moved.`);
  print('\n0. The people');
  const stage = new Stage(api, await gatherCast(api), (line) => print(wrapped(SAID, line)));
  const played: PlayedOrder[] = [];
  for (const [index, { title, play }] of JOURNEYS.entries()) {
    print(`\n${String(index + 1)}. ${title}`);
    played.push(...(await play(stage)));
  }
  print('\nTimelines');
  for (const order of played) print(`\n${await timelineOf(api, stage.cast.finance, order)}`);
  const isWell = await countMoney(stage, played);
  const { said, isWell: areRulesKept } = await server.command('money', 'check');
  print('\nAll of it again, from the log alone: shoutouts money check; what is zero is left out');
  print(
    `\n${said
      .split('\n')
      .filter((line) => !IS_ZERO.test(line))
      .join('\n')}`,
  );
  return isWell && areRulesKept ? 0 : 1;
}

const ADDS_UP =
  'paid = refunded + earned + fee + held + charged back, for every order and in total; paid and refunded are what the ' +
  "payment provider reported (audit trail); earned and pending are in the creators' summaries; and no order is a case for " +
  'a person to look at.';

async function countMoney({ api, cast }: Stage, played: readonly PlayedOrder[]): Promise<boolean> {
  const books = await readBooks(api, cast, played);
  print(`\nWhere the money is\n\n${moneyTable(books.orders)}\n`);
  const differences = differencesIn(books);
  for (const difference of differences) print(`  DIFFERENCE  ${difference}`);
  if (differences.length > 0) return false;
  print(wrapped('It adds up: ', ADDS_UP));
  return true;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

process.exitCode = await main();
