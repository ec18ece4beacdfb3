import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isId, isMarketCode, makeId } from '../../src/domain/ids.js';
import { epochMs, instant, instantOfText, plusMs } from '../../src/domain/time.js';

const UUID = '0193a5d2-0000-7000-8000-000000000001';

describe('an id', () => {
  it('says what it is', () => {
    expect(isId('ord', makeId('ord', UUID))).toBe(true);
    expect(isId('quo', makeId('ord', UUID))).toBe(false);
  });

  it.each([
    `ord-${UUID}`,
    `ord_${UUID.toUpperCase()}`,
    `ord_${UUID}0`,
    ` ord_${UUID}`,
    `ord_${UUID}\n`,
    'ord_',
    '',
  ])('is not %j', (text) => {
    expect(isId('ord', text)).toBe(false);
  });
});

describe('the code of a market', () => {
  it.each([
    ['TR', true],
    ['AE', true],
    ['tr', false],
    ['TUR', false],
    ['', false],
  ])('may be %j: %s', (code, isCode) => {
    expect(isMarketCode(code)).toBe(isCode);
  });
});

describe('instants', () => {
  const anInstantMs = fc.integer({ min: 0, max: Date.UTC(9999, 11, 31) });

  it('as text are in the order of time', () => {
    fc.assert(
      fc.property(anInstantMs, anInstantMs, (a, b) => {
        expect(instant(a) < instant(b)).toBe(a < b);
      }),
    );
  });

  it.each([
    ['2026-11-01T00:00:00Z', '2026-11-01T00:00:00.000Z'],
    ['2026-11-01T02:30:00.1234+03:00', '2026-10-31T23:30:00.123Z'],
    ['2028-02-29T00:00:00Z', '2028-02-29T00:00:00.000Z'],
    ['9999-12-31T23:59:59Z', '9999-12-31T23:59:59.000Z'],
  ])('are read from %s', (text, at) => {
    expect(instantOfText(text)).toBe(at);
  });

  it.each([
    ...['2026-02-30T00:00:00Z', '2027-02-29T00:00:00+03:00', '2026-13-01T00:00:00Z'],
    ...['9999-12-31T23:59:59-14:00', '0000-01-01T00:00:00+14:00', '+010000-01-01T00:00:00Z'],
    ...['2026-11-01', '2026-11-01T00:00:00', '2026-W45-1T00:00:00Z', ''],
  ])('are not read from %j: no such day, no offset, or no place in the order of time', (text) => {
    expect(instantOfText(text)).toBeUndefined();
  });

  it('are exact to the millisecond', () => {
    const at = instant(Date.UTC(2026, 10, 23, 9, 30));
    expect(at).toBe('2026-11-23T09:30:00.000Z');
    expect(plusMs(at, 1)).toBe('2026-11-23T09:30:00.001Z');
    expect(epochMs(plusMs(at, 1)) - epochMs(at)).toBe(1);
  });
});
