import { describe, expect, it } from '@jest/globals';
import { bankAccounts } from '../../../src/application/aggregates.js';
import {
  type BankStatement,
  type BankStatementTaken,
  findingsAfter,
  takeStatement,
} from '../../../src/domain/bank-account/bank-account.js';
import { money } from '../../../src/domain/money.js';
import { givenFor } from '../../support/given.js';
import { START } from '../timeline.js';

const iban = 'TR330006100519786457841326';
const lira = (minor: number) => money(BigInt(minor), 'TRY');

/** The n-th day's, from one balance to another. */
const day = (n: number, from: number, to: number, booked = to - from): BankStatement => ({
  ...{ iban, statementId: `STMT-${String(n)}`, closedOn: `2026-11-0${String(n)}` },
  ...{ opening: lira(from), closing: lira(to), booked: lira(booked) },
});
const taken = (statement: BankStatement): BankStatementTaken => ({
  type: 'BankStatementTaken',
  data: { ...statement, sha256: 'aa', takenAt: START },
});
const given = (...statements: readonly BankStatement[]) => givenFor(bankAccounts)(...statements.map(taken));

/** Which statements are cases after the last of these was taken, and why. */
function casesOf(...statements: readonly BankStatement[]): readonly string[] {
  const last = statements.at(-1)?.statementId ?? '';
  return findingsAfter(given(...statements).state, last).flatMap(({ difference }) =>
    difference === null ? [] : [`${difference.kind} ${difference.objectId.split('.')[1] ?? ''}`],
  );
}

describe('a statement of our bank', () => {
  it('is taken once, and again where it says something else', () => {
    const statement = day(1, 0, 500);
    const take = { statement, sha256: 'aa', now: START };
    given().when(takeStatement, take).then(taken(statement));
    given(statement)
      .when(takeStatement, { ...take, sha256: 'bb' })
      .thenNothing();
    for (const other of [
      day(1, 0, 400),
      day(1, 100, 500),
      day(1, 0, 500, 400),
      { ...statement, closing: null },
      { ...statement, closedOn: '2026-11-09' },
    ])
      given(statement)
        .when(takeStatement, { ...take, statement: other })
        .then(taken(other));
  });

  it('is no case where its entries come to what its balances say, and it goes on where the last one ended', () => {
    expect(casesOf(day(1, 0, 500))).toEqual([]);
    expect(casesOf(day(1, 0, 500), day(2, 500, 300))).toEqual([]);
    expect(casesOf(day(1, 0, 500), day(2, 500, 500, 0))).toEqual([]);
  });

  it('is one where its entries come to something else: it was cut, or is of another account', () => {
    expect(casesOf(day(1, 0, 500, 400))).toEqual(['amount_differs STMT-1']);
    const { state } = given(day(1, 0, 500, 400));
    expect(findingsAfter(state, 'STMT-1')[0]).toMatchObject({
      difference: {
        ...{ about: 'bank_statement', amount: { amountMinor: 100n, currency: 'TRY' } },
        ...{ ours: 'its entries come to 4.00 TRY', theirs: 'its balances move by 5.00 TRY' },
      },
    });
    expect(casesOf({ ...day(1, 0, 500), booked: money(500n, 'AED') })).toEqual(['amount_differs STMT-1']);
  });

  it('is one where it does not begin with what the one before ended with, until that one comes', () => {
    expect(casesOf(day(1, 0, 500), day(3, 300, 200))).toEqual(['missing_in_our_books STMT-3']);
    const { state } = given(day(1, 0, 500), day(3, 300, 200), day(2, 500, 300));
    // Of the missing one, and of the one that waited for it.
    expect(findingsAfter(state, 'STMT-2').map(({ difference }) => difference)).toEqual(Array(6).fill(null));
    expect(casesOf(day(1, 0, 500), day(3, 300, 200), day(2, 500, 400))).toEqual([
      'missing_in_our_books STMT-3',
    ]);
  });

  it('is one where it says something else than it said before', () => {
    expect(casesOf(day(1, 0, 500), day(1, 0, 400))).toEqual(['status_differs STMT-1']);
    expect(casesOf(day(1, 0, 500), day(2, 500, 600), day(1, 0, 400))).toEqual([
      'status_differs STMT-1',
      'missing_in_our_books STMT-2',
    ]);
  });

  it('says nothing where it has no balances', () => {
    const { opening: _, ...rest } = day(2, 0, 1);
    expect(casesOf(day(1, 0, 500), { ...rest, opening: null })).toEqual([]);
    expect(casesOf({ ...day(1, 0, 500), booked: null })).toEqual([]);
  });
});
