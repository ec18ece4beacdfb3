import { describe, expect, it } from '@jest/globals';
import { lookAtBankBalance } from '../../src/application/payouts/look-at-bank-balance.js';
import type { ReadModelReader } from '../../src/application/runtime/read-model-reader.js';
import type { BalancedStatement } from '../../src/domain/bank-account/bank-account.js';
import { money } from '../../src/domain/money.js';

const CLOSED_ON = '2026-03-10';
const PAID = 12_800;

interface Posted {
  readonly event: string;
  readonly payoutId: string | null;
  readonly at: string;
}

/** What a payout of 128.00 that the ledger has taken out of `bank` differs in, where the bank has the money still. */
async function differenceBy({ event, payoutId, at }: Posted, booked: readonly string[]) {
  const postings = [
    { postingId: '1-0', correlationId: 'file-1', amountMinor: -PAID, effectiveAt: at, event, payoutId },
  ];
  const days = [{ debitMinor: 0, creditMinor: -PAID }];
  const reader = {
    async *all({ name }: { readonly name: string }, { filter }: { readonly filter: object }) {
      const { effectiveAt: { gte = '' } = {} } = filter as {
        readonly effectiveAt?: { readonly gte: string };
      };
      yield* name === 'ledger_days' ? days : postings.filter(({ effectiveAt }) => effectiveAt >= gte);
    },
  } as unknown as ReadModelReader;
  const statement: BalancedStatement = {
    ...{ iban: 'TR33', statementId: 'STMT', booked: null, closedOn: CLOSED_ON },
    ...{ opening: money(0n, 'TRY'), closing: money(0n, 'TRY') },
  };
  const streams = { end: () => Promise.resolve(1n) };
  return (await lookAtBankBalance(statement, new Set(booked), { reader, streams })).difference;
}

describe('what our bank has more than the ledger', () => {
  const paid = { event: 'PayoutPaid', payoutId: 'pay_1', at: `${CLOSED_ON}T09:00:00.000Z` };
  const differs = { kind: 'amount_differs', amount: { amountMinor: BigInt(PAID), currency: 'TRY' } };

  it('may be a payout of that day or later that the bank has called paid, and not booked yet', async () => {
    expect(await differenceBy(paid, [])).toBeNull();
    expect(await differenceBy({ ...paid, at: `${CLOSED_ON}T00:00:00.000Z` }, [])).toBeNull();
  });

  it('is none that it has booked', async () => {
    expect(await differenceBy(paid, ['pay_1'])).toMatchObject(differs);
    expect(await differenceBy(paid, ['pay_2'])).toBeNull();
  });

  it('is none of a day before, which it must have booked', async () => {
    expect(await differenceBy({ ...paid, at: '2026-03-09T23:59:59.999Z' }, [])).toMatchObject(differs);
  });

  it('may be what is on its way to or from the provider for a week', async () => {
    const sent = { event: 'ProviderBankMovementFound', payoutId: null };
    expect(await differenceBy({ ...sent, at: '2026-03-03T00:00:00.000Z' }, [])).toBeNull();
    expect(await differenceBy({ ...sent, at: '2026-03-02T23:59:59.999Z' }, [])).toMatchObject(differs);
  });

  it('is nothing else, such as what two people have moved for a case', async () => {
    const moved = { event: 'MoneyCaseClosingApproved', payoutId: null, at: paid.at };
    expect(await differenceBy(moved, [])).toMatchObject(differs);
  });
});
