import { describe, expect, it } from '@jest/globals';
import { hash } from 'node:crypto';
import { differencesAtEnd, differencesNow, type Log } from '../../torture/money/differences.js';
import type { MoneyBooks, Moved } from '../../torture/money/read-money.js';
import {
  another,
  APPROVED,
  but,
  EARNED,
  EXECUTED,
  FAILED,
  FILE,
  FOR_BANK,
  inRun,
  LINE,
  ON_ITS_WAY,
  FIRST_PAID,
  inAccount,
  RESERVED,
} from '../domain/money-rules/payout-story.js';
import { namedIn } from '../domain/money-rules/books-of.js';
import type { Told } from '../domain/money-rules/told.js';
import { START } from '../domain/timeline.js';

/** As far as a look at the money reads it. */
const logOf = (told: readonly Told[]): Log =>
  told.map(([streamId, event, by = namedIn(event)], at) => ({
    ...event,
    ...{ id: String(at), stream: `account-${streamId}`, position: BigInt(at) },
    revision: BigInt(told.slice(0, at).filter(([id]) => id === streamId).length),
    metadata: { at: START, actor: { id: by } },
  })) as unknown as Log;

const TEXT = `<EndToEndId>${LINE.payoutId.slice('pay_'.length)}</EndToEndId>`;
const MADE = but(FILE, { sha256: hash('sha256', TEXT) });
const transfer: Moved = {
  ...{ id: 'tr_1', status: '', payoutId: LINE.payoutId, orderId: '', reversedMinor: 0 },
  amountMinor: Number(LINE.amount.amountMinor),
};
const refund: Moved = { ...transfer, id: 're_1', status: 'succeeded', payoutId: '', orderId: 'ord_9' };
const nobody: MoneyBooks = { transfers: [], refunds: [], answered: new Map() };

function bankWith(text?: string, undone: readonly string[] = []) {
  const files = new Map(text === undefined ? [] : [['run_1', text]]);
  return { files, undone: new Set(undone), wrong: [] };
}

const sides = (told: readonly Told[], provider: Partial<MoneyBooks> = {}, bank = bankWith()) => ({
  ...{ log: logOf(told), provider: { ...nobody, ...provider }, bank },
});

describe('a look at the money while payouts and refunds are under way', () => {
  it('finds nothing where each was sent once', () => {
    expect(differencesNow(sides(ON_ITS_WAY, { transfers: [transfer] }))).toEqual([]);
    expect(differencesNow(sides([...FOR_BANK, ...inRun(MADE)], {}, bankWith(TEXT)))).toEqual([]);
    const done = [...FIRST_PAID, ...inRun(EXECUTED)];
    expect(differencesAtEnd(sides(done, { transfers: [transfer] }))).toEqual([]);
  });

  it.each<[string, readonly string[], string]>([
    [
      'a payout that was sent twice',
      differencesNow(sides(ON_ITS_WAY, { transfers: [transfer, { ...transfer, id: 'tr_2' }] })),
      'is paid out 2 times',
    ],
    [
      'an order that a transfer and a second payout have',
      differencesNow(
        sides([...ON_ITS_WAY, ...inAccount(FAILED, but(RESERVED, { payoutId: another }))], {
          transfers: [transfer, { ...transfer, payoutId: another }],
        }),
      ),
      'is paid out 2 times',
    ],
    [
      'a transfer of what was never reserved',
      differencesNow(sides(EARNED, { transfers: [transfer] })),
      'is not what was reserved',
    ],
    [
      'a bank file of other bytes',
      differencesNow(sides([...FOR_BANK, ...inRun(MADE)], {}, bankWith(`${TEXT} `))),
      'the bank has a file',
    ],
    [
      'a payout that is in a file twice',
      differencesNow(sides([...FOR_BANK, ...inRun(MADE)], {}, bankWith(TEXT + TEXT))),
      'is paid out 2 times',
    ],
    [
      'an order that is refunded twice',
      differencesNow(sides([], { refunds: [refund, { ...refund, id: 're_2' }] })),
      'is refunded 2 times',
    ],
    [
      'a bank that is answered twice',
      differencesNow(sides([], { answered: new Map([['dp_1', 2]]) })),
      'the bank of dp_1 is answered 2 times',
    ],
    [
      'an answer to a bank that the log does not call submitted',
      differencesAtEnd(sides([], { answered: new Map([['dp_1', 1]]) })),
      'dp_1 is answered 0 times in the log',
    ],
    ['a broken rule', differencesNow(sides(inRun(APPROVED))), 'approved by somebody else'],
    ['a run that was never carried out', differencesAtEnd(sides(ON_ITS_WAY)), 'never carried out'],
    ['a payout that nobody sent', differencesAtEnd(sides(FIRST_PAID)), '0 times at the provider'],
    [
      'a refund that the log does not call issued',
      differencesAtEnd(sides([], { refunds: [refund] })),
      '0 times in the log',
    ],
  ])('finds %s', (_what, found, words) => {
    expect(found).toContainEqual(expect.stringContaining(words));
  });
});
