import { performance } from 'node:perf_hooks';
import { SEALED_EVENTS } from '../../../application/events/event-codec.js';
import {
  checkMoney,
  type CheckMoney,
  CheckStoppedError,
  type MoneyChecked,
} from '../../../application/finance/check-money.js';
import { MONEY_RULES } from '../../../domain/money-rules/rules.js';
import { formatMoney, money } from '../../../domain/money.js';
import { SystemClock } from '../../../infrastructure/clock/system-clock.js';
import { readSettings } from '../../../settings.js';
import { EXIT } from '../exit-codes.js';
import { type Explained, explainKnown } from '../explain.js';
import { type LogEngine, openLog, requireLogs } from '../log/open-log.js';
import { type Output, outputOf } from '../output.js';
import { StopSignals } from '../stop-signals.js';

interface Options {
  readonly log?: LogEngine;
  readonly json: boolean;
}

/** Sets the exit code of the process; see {@link EXIT}. */
export async function checkTheMoney({ log: wanted, json }: Options): Promise<void> {
  const output = outputOf(json);
  const stop = new StopSignals();
  try {
    const settings = readSettings(process.env);
    const engine = wanted ?? (settings.eventStoreUrl === undefined ? 'embedded' : 'eventstoredb');
    requireLogs(settings, { from: engine, to: engine }, [engine]);
    const log = await openLog(engine, settings, new SystemClock(), (message) => output.warn(message));
    try {
      const checked = await checkMoney({
        ...{ store: log.store, codec: SEALED_EVENTS, signal: stop.signal },
        progress: progressTo(output),
      });
      tell(output, checked);
      process.exitCode = checked.broken.length === 0 ? EXIT.done : EXIT.broken;
    } finally {
      await log.close();
    }
  } catch (error) {
    const { words, exitCode, outcome } = explain(error, stop);
    output.problem(words, { outcome });
    process.exitCode = exitCode;
  }
}

function progressTo(output: Output): CheckMoney['progress'] {
  const beganAtMs = performance.now();
  return ({ events, position, end }) => {
    const perSecond = () => Math.round((events * 1_000) / (performance.now() - beganAtMs));
    const percent = () => (end === 0n ? 100 : Number((position * 100n) / end));
    output.progress(
      () =>
        `${events.toLocaleString('en-US')} events, ${perSecond().toLocaleString('en-US')} per second, at about ${String(percent())} % of the log`,
      () => ({ events, per_second: perSecond(), percent: percent() }),
    );
  };
}

function tell(output: Output, { events, orders, lastPosition, balances, broken }: MoneyChecked): void {
  const position = lastPosition?.toString() ?? null;
  for (const { rule, orderId, event, position: at } of broken)
    output.result([`BROKEN  ${orderId}: ${MONEY_RULES[rule]} (${event} at position ${String(at)})`], {
      outcome: 'broken',
      rule,
      order_id: orderId,
      event,
      position: at.toString(),
    });
  const width = Math.max(...balances.map(({ account }) => account.length), 0);
  output.result(
    [
      `${events.toLocaleString('en-US')} events of ${orders.toLocaleString('en-US')} orders, up to position ${position ?? 'none'}.`,
      ...balances.map(
        ({ account, currency, balanceMinor }) =>
          `  ${account.padEnd(width)}  ${formatMoney(money(balanceMinor, currency)).padStart(20)}`,
      ),
      broken.length === 0
        ? 'Every money rule is kept.'
        : `${String(broken.length)} times a money rule is broken.`,
    ],
    {
      ...{ outcome: 'checked', events, orders, position, broken: broken.length },
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
  error instanceof CheckStoppedError
    ? { words: 'Stopped. The same command begins anew.', exitCode: stop.exitCode, outcome: 'stopped' }
    : explainKnown(error);
