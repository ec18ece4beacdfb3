import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { BankFilePart } from '../../../src/application/ports/bank-file.js';
import {
  BankFileUnreadableError,
  type BankFileUnreadableCode,
} from '../../../src/application/ports/bank-file-unreadable.js';
import { bankFileParts, readBankFile } from '../../../src/infrastructure/iso20022/read-bank-file.js';
import { bytesOf, readFixture } from './fixtures.js';

const REPORT = readFixture('status-report.pain.002.xml');
const STATEMENT = readFixture('statement.camt.053.xml');

async function refusalOf(bytes: Iterable<Uint8Array>): Promise<BankFileUnreadableError> {
  try {
    await readBankFile(bytes);
  } catch (error) {
    if (error instanceof BankFileUnreadableError) return error;
    throw error;
  }
  throw new Error('It was read.');
}

/** Where the changed text begins. */
function lineOfChange(before: string, after: string): number {
  const place = Array.from(before).findIndex((character, index) => character !== after[index]);
  return after.slice(0, place).split('\n').length;
}

const latin1 = (text: string): Iterable<Uint8Array> => [Buffer.from(text, 'latin1')];
const utf16 = (text: string): Iterable<Uint8Array> => [Buffer.from(text, 'utf16le')];

describe('a file of the bank', () => {
  it.each<[string, string, string | RegExp, string, BankFileUnreadableCode]>([
    ['is of another version', STATEMENT, 'camt.053.001.08', 'camt.053.001.02', 'unsupported_message'],
    ['is another message', REPORT, 'pain.002.001.10', 'pain.001.001.09', 'unsupported_message'],
    ['has no namespace', REPORT, / xmlns="[^"]*"/, '', 'unsupported_message'],
    ['has another root', REPORT, '<Document', '<document', 'unsupported_message'],
    ['declares a type', REPORT, '<Document', '<!DOCTYPE Document>\n<Document', 'doctype'],
    ['names an entity that there is not', REPORT, 'BANK-PSR-1', '&bank;', 'malformed'],
    ['has an attribute twice', STATEMENT, 'Ccy="TRY"', 'Ccy="TRY" Ccy="EUR"', 'malformed'],
    ['has a prefix of no namespace', STATEMENT, '<Ntry>', '<x:Ntry>', 'malformed'],
    ['has a character that XML has not', REPORT, 'BANK-PSR-1', 'BANK&#1;', 'malformed'],
    ['has no message id', REPORT, '<MsgId>BANK-PSR-1</MsgId>', '', 'missing_id'],
    ['has an empty message id', STATEMENT, 'BANK-STMT-1', ' ', 'missing_id'],
    ['has a message id that is too long', STATEMENT, 'BANK-STMT-1', 'x'.repeat(36), 'malformed_value'],
    ['has two message ids', STATEMENT, '</MsgId>', '</MsgId><MsgId>2</MsgId>', 'repeated_element'],
    ['has no time', STATEMENT, /<CreDtTm>.*<\/CreDtTm>/, '', 'missing_element'],
    ['has no header', REPORT, /<GrpHdr>.*<\/GrpHdr>/s, '', 'missing_element'],
    ['has two headers', STATEMENT, /<GrpHdr>.*<\/GrpHdr>/s, '$&$&', 'repeated_element'],
    ['answers no message', REPORT, /<OrgnlMsgId>.*<\/OrgnlMsgId>/, '', 'missing_id'],
    ['answers no group', REPORT, /<OrgnlGrp.*<\/OrgnlGrpInfAndSts>/s, '', 'missing_element'],
    ['answers no payment information', REPORT, /<OrgnlPmtInfId>.*<\/OrgnlPmtInfId>/, '', 'missing_id'],
    [
      'answers a transaction without id',
      REPORT,
      '<OrgnlEndToEndId>INVOICE-77</OrgnlEndToEndId>',
      '',
      'missing_id',
    ],
    [
      'gives two ids for a transaction',
      REPORT,
      '<TxSts>',
      '<OrgnlInstrId>2</OrgnlInstrId><TxSts>',
      'repeated_element',
    ],
    ['has no statement', STATEMENT, /<Stmt>.*<\/Stmt>/s, '', 'missing_element'],
    ['has a statement without id', STATEMENT, '<Id>TRY-2026-11-24</Id>', '', 'missing_id'],
    ['has a statement without account', STATEMENT, /<Acct>.*?<\/Acct>/s, '', 'missing_id'],
    ['has an entry without amount', STATEMENT, '<Amt Ccy="TRY">1500.05</Amt>', '', 'missing_element'],
    [
      'has an entry that goes nowhere',
      STATEMENT,
      /(<Ntry>.*?)<CdtDbtInd>DBIT<\/CdtDbtInd>/s,
      '$1',
      'missing_element',
    ],
    ['has an entry that goes elsewhere', STATEMENT, 'DBIT', 'BOTH', 'malformed_value'],
    ['has an entry without status', STATEMENT, '<Sts><Cd>BOOK</Cd></Sts>', '', 'missing_element'],
    [
      'has a payout without amount among several',
      STATEMENT,
      '<Amt Ccy="TRY">300.00</Amt>\n          </Tx',
      '</Tx',
      'missing_element',
    ],
    ['has too many decimals', STATEMENT, '1500.05', '1500.051', 'too_many_decimals'],
    ['has decimals too many, were they zeros', STATEMENT, '1500.05', '1500.050', 'too_many_decimals'],
    ['has too many decimals for a payout', STATEMENT, '>.02<', '>.002<', 'too_many_decimals'],
    ['has a decimal of what has none', REPORT, 'Ccy="TRY">1500.05', 'Ccy="JPY">1500.5', 'too_many_decimals'],
    ['has an amount below zero', STATEMENT, '1500.05', '-1500.05', 'malformed_amount'],
    ['has a comma in an amount', STATEMENT, '1500.05', '1500,05', 'malformed_amount'],
    ['has an exponent', STATEMENT, '1500.05', '15e2', 'malformed_amount'],
    ['has an empty amount', STATEMENT, '1500.05', '', 'malformed_amount'],
    ['has an amount that is only a point', STATEMENT, '1500.05', '.', 'malformed_amount'],
    ['has an amount with 19 digits', STATEMENT, '1500.05', `${'9'.repeat(17)}.99`, 'malformed_amount'],
    [
      'has an amount without currency',
      STATEMENT,
      '<Amt Ccy="TRY">1500.05',
      '<Amt>1500.05',
      'malformed_amount',
    ],
    [
      'has a currency that we do not take',
      STATEMENT,
      'Ccy="TRY">1500.05',
      'Ccy="CHF">1500.05',
      'currency_not_taken',
    ],
    ['has a currency of ours in another currency', REPORT, 'Ccy="TRY"', 'Ccy="XAU"', 'currency_not_taken'],
    [
      'has a currency that is a property of objects',
      STATEMENT,
      'Ccy="TRY">1500.05',
      'Ccy="__proto__">1500.05',
      'malformed_amount',
    ],
    [
      'has a day that is not',
      STATEMENT,
      '<BookgDt><Dt>2026-11-24',
      '<BookgDt><Dt>2026-02-30',
      'malformed_value',
    ],
    ['has a time that is not', REPORT, '06:59:58', '25:00:00', 'malformed_value'],
    ['has a number that is none', STATEMENT, '<NbOfTxs>40', '<NbOfTxs>4x', 'malformed_value'],
    ['has a flag that is neither', STATEMENT, '<RvslInd>true', '<RvslInd>yes', 'malformed_value'],
  ])('%s, and is refused', async (_, before, part, instead, code) => {
    const after = before.replace(part, instead);
    expect(after).not.toBe(before);
    const refusal = await refusalOf(bytesOf(after));
    expect(refusal).toMatchObject({ code });
    expect(refusal.line).toBeGreaterThan(0);
  });

  it.each([
    [STATEMENT, '1500.05', '1500.051'],
    [STATEMENT, '<BookgDt><Dt>2026-11-24', '<BookgDt><Dt>2026-02-30'],
    [REPORT, 'Ccy="TRY"', 'Ccy="XAU"'],
    [REPORT, '</TxSts>', '</TxSts'],
  ])('is refused with the line (%#)', async (before, part, instead) => {
    const after = before.replace(part, instead);
    const { line, message } = await refusalOf(bytesOf(after));
    expect(line - lineOfChange(before, after)).toBeGreaterThanOrEqual(0);
    expect(line - lineOfChange(before, after)).toBeLessThanOrEqual(1);
    expect(message).toContain(`in line ${String(line)}: `);
  });

  it('is refused wherever it is cut', async () => {
    for (const text of [REPORT, STATEMENT]) {
      const bytes = Buffer.from(text);
      const end = bytes.lastIndexOf('</Document>') + '</Document>'.length;
      const half = fc.integer({ min: 0, max: end - 1 });
      await fc.assert(
        fc.asyncProperty(half, async (length) => {
          await expect(refusalOf([bytes.subarray(0, length)])).resolves.toMatchObject({ code: 'cut_off' });
        }),
        { numRuns: 300 },
      );
      await expect(readBankFile([bytes.subarray(0, end)])).resolves.toBeDefined();
    }
    await expect(refusalOf([])).resolves.toMatchObject({ code: 'cut_off', line: 1 });
  });

  it('that is cut in half may have handed out pieces, and never its end', async () => {
    const parts: BankFilePart[] = [];
    const half = STATEMENT.slice(0, STATEMENT.indexOf('</Document>'));
    const reading = (async () => {
      for await (const part of bankFileParts(bytesOf(half))) parts.push(part);
    })();
    await expect(reading).rejects.toMatchObject({ code: 'cut_off' });
    expect(parts.filter(({ part }) => part === 'answer')).toHaveLength(8);
    expect(parts.some(({ part }) => part === 'end')).toBe(false);
  });

  it('goes on behind its end, and is refused', async () => {
    await expect(refusalOf(bytesOf(REPORT + REPORT))).resolves.toMatchObject({ code: 'malformed' });
    await expect(refusalOf(bytesOf(`${REPORT}x`))).resolves.toMatchObject({ code: 'malformed' });
  });

  it.each([
    ['says that it is ISO 8859-9', latin1(REPORT.replace('"UTF-8"', '"ISO-8859-9"').replace('ı', 'i'))],
    ['is ISO 8859-1 and says UTF-8', latin1(REPORT.replace('Hesap kapalı', 'Geschäft zu'))],
    ['is UTF-16 with a byte order mark', utf16(`\ufeff${REPORT}`)],
    ['is UTF-16', utf16(REPORT)],
    ['has half a character', [Buffer.from([0x3c, 0xc5, 0x3e])]],
  ])('%s, and is refused', async (_, bytes) => {
    await expect(refusalOf(bytes)).resolves.toMatchObject({ code: 'wrong_encoding' });
  });

  it('that would grow in memory is refused before it does', async () => {
    const entities = Array.from(
      { length: 20 },
      (_, n) => `<!ENTITY e${String(n + 1)} "${`&e${String(n)};`.repeat(10)}">`,
    );
    const bomb = `<!DOCTYPE Document [<!ENTITY e0 "x">${entities.join('')}]>\n<Document`;
    await expect(
      refusalOf(bytesOf(REPORT.replace('<Document', bomb).replace('BANK-PSR-1', '&e20;'))),
    ).resolves.toMatchObject({ code: 'doctype', line: 2 });
    await expect(refusalOf(endless('<Document xmlns="', 'x'))).resolves.toMatchObject({ code: 'over_limit' });
    await expect(refusalOf(endless('<!DOCTYPE Document [', '<!ENTITY a "b">'))).resolves.toMatchObject({
      code: 'over_limit',
    });
    const inside = REPORT.slice(0, REPORT.indexOf('BANK-PSR-1'));
    for (const more of ['x', '<!-- x -->', '<?x y?>', '&amp;'])
      await expect(refusalOf(endless(inside, more))).resolves.toMatchObject({ code: 'over_limit' });
    await expect(refusalOf(endless(inside, '<a>'))).resolves.toMatchObject({ code: 'over_limit' });
  });

  it('that cannot be fetched fails with the fault of its source', async () => {
    const broken = async function* () {
      yield* bytesOf(REPORT.slice(0, 500));
      throw new Error('disk');
    };
    await expect(readBankFile(broken())).rejects.toThrow(new Error('disk'));
  });

  it('is never read as something else, whatever is changed in it', async () => {
    const known = new Set([(await readBankFile(bytesOf(REPORT))).end.answers]);
    const bytes = Buffer.from(REPORT);
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(255), async (place, byte) => {
        const changed = Buffer.from(bytes);
        changed[place] = byte;
        const outcome = await readBankFile([changed]).catch((error: unknown) => error);
        if (outcome instanceof Error) expect(outcome).toBeInstanceOf(BankFileUnreadableError);
        else known.add((outcome as { end: { answers: number } }).end.answers);
      }),
      { numRuns: 500 },
    );
    expect([...known].every((answers) => answers <= 9)).toBe(true);
  });
});

/** For ever the same, after a beginning. */
function* endless(beginning: string, more: string): Generator<Uint8Array> {
  yield* bytesOf(beginning);
  const block = Buffer.from(more.repeat(10_000));
  for (;;) yield block;
}
