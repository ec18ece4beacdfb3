import { describe, expect, it } from '@jest/globals';
import { bankAccounts } from '../../../src/application/aggregates.js';
import {
  type BankStatement,
  type BankStatementTaken,
  findingsAfter,
  lastStatement,
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
      { ...statement, statementId: 'STMT-2' },
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

  it('is taken again where it says what it said first, and something else since', () => {
    const [first, changed] = [day(1, 0, 500), day(1, 0, 400)];
    given(first, changed)
      .when(takeStatement, { statement: first, sha256: 'aa', now: START })
      .then(taken(first));
    expect(casesOf(first, changed, first)).toEqual([]);
    expect(lastStatement(given(first, changed, first).state)).toEqual(first);
  });

  it('is taken once without balances, too', () => {
    const statement = { ...day(1, 0, 500), opening: null, closing: null, closedOn: null, booked: null };
    given(statement).when(takeStatement, { statement, sha256: 'aa', now: START }).thenNothing();
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
    // Nobody knows what that moves by.
    expect(casesOf({ ...day(1, 0, 500), opening: money(1n, 'AED') })).toEqual([]);
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

  it('says by how much it begins elsewhere, where that can be said', () => {
    const of = {
      kind: 'missing_in_our_books',
      about: 'bank_statement',
      objectId: `${iban}.STMT-2`,
      orderId: null,
    };
    const notContinued = (opening: BankStatement['opening']) => {
      const { state } = given(day(1, 0, 500), { ...day(2, 0, 0), opening, booked: null });
      return findingsAfter(state, 'STMT-2')[2]?.difference;
    };
    const ours = 'STMT-1 closed with 5.00 TRY';
    expect(notContinued(lira(300))).toEqual({
      ...of,
      amount: lira(200),
      ours,
      theirs: 'it opens with 3.00 TRY',
    });
    expect(notContinued(lira(700))).toEqual({
      ...of,
      amount: lira(200),
      ours,
      theirs: 'it opens with 7.00 TRY',
    });
    const dirham = money(300n, 'AED');
    expect(notContinued(dirham)).toEqual({ ...of, amount: dirham, ours, theirs: 'it opens with 3.00 AED' });
  });

  it('comes after those of the same day that were here before it', () => {
    const sameDay = { closedOn: '2026-11-01' };
    expect(casesOf({ ...day(1, 0, 500), ...sameDay }, { ...day(2, 500, 300), ...sameDay })).toEqual([]);
  });

  it('is one where it says something else than it said before', () => {
    const { state } = given(day(1, 0, 500), day(1, 0, 400));
    expect(findingsAfter(state, 'STMT-1')[1]?.difference).toMatchObject({
      ...{ amount: lira(400), ours: 'it was taken in before, closing with 5.00 TRY' },
      theirs: 'it says something else, closing with 4.00 TRY',
    });
    expect(casesOf(day(1, 0, 500), day(1, 0, 400))).toEqual(['status_differs STMT-1']);
    expect(casesOf(day(1, 0, 500), day(2, 500, 600), day(1, 0, 400))).toEqual([
      'status_differs STMT-1',
      'missing_in_our_books STMT-2',
    ]);
  });

  it('says nothing where it has no balances', () => {
    for (const missing of ['opening', 'closing', 'closedOn'] as const)
      expect(casesOf(day(1, 0, 500), { ...day(2, 0, 1, 7), [missing]: null })).toEqual([]);
    expect(casesOf({ ...day(1, 0, 500), booked: null })).toEqual([]);
  });

  it('is not looked at where it is not there', () => {
    expect(findingsAfter(given(day(1, 0, 500, 400)).state, 'STMT-9')).toEqual([]);
  });

  it('is by its day the last one, by which it is known what is on the account', () => {
    expect(lastStatement(given(day(2, 500, 300), day(1, 0, 500)).state)).toEqual(day(2, 500, 300));
    const three = given(day(3, 300, 200), day(2, 500, 300), day(1, 0, 500));
    expect(lastStatement(three.state)).toEqual(day(3, 300, 200));
    expect(lastStatement(given({ ...day(1, 0, 500), closing: null }).state)).toBeUndefined();
  });
});
