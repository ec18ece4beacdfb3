import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

// Every code that a decider can refuse with is refused somewhere in this folder. Each file of tests runs in a world of
// its own, so the codes are collected from the sources: `thenRefused` takes only codes that exist, and fails when the
// decider answers otherwise.

/** Given by handlers and processes, which know what a single decider does not: who asks, and what there is. */
const NOT_OF_A_DECIDER = [
  'market_not_found',
  'creator_not_found',
  'person_erased',
  'payout_account_not_found',
  'bank_account_invalid',
  'bank_file_refused',
  'bank_file_erased',
  'no_paying_account',
  'bank_file_unreadable',
  'video_not_found',
];

const textUnder = (folder: string): string =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');

const codesIn = (text: string, pattern: RegExp): ReadonlySet<string> =>
  new Set([...text.matchAll(pattern)].map(([, code = '']) => code));

describe('every refusal', () => {
  const domain = textUnder('src/domain');
  const decided = codesIn(domain, /\breject\(\s*'([a-z_]+)'/g);
  const named = codesIn(readFileSync('src/domain/rejection.ts', 'utf8'), /^ {2}\| '([a-z_]+)'/gm);

  it('that a decider can give is given in these tests', () => {
    const tested = codesIn(textUnder('test/domain'), /\.thenRefused\(\s*'([a-z_]+)'/g);
    expect([...decided].filter((code) => !tested.has(code))).toEqual([]);
  });

  it('is given by a decider, or is known to be given elsewhere', () => {
    expect([...named].filter((code) => !decided.has(code))).toEqual(NOT_OF_A_DECIDER);
  });
});
