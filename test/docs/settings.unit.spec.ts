import { describe, expect, it } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { type SettingDescription, settingDescriptions } from '../../src/settings-table.js';
import { readText, repositoryPath } from './markdown.js';

const FILE = 'docs/settings.md';
const BEGIN = '<!-- Made from src/settings-table.ts; write it anew by: npm run docs:settings -->\n\n';
const END = '\n<!-- end -->';

const HEADER = ['Name', 'Without it', 'It must be', 'What it is'];

const rowOf = ({ name, otherwise, must, is, isSecret }: SettingDescription): readonly string[] => [
  `\`${name}\``,
  otherwise,
  must,
  isSecret ? `${is} (secret)` : is,
];

/** As Prettier aligns it. */
function tableOf(rows: readonly (readonly string[])[]): string {
  const widths = HEADER.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lineOf = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |\n`;
  const [header = [], ...rest] = rows;
  return [header, widths.map((width) => '-'.repeat(width)), ...rest].map(lineOf).join('');
}

describe('the settings', () => {
  it(`stand in ${FILE} as the program validates them; write them anew by: npm run docs:settings`, () => {
    const text = readText(FILE);
    const begin = text.indexOf(BEGIN) + BEGIN.length;
    const table = tableOf([HEADER, ...settingDescriptions().map(rowOf)]);
    const wanted = text.slice(0, begin) + table + text.slice(text.indexOf(END, begin - 1));
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync(repositoryPath(FILE), wanted);
    expect(readText(FILE)).toBe(wanted);
  });

  it('are all explained below the table', () => {
    const [, explained = ''] = readText(FILE).split(END);
    const names = settingDescriptions().map(({ name }) => name);
    expect(names.filter((name) => !explained.includes(`\`${name}\``))).toEqual([]);
  });
});
