import { describe, expect, it } from '@jest/globals';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { money } from '../../../src/domain/money.js';
import { bankFileParts } from '../../../src/infrastructure/iso20022/read-bank-file.js';
import { readFixture } from './fixtures.js';

const ENTRIES = 100_000;
/** What one entry in a hundred would make of it if it were kept. */
const MAX_GROWTH_BYTES = 4_000_000;
/** Some ten seconds where nothing else runs. */
const TIMEOUT_MS = 120_000;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heapUsed(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

const [beginning = '', entries = ''] = readFixture('statement.camt.053.xml').split(/(?=<Ntry>)/);
const rest = '</Stmt></BkToCstmrStmt></Document>';
const reference = (number: number) => `0192f0c111117aaa8bbb${number.toString(16).padStart(12, '0')}`;

function* singleEntries(): Generator<string> {
  yield beginning;
  for (let number = 0; number < ENTRIES; number += 1)
    yield entries.replace('0192f0c111117aaa8bbb000000000001', reference(number));
  yield rest;
}

function* oneBatch(): Generator<string> {
  const [head = '', transaction = '', foot = ''] = entries.split(/(?=<TxDtls>)|(?=<\/NtryDtls>)/);
  const detail = transaction.replace('</Refs>', '</Refs><Amt Ccy="TRY">0.01</Amt>');
  yield beginning + head;
  for (let number = 0; number < ENTRIES; number += 1)
    yield detail.replace('0192f0c111117aaa8bbb000000000001', reference(number));
  yield foot + rest;
}

function* bytesOf(texts: Iterable<string>): Generator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

describe('a statement of a hundred thousand payouts', () => {
  it.each([
    ['in entries of their own', singleEntries, 150_005n],
    ['in one booking', oneBatch, 1n],
  ])(
    'is read in flat memory, %s',
    async (_, texts, amountMinor) => {
      let answers = 0;
      let sumMinor = 0n;
      let early = 0;
      let growth = 0;
      for await (const part of bankFileParts(bytesOf(texts()))) {
        if (part.part !== 'answer') continue;
        answers += 1;
        sumMinor += part.answer.amount?.amountMinor ?? 0n;
        if (answers === ENTRIES / 10) early = heapUsed();
        if (answers === ENTRIES) growth = heapUsed() - early;
      }
      expect(answers).toBe(ENTRIES);
      expect(money(sumMinor, 'TRY')).toEqual(money(amountMinor * BigInt(ENTRIES), 'TRY'));
      expect(growth).toBeLessThan(MAX_GROWTH_BYTES);
    },
    TIMEOUT_MS,
  );
});
