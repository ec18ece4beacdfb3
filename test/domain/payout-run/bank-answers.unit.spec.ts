import { describe, expect, it } from '@jest/globals';
import { bankAnswers } from '../../../src/application/aggregates.js';
import {
  type BankAnswerOfPayout,
  type BankAnswersEvent,
  listBankAnswers,
  receiveBankAnswers,
} from '../../../src/domain/payout-run/bank-answers.js';
import { givenFor } from '../../support/given.js';
import { lira } from '../creator-account/account-story.js';
import { START } from '../timeline.js';

const givenFile = givenFor(bankAnswers);
const answer = (line: number): BankAnswerOfPayout => ({
  ...{ payoutId: 'pay_1', creatorId: 'cre_1', runId: 'run_1', outcome: 'paid', charges: null, doubt: null },
  ...{ payoutAmount: lira(1n), amount: lira(1n), code: null, bankReference: null, line },
});
const list = (part: number) => ({ sha256: 'aa', part, answers: [answer(part)], now: START });
const LISTED = (part: number): BankAnswersEvent => ({
  type: 'BankAnswersListed',
  data: { sha256: 'aa', part, answers: [answer(part)], listedAt: START },
});
const receive = {
  ...{ sha256: 'aa', messageType: 'camt.053.001.08', messageId: 'BANK-1', answers: 2, otherEntries: 0 },
  ...{ statements: [], notOurs: [], receivedBy: 'mert', now: START },
};
const { now: _, ...received } = receive;
const RECEIVED: BankAnswersEvent = {
  type: 'BankAnswersReceived',
  data: { ...received, receivedAt: START },
};

describe('what a file of the bank says', () => {
  it('is listed part by part, each once, and is received once', () => {
    givenFile().when(listBankAnswers, list(0)).then(LISTED(0));
    givenFile(LISTED(0)).when(listBankAnswers, list(0)).thenNothing();
    givenFile(LISTED(0)).when(listBankAnswers, list(1)).then(LISTED(1));
    givenFile(LISTED(0)).when(receiveBankAnswers, receive).then(RECEIVED);
    givenFile(LISTED(0), RECEIVED).when(receiveBankAnswers, receive).thenNothing();
  });

  it('is not added to once it was received', () => {
    givenFile(LISTED(0), RECEIVED).when(listBankAnswers, list(1)).thenNothing();
  });

  it('is kept in the order of the file', () => {
    const { state } = givenFile(LISTED(0), LISTED(1), RECEIVED);
    expect(state.answers.map(({ line }) => line)).toEqual([0, 1]);
    expect(state.received?.messageId).toBe('BANK-1');
  });
});
