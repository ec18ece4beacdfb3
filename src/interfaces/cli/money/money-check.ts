import { SEALED_EVENTS } from '../../../application/events/event-codec.js';
import { checkMoney, type MoneyChecked } from '../../../application/finance/check-money.js';
import { brokenInWords } from '../../../application/finance/money-audit.js';
import { StoppedError } from '../../../application/log-copy/compare-logs.js';
import type { EventStore } from '../../../application/ports/event-store.js';
import { formatMoney, money } from '../../../domain/money.js';
import { bad, good } from '../colours.js';
import { EXIT } from '../exit-codes.js';
import { type Explained, explainKnown } from '../explain.js';
import { count, progressOf } from '../how-far.js';
import { type LogEngine, withLogAsked } from '../log/open-log.js';
import type { Output } from '../output.js';
import { perform, type Tools } from '../perform.js';
import type { StopSignals } from '../stop-signals.js';

interface Options {
  readonly log?: LogEngine;
  readonly json: boolean;
}

/** Sets the exit code of the process; see {@link EXIT}. */
export const checkTheMoney = ({ log, json }: Options): Promise<void> =>
  perform(json, explain, async (tools) => {
    const checked = await withLogAsked(log, tools, (store) => checkedBy(store, tools));
    if (checked.events === 0) return sayNothing(tools.output);
    tell(tools.output, checked);
    return checked.broken.length === 0 ? EXIT.done : EXIT.broken;
  });

function sayNothing(output: Output): number {
  output.result(
    [
      'The log has no events: nothing was checked.',
      'Of a log that was copied while the program ran, the newest events are in events.sqlite-wal: docs/operations.md, "Copies", says how to copy it.',
    ],
    { outcome: 'nothing', events: 0 },
  );
  return EXIT.nothing;
}

function checkedBy(store: EventStore, { clock, output, signal }: Tools): Promise<MoneyChecked> {
  return checkMoney({
    ...{ store, codec: SEALED_EVENTS, clock, signal },
    warn: (message) => output.warn(message),
    progress: progressOf(output),
  });
}

function tell(output: Output, checked: MoneyChecked): void {
  const { events, orders, accounts, payouts, lastPosition, balances, broken } = checked;
  const position = lastPosition?.toString() ?? null;
  for (const each of broken) {
    const { rule, subject, event, position: at } = each;
    output.result([bad(`BROKEN  ${brokenInWords(each)}`)], {
      outcome: 'broken',
      rule,
      about: subject.of,
      id: subject.id,
      event,
      position: at.toString(),
    });
  }
  const width = Math.max(...balances.map(({ account }) => account.length), 0);
  output.result(
    [
      `${count(events)} events of ${count(orders)} orders, ${count(accounts)} accounts of creators and ${count(payouts)} payouts, up to position ${position ?? 'none'}.`,
      ...balances.map(
        ({ account, currency, balanceMinor }) =>
          `  ${account.padEnd(width)}  ${formatMoney(money(balanceMinor, currency)).padStart(20)}`,
      ),
      broken.length === 0
        ? good('Every money rule is kept.')
        : bad(`${String(broken.length)} times a money rule is broken.`),
    ],
    {
      ...{ outcome: 'checked', events, orders, accounts, payouts, position, broken: broken.length },
      ...Object.fromEntries(
        balances.map(({ account, currency, balanceMinor }) => [
          `${account}_${currency.toLowerCase()}_minor`,
          balanceMinor.toString(),
        ]),
      ),
    },
  );
}

const explain = (error: unknown, stop: StopSignals): Explained =>
  error instanceof StoppedError
    ? { words: 'Stopped. The same command begins anew.', exitCode: stop.exitCode, outcome: 'stopped' }
    : explainKnown(error);
