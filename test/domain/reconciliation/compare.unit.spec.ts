import { describe, expect, it } from '@jest/globals';
import {
  type BookEntry,
  compare,
  type Compare,
  ON_ITS_WAY_MS,
  type OurSide,
  type TheirSide,
} from '../../../src/domain/reconciliation/compare.js';
import { nameOfDifference } from '../../../src/domain/reconciliation/difference.js';
import { plusMs } from '../../../src/domain/time.js';
import { START } from '../timeline.js';

const orderId = 'ord_1';
const NOW = plusMs(START, ON_ITS_WAY_MS);
const lira = (amountMinor: bigint) => ({ amountMinor, currency: 'TRY' });
const entry = (changes: Partial<BookEntry> = {}): BookEntry => ({
  ...{ status: 'succeeded', isUnderWay: false, hasMoved: true, amount: lira(15_000n), at: START },
  ...changes,
});
const ours = (changes?: Partial<BookEntry>): OurSide => ({ knows: 'owner', orderId, entry: entry(changes) });
const unheardOf: OurSide = { knows: 'owner', orderId, entry: undefined };
const another: OurSide = { knows: 'another', orderId, objectId: 'pi_1' };
const theirs = (changes?: Partial<BookEntry>, leftMinor = 15_000n): TheirSide => ({
  entry: entry(changes),
  leftMinor,
});
const compared = (changes: Partial<Compare>) =>
  compare({
    ...{ about: 'payment', objectId: 'pi_2', ours: ours(), theirs: theirs(), now: NOW, ...changes },
  });
const failed = { status: 'failed', hasMoved: false } as const;

describe('our books and those of the provider', () => {
  it('agree where both say the same of an object', () => {
    expect(compared({})).toBeUndefined();
  });

  it('differ in what only the provider has', () => {
    expect(compared({ ours: unheardOf })).toEqual({
      ...{ kind: 'missing_in_our_books', about: 'payment', objectId: 'pi_2', orderId },
      ...{ amount: lira(15_000n), ours: null, theirs: 'succeeded 150.00 TRY' },
    });
  });

  it('differ in what only we have', () => {
    expect(compared({ theirs: undefined })).toEqual({
      ...{ kind: 'missing_at_provider', about: 'payment', objectId: 'pi_2', orderId },
      ...{ amount: lira(15_000n), ours: 'succeeded 150.00 TRY', theirs: null },
    });
  });

  it('differ in money of ours at the provider that is of no order', () => {
    expect(compared({ ours: { knows: 'nothing' } })).toMatchObject({ kind: 'foreign_object', orderId: null });
  });

  it('differ in what the provider has besides what is known of the order', () => {
    expect(compared({ ours: another })).toMatchObject({
      ...{ kind: 'duplicate_at_provider', orderId, ours: 'pi_1', theirs: 'succeeded 150.00 TRY' },
    });
  });

  it.each([
    ['is not ours', { knows: 'nothing' } as const],
    ['is a second one', another],
  ])('agree again once what %s has gone back, and differ by what is left of it', (_, side) => {
    expect(compared({ ours: side, theirs: theirs({}, 0n) })).toBeUndefined();
    expect(compared({ ours: side, theirs: theirs({}, 1n) })).toMatchObject({ amount: lira(1n) });
  });

  it.each([15_001n, 14_999n])('differ by how much the amounts are apart: %s', (amountMinor) => {
    expect(compared({ theirs: theirs({ amount: lira(amountMinor) }) })).toMatchObject({
      ...{ kind: 'amount_differs', amount: lira(1n), ours: 'succeeded 150.00 TRY' },
    });
  });

  it('differ in the currency, whatever the amounts are', () => {
    const inDirhams = { amount: { amountMinor: 15_000n, currency: 'AED' } };
    expect(compared({ theirs: theirs(inDirhams) })).toMatchObject({
      ...{ kind: 'currency_differs', amount: inDirhams.amount, theirs: 'succeeded 150.00 AED' },
    });
  });

  it.each([
    ['we call it failed', { ours: ours(failed) }],
    ['the provider does', { theirs: theirs(failed) }],
  ])('differ in what has become of it, where %s', (_, changes) => {
    expect(compared(changes)).toMatchObject({ kind: 'status_differs', amount: lira(15_000n) });
  });

  it('differ in the amount where money has moved on one side only', () => {
    const notMoved = { hasMoved: false, amount: lira(1n) };
    expect(compared({ ours: ours(notMoved) })).toMatchObject({ kind: 'amount_differs' });
    expect(compared({ theirs: theirs(notMoved) })).toMatchObject({ kind: 'amount_differs' });
  });

  it('agree about what failed, whatever it was to be, and need not know of it', () => {
    const smaller = theirs({ ...failed, amount: lira(1n) });
    expect(compared({ ours: ours(failed), theirs: smaller })).toBeUndefined();
    expect(compared({ ours: unheardOf, theirs: theirs(failed) })).toBeUndefined();
    expect(compared({ ours: ours(failed), theirs: undefined })).toBeUndefined();
    expect(compared({ ours: unheardOf, theirs: undefined })).toBeUndefined();
  });

  it.each([
    ['here', { ours: ours({ isUnderWay: true }), theirs: theirs() }],
    ['here, and not there yet', { ours: ours({ isUnderWay: true }), theirs: undefined }],
    ['there', { ours: ours(), theirs: theirs({ isUnderWay: true }) }],
    ['there, and not here yet', { ours: unheardOf, theirs: theirs({ isUnderWay: true }) }],
  ])('do not differ in what is under way %s', (_, sides) => {
    expect(compared(sides)).toBeUndefined();
  });

  it('do not differ in what is minutes old, on either side and whichever clock is ahead', () => {
    const justNow = { at: plusMs(NOW, 1 - ON_ITS_WAY_MS) };
    expect(compared({ ours: unheardOf, theirs: theirs(justNow) })).toBeUndefined();
    expect(compared({ ours: ours(justNow), theirs: undefined })).toBeUndefined();
    expect(
      compared({ ours: unheardOf, theirs: theirs({ at: plusMs(NOW, ON_ITS_WAY_MS - 1) }) }),
    ).toBeUndefined();
  });

  it('have one name for a difference, whatever is said of it', () => {
    const found = compared({ ours: unheardOf });
    expect(found && nameOfDifference(found)).toBe('missing_in_our_books payment pi_2');
  });
});
