import { describe, expect, it } from '@jest/globals';
import { runInNewContext } from 'node:vm';
import typescript from 'typescript';
import { spreadByAssign } from '../../sim/spread-by-assign.js';

const compiled = (text: string): string =>
  typescript
    .transpileModule(text, {
      compilerOptions: { target: typescript.ScriptTarget.ES2023, alwaysStrict: false },
      transformers: { after: [spreadByAssign] },
    })
    .outputText.trim();

const made = (text: string): string =>
  JSON.stringify(runInNewContext(text, { one: { a: 1, b: 2 }, other: undefined }));

const LITERALS = [
  '{ ...one }',
  '{ ...one, c: 3 }',
  '{ c: 3, ...one }',
  '{ a: 3, ...one, b: 4 }',
  '{ ...one, ...{ b: 5, d: 6 }, ...other }',
  '{ ...(other && { c: 1 }), inside: { ...one, e: [{ ...one, f: 1 }] } }',
];

describe('objects made of others, as the simulator compiles them', () => {
  it.each(LITERALS)('are what Node makes of them: %s', (literal) => {
    const text = compiled(`(${literal})`);
    expect(text).not.toContain('...');
    expect(made(text)).toBe(made(`(${literal})`));
  });

  it('are left alone where nothing is spread, and lists as well', () => {
    expect(compiled('x = { a: 1, b: [...one] };')).toBe('x = { a: 1, b: [...one] };');
  });

  it('are one literal where what is spread is one', () => {
    expect(compiled('x = { ...{ a, b }, c: () => 1 };')).toBe('x = { a, b, c: () => 1 };');
  });
});
