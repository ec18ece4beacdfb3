import { describe, expect, it } from '@jest/globals';
import type { PayoutRunId } from '../../../src/domain/ids.js';
import {
  bankReferenceOf,
  messageIdOfRun,
  payoutOfReference,
  referenceOfPayout,
  runOfMessageId,
} from '../../../src/domain/payout-run/bank-references.js';

const uuid = '0193a5d2-0000-7000-8000-000000000007';
const digits = '0193a5d2000070008000000000000007';

describe('what stands for a payout at a bank', () => {
  it('is the digits of its id, in which it is found again, in capitals as well', () => {
    expect(referenceOfPayout(`pay_${uuid}`)).toBe(digits);
    expect(payoutOfReference(digits)).toBe(`pay_${uuid}`);
    expect(payoutOfReference(digits.toUpperCase())).toBe(`pay_${uuid}`);
  });

  it.each([`run_${uuid}`, uuid, `pay_${uuid}0`, `pay_pay_${uuid}`, `pay_${uuid.toUpperCase()}`, 'pay_1', ''])(
    'is %j itself, which is no id of a payout',
    (id) => {
      expect(referenceOfPayout(id)).toBeUndefined();
      expect(bankReferenceOf(id)).toBe(id);
    },
  );

  it.each([uuid, `0${digits}`, `${digits}0`, digits.slice(1), `x${digits.slice(1)}`, ''])(
    'is not %j',
    (reference) => {
      expect(payoutOfReference(reference)).toBeUndefined();
      expect(runOfMessageId(reference)).toBeUndefined();
    },
  );
});

describe('what stands for the file of a run at a bank', () => {
  it('is the digits of its id, in which it is found again', () => {
    expect(messageIdOfRun(`run_${uuid}`)).toBe(digits);
    expect(runOfMessageId(digits)).toBe(`run_${uuid}`);
  });

  it('is nothing for what is no id of a run', () => {
    expect(messageIdOfRun(`pay_${uuid}` as PayoutRunId)).toBe('');
    expect(messageIdOfRun('run_1')).toBe('');
  });
});
