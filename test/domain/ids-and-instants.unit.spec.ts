import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isId, isMarketCode, makeId } from '../../src/domain/ids.js';
import { epochMs, instant, plusMs } from '../../src/domain/time.js';

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

  it('are exact to the millisecond', () => {
    const at = instant(Date.UTC(2026, 10, 23, 9, 30));
    expect(at).toBe('2026-11-23T09:30:00.000Z');
    expect(plusMs(at, 1)).toBe('2026-11-23T09:30:00.001Z');
    expect(epochMs(plusMs(at, 1)) - epochMs(at)).toBe(1);
  });
});
