import { describe, expect, it } from '@jest/globals';
import { jsonCopy } from '../../sim/ports/json-copy.js';
import type { JsonObject } from '../../src/application/ports/event-store.js';

describe('a copy as JSON makes it', () => {
  it('is the same, and shares nothing', () => {
    const doc = { text: 'a', no: null, of: [1, { yes: true }, []], in: { it: { 2: 'b', 1: 'c' } } };
    const copy = jsonCopy(doc);
    expect(JSON.stringify(copy)).toBe(JSON.stringify(JSON.parse(JSON.stringify(doc))));
    expect(copy.of).not.toBe(doc.of);
    expect(copy.in.it).not.toBe(doc.in.it);
  });

  it('has nothing where there is undefined', () => {
    expect(Object.keys(jsonCopy({ a: undefined, b: 1 }))).toEqual(['b']);
  });

  it.each([1n, Number.NaN, new Date(0), new Map(), () => 1, Symbol('a')])(
    'is not made of what JSON has not: %p',
    (value) => {
      expect(() => jsonCopy({ list: [value] } as unknown as JsonObject)).toThrow(TypeError);
    },
  );
});
