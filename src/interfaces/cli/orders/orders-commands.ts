import { Argument, Command, InvalidArgumentError } from 'commander';
import { isId, type OrderId } from '../../../domain/ids.js';
import { EXIT_CODES_HELP } from '../exit-codes.js';
import { asOfOption, jsonOption, logOption, RESULT_AS_JSON } from '../shared-options.js';
import { explainTheOrder } from './explain-the-order.js';

const EXPLAIN_HELP = `
Says where the order stands and why, what happened to it and because of it (payment, quote, account of the creator, payouts, cases), by
whom and after what, which deadlines ran, where its money is, what it waits for, and whether the money rules hold for it: else it ends
with 5. Reads the log beside the program, where that runs on the same machine, and changes nothing. What is personal stays sealed.
What each field of --json means: docs/command-line.md.

Examples:
  $ npx shoutouts orders explain ord_019ab3c4-7d21-7e6f-9a10-0c5b8f2e4d11
  $ npx shoutouts orders explain ord_019ab3c4-7d21-7e6f-9a10-0c5b8f2e4d11 --as-of 2026-11-01T00:00:00Z
  $ npx shoutouts orders explain ord_019ab3c4-7d21-7e6f-9a10-0c5b8f2e4d11 --json`;

export const ordersCommands = (): Command =>
  new Command('orders').description('looks into orders').addCommand(
    new Command('explain')
      .description('tells everything about one order, from the log')
      .addArgument(new Argument('<order>', 'its id (ord_…)').argParser(orderIn))
      .addOption(asOfOption())
      .addOption(logOption())
      .addOption(jsonOption(RESULT_AS_JSON))
      .addHelpText('after', EXPLAIN_HELP + '\n' + EXIT_CODES_HELP)
      .action(explainTheOrder),
  );

function orderIn(text: string): OrderId {
  if (!isId('ord', text))
    throw new InvalidArgumentError('The id of an order is ord_ and a UUID: GET /v1/orders lists them.');
  return text;
}
