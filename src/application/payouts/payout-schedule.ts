import { currencies, type Currency } from '../../domain/money.js';
import { DAY_MS, type Instant } from '../../domain/time.js';
import type { CommandContext } from '../command-context.js';
import { commandIdFrom } from '../events/derived-ids.js';
import type { Clock } from '../ports/clock.js';
import { marketTerms } from '../projections/market-terms.js';
import type { ReadModelReader } from '../runtime/read-model-reader.js';
import { type Cron, lastOccasion } from './cron.js';
import { ProposePayoutRun } from './propose-payout-run.js';

/** When runs are proposed by themselves, and of how much at least. */
export interface PayoutPlan {
  readonly cron: Cron | undefined;
  /** In minor units; one, where a currency is not named. */
  readonly minimums: ReadonlyMap<Currency, bigint>;
}

/** So late an occasion that was missed is still taken: who was down in the night proposes in the morning. */
const MISSED_BY_MS = DAY_MS;
const LEAST_MINOR = 1n;

/** Proposes a run for each market and currency, when the time has come. It approves none: that takes a person. */
export class PayoutSchedule {
  #done: Instant | undefined;
  #isRunning = false;

  constructor(
    private readonly plan: PayoutPlan,
    private readonly clock: Clock,
    private readonly reader: ReadModelReader,
    /** Refuses where there is nothing to be paid out. */
    private readonly propose: (command: ProposePayoutRun) => Promise<unknown>,
  ) {}

  /** Whoever does it for the same occasion makes the same commands: there is one run of it, however many do. */
  async run(): Promise<void> {
    const { cron } = this.plan;
    const occasion = cron && lastOccasion(cron, this.clock.now(), MISSED_BY_MS);
    if (occasion === undefined || occasion === this.#done || this.#isRunning) return;
    this.#isRunning = true;
    await this.proposeFor(occasion).finally(() => (this.#isRunning = false));
    this.#done = occasion;
  }

  private async proposeFor(occasion: Instant): Promise<void> {
    const { minimums } = this.plan;
    for await (const { market } of this.reader.all(marketTerms, {}))
      for (const currency of currencies()) {
        const run = { market, currency, minimumMinor: minimums.get(currency) ?? LEAST_MINOR };
        await this.propose(new ProposePayoutRun(run, contextOf(`${market} ${currency} ${occasion}`)));
      }
  }
}

function contextOf(occasion: string): CommandContext {
  const commandId = commandIdFrom(`payout schedule ${occasion}`);
  return {
    ...{ commandId, correlationId: commandId, causationId: commandId },
    ...{ actor: { role: 'system', id: 'schedule' }, source: 'deadline' },
  };
}
