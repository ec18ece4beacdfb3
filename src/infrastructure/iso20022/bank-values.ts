import { decimalsOf, isCurrency, money, type Money } from '../../domain/money.js';
import { instant } from '../../domain/time.js';
import type { BankReason, BankTime } from '../../application/ports/bank-file.js';
import { BankFileUnreadableError } from '../../application/ports/bank-file-unreadable.js';
import type { Leaf, XmlRecord } from './xml-record.js';

const MAX_IDENTIFIER_LENGTH = 35;
const MAX_TEXT_LENGTH = 500;
const MAX_AMOUNT_DIGITS = 18;

/** @throws BankFileUnreadableError where it is missing, empty or too long */
export function identifierAt(record: XmlRecord, path: string): string {
  const identifier = identifierOf(record, path);
  if (identifier === undefined)
    throw new BankFileUnreadableError('missing_id', record.line, `${record.path} without ${path}`);
  return identifier;
}

/** An empty one counts as missing. @throws BankFileUnreadableError where it is too long */
export function identifierOf(record: XmlRecord, path: string): string | undefined {
  const leaf = record.leaf(path);
  if (leaf === undefined || leaf.text === '') return undefined;
  if (leaf.text.length > MAX_IDENTIFIER_LENGTH) throw malformed(leaf, `${path} is too long`);
  return leaf.text;
}

/** The first reference that somebody gave. */
export const referenceIn = (record: XmlRecord, ...paths: readonly string[]): string | undefined =>
  paths
    .map((path) => identifierOf(record, path))
    .find((reference) => reference !== undefined && reference !== 'NOTPROVIDED');

/** Exact, in minor units. @throws BankFileUnreadableError */
export function amountOf({ text, currency = '', line }: Leaf): Money {
  if (!/^[A-Z]{3}$/.test(currency))
    throw new BankFileUnreadableError('malformed_amount', line, 'an amount without its currency');
  if (!isCurrency(currency)) throw new BankFileUnreadableError('currency_not_taken', line, currency);
  const [, whole = '', fraction = ''] = /^\+?(\d*)(?:\.(\d*))?$/.exec(text) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+(?=\d)/, '');
  if (digits === '' || digits.length > MAX_AMOUNT_DIGITS)
    throw new BankFileUnreadableError('malformed_amount', line, text);
  const decimals = decimalsOf(currency);
  if (fraction.length > decimals)
    throw new BankFileUnreadableError('too_many_decimals', line, `${text} ${currency}`);
  return money(BigInt(`${whole}${fraction.padEnd(decimals, '0')}`), currency);
}

const DATE = /^(\d{4}-\d\d-\d\d)(?:Z|[+-]\d\d:\d\d)?$/;
const DATE_TIME = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d:\d\d(?:\.\d+)?(Z|[+-]\d\d:\d\d)?$/;

/** @throws BankFileUnreadableError for a day or a time that there is not */
export function timeOf(leaf: Leaf): BankTime {
  const [, day] = DATE.exec(leaf.text) ?? [];
  if (day !== undefined) return { date: checkedDay(day, leaf), instant: null };
  const [, date, zone] = DATE_TIME.exec(leaf.text) ?? [];
  const epochMs = Date.parse(leaf.text);
  if (date === undefined || Number.isNaN(epochMs)) throw malformed(leaf, `${leaf.text} is no time`);
  return { date: checkedDay(date, leaf), instant: zone === undefined ? null : instant(epochMs) };
}

/** The first of them that is there. */
export function timeAt(record: XmlRecord, ...paths: readonly string[]): BankTime | undefined {
  const leaf = paths.map((path) => record.leaf(path)).find((found) => found !== undefined);
  return leaf === undefined ? undefined : timeOf(leaf);
}

/** What stands at `<path>/Rsn` and `<path>/AddtlInf`. */
export function reasonAt(record: XmlRecord, path: string): BankReason | null {
  const code = record.text(`${path}/Rsn/Cd`) ?? record.text(`${path}/Rsn/Prtry`);
  const text = textOf(record.texts(`${path}/AddtlInf`));
  return code === undefined && text === null ? null : { code: code?.slice(0, 35) ?? null, text };
}

export function textOf(texts: readonly string[]): string | null {
  const text = texts.join(' ').slice(0, MAX_TEXT_LENGTH);
  return text === '' ? null : text;
}

export function countAt(record: XmlRecord, path: string): number | null {
  const leaf = record.leaf(path);
  if (leaf === undefined) return null;
  if (!/^\d{1,15}$/.test(leaf.text)) throw malformed(leaf, `${path} is no number`);
  return Number(leaf.text);
}

/** @throws BankFileUnreadableError for a word that xs:boolean does not have */
export function flagAt(record: XmlRecord, path: string, otherwise: boolean): boolean {
  const leaf = record.leaf(path);
  if (leaf === undefined) return otherwise;
  if (leaf.text === 'true' || leaf.text === '1') return true;
  if (leaf.text === 'false' || leaf.text === '0') return false;
  throw malformed(leaf, `${path} is neither true nor false`);
}

/** 30 February parses as 2 March. */
function checkedDay(day: string, leaf: Leaf): string {
  const epochMs = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(epochMs) || new Date(epochMs).toISOString().slice(0, 10) !== day)
    throw malformed(leaf, `${day} is no day`);
  return day;
}

export const malformed = (leaf: Leaf, detail: string): BankFileUnreadableError =>
  new BankFileUnreadableError('malformed_value', leaf.line, detail);
