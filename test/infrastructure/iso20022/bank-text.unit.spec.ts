import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bankText } from '../../../src/infrastructure/iso20022/bank-text.js';

describe('text for banks', () => {
  it.each([
    ['Ayşe Gülbahar Çağlıyan', 'Ayse Gulbahar Cagliyan'],
    ['İĞÜŞÖÇ ığüşöçâ', 'IGUSOC igusoca'],
    ['Łukasz Groß, Ærø, Þór, Əli, Đỗ', 'Lukasz Gross, AEroe, THor, Eli, Do'],
    ['Muḥammad al-Ḥusaynī ʿAlī', "Muhammad al-Husayni 'Ali"],
    ['Ｏ’Brien & Söhne – “GmbH”; ½', "O'Brien + Sohne - 'GmbH', 1/2"],
    ['a\u200f\u0000<b>\t\n]]>c', 'a b c'],
    ['  x \u{1f389} y  ', 'x y'],
  ])('writes %p as %p', (original, written) => {
    expect(bankText(original, 140)).toEqual({ text: written, lost: false });
  });

  it.each(['عمر', '漢', 'Иван', 'Νίκος', '\u0663'])('says that %p has no form there', (original) => {
    expect(bankText(`a ${original}`, 140)).toEqual({
      text: `a ${'.'.repeat(original.normalize('NFD').replace(/\p{M}/gu, '').length)}`,
      lost: true,
    });
  });

  it('is cut where the limit is, and does not end in a space', () => {
    expect(bankText('abc def', 4).text).toBe('abc');
    expect(bankText('ßßß', 5).text).toBe('sssss');
  });

  it('has only what banks take, whatever it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 140 }), (original, maxLength) => {
        const { text } = bankText(original, maxLength);
        expect(text).toMatch(/^[A-Za-z0-9/\-?:().,'+ ]*$/);
        expect(text.length).toBeLessThanOrEqual(maxLength);
        expect(bankText(text, maxLength)).toEqual({ text, lost: false });
      }),
      { numRuns: 500 },
    );
  });
});
