import type { BalancedStatement, StatementFinding } from '../../domain/bank-account/bank-account.js';
import { compareBankBalance } from '../../domain/bank-account/bank-balance.js';
import { DAY_MS, type Instant, instant } from '../../domain/time.js';
import { ledgerDays, type LedgerPosting, ledgerPostings } from '../projections/ledger.js';
import type { ReadModelReader } from '../runtime/read-model-reader.js';
import type { StreamReader } from '../runtime/stream-reader.js';

/** Money takes some days from the provider's balance to our bank, over holidays, too. */
const ARRIVES_WITHIN_MS = 7 * DAY_MS;

/** Where the ledger is looked up, as of all that was acknowledged. */
export interface LedgerOfBank {
  readonly reader: ReadModelReader;
  readonly streams: Pick<StreamReader, 'end'>;
}

/**
 * The last statement of an account that pays, held against `bank` in the ledger.
 *
 * @param booked the payouts that this statement, or one in the same file, has booked
 */
export async function lookAtBankBalance(
  { closing, closedOn }: BalancedStatement,
  booked: ReadonlySet<string>,
  { reader, streams }: LedgerOfBank,
): Promise<StatementFinding> {
  const upTo = await streams.end();
  const ofBank = { account: 'bank', currency: closing.currency } as const;
  let oursMinor = 0n;
  for await (const { debitMinor, creditMinor } of reader.all(ledgerDays, { filter: ofBank }, upTo))
    oursMinor += BigInt(debitMinor + creditMinor);
  const began = instant(Date.parse(`${closedOn}T00:00:00.000Z`));
  const since = instant(Date.parse(began) - ARRIVES_WITHIN_MS);
  const filter = { ...ofBank, effectiveAt: { gte: since } };
  const sort = { field: 'effectiveAt', direction: 'asc' } as const;
  const underWay = new Map<string, bigint>();
  for await (const posting of reader.all(ledgerPostings, { filter, sort }, upTo)) {
    const of = togetherWith(posting, began, booked);
    if (of !== undefined) underWay.set(of, (underWay.get(of) ?? 0n) + BigInt(posting.amountMinor));
  }
  return compareBankBalance({ closing, oursMinor, underWay: [...underWay.values()] });
}

/**
 * What may not be booked yet, by what it would be booked with: what the provider has sent or taken, and payouts that the bank has told of in
 * another file than a statement. `undefined` for what the bank must have.
 */
function togetherWith(
  { postingId, event, payoutId, effectiveAt, correlationId }: LedgerPosting,
  began: Instant,
  booked: ReadonlySet<string>,
): string | undefined {
  if (event === 'ProviderBankMovementFound') return postingId;
  if (payoutId === null || effectiveAt < began || booked.has(payoutId)) return undefined;
  return correlationId;
}
