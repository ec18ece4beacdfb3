import { describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync } from 'node:fs';
import { PERSONAL_DATA } from '../../src/application/events/personal-data.js';
import { ALL_PROJECTIONS } from '../../src/application/projections/all-projections.js';
import * as aggregates from '../../src/application/aggregates.js';
import { ORDER_EVENT_TYPES } from '../../src/domain/order/endings.js';
import { WEBHOOK_EVENTS } from '../../src/infrastructure/stripe/stripe-events.js';
import { linkedFiles, markdownFiles, namesInTables, readText, repositoryPath } from './markdown.js';

describe('the documentation', () => {
  it.each(markdownFiles())('%s links to files that are there', (page) => {
    const missing = linkedFiles(page).filter((path) => !existsSync(repositoryPath(path)));
    expect(missing).toEqual([]);
  });

  it('has the pages that the code refers to', () => {
    const sources = readdirSync(repositoryPath('src'), { recursive: true, encoding: 'utf8' });
    const pages = sources
      .filter((path) => path.endsWith('.ts'))
      .flatMap((path) => [
        ...readText(`src/${path}`).matchAll(/(?<![./\w])docs\/((?:[\w-]+\/)*[\w-]+(?:\.md)?)/g),
      ])
      .map(([, page = '']) => page);
    const present = markdownFiles();
    const missing = pages.filter((page) => !present.some((path) => path.startsWith(`docs/${page}`)));
    expect(pages).toContain('decisions/0006');
    expect(missing.filter((page) => page !== 'problems')).toEqual([]);
  });

  it('has the rules of the product that the code cites', () => {
    const sources = ['src', 'sim', 'test'].flatMap((folder) =>
      readdirSync(repositoryPath(folder), { recursive: true, encoding: 'utf8' })
        .filter((path) => path.endsWith('.ts'))
        .map((path) => `${folder}/${path}`),
    );
    const cited = sources.flatMap((path) =>
      [...readText(path).matchAll(/product\.md, "([^"]+)"/g)].map(([, rule = '']) => rule.toLowerCase()),
    );
    const product = readText('docs/product.md').toLowerCase();
    // A row of a table begins with it, or a heading is it.
    const isThere = (rule: string) => product.includes(`\n| ${rule} `) || product.includes(`\n## ${rule}\n`);
    expect(cited).toContain('money, always true');
    expect(cited.filter((rule) => !isThere(rule))).toEqual([]);
  });

  it('tells of commands that there are', () => {
    const told = ['README.md', 'CONTRIBUTING.md'].flatMap((page) =>
      [...readText(page).matchAll(/npm run ([\w:-]+)/g)].map(([, script = '']) => script),
    );
    const { scripts } = JSON.parse(readText('package.json')) as { scripts: Record<string, string> };
    expect(told.filter((script) => scripts[script] === undefined)).toEqual([]);
  });

  it('gives each decision a number of its own', () => {
    const numbers = readdirSync(repositoryPath('docs/decisions')).map((name) => name.slice(0, 4));
    expect(numbers.filter((number) => !/^\d{4}$/.test(number))).toEqual([]);
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it('says of every personal field where it is', () => {
    const personal = readText('docs/personal-data.md');
    const fields = Object.entries(PERSONAL_DATA).flatMap(([type, of]) =>
      Object.keys(of).map((field) => `${type}.${field}`),
    );
    expect(fields.filter((field) => !personal.includes(`\`${field}\``))).toEqual([]);
  });

  it('lists every read model', () => {
    const names = ALL_PROJECTIONS.map(({ name }) => name);
    expect([...namesInTables('docs/read-models.md')].sort()).toEqual([...names].sort());
  });

  it('says which read models an event that cannot be applied stops', () => {
    const [, told = ''] =
      /^- \*\*It stops the read model\*\*(.*?)\. /ms.exec(readText('docs/read-models.md')) ?? [];
    const named = [...told.matchAll(/`(\w+)`/g)].map(([, name = '']) => name);
    const stopped = ALL_PROJECTIONS.filter(({ onFailure }) => onFailure === 'stop').map(({ name }) => name);
    expect(named.sort()).toEqual([...stopped].sort());
  });

  it('says which events of Stripe the webhook endpoint needs', () => {
    const settings = readText('docs/settings.md');
    expect(WEBHOOK_EVENTS.filter((type) => !settings.includes(`\`${type}\``))).toEqual([]);
  });

  it('names the events of an order, all of them and no other', () => {
    const [, section = ''] = /^## Events of an order\n(.*?)^## /ms.exec(readText('docs/product.md')) ?? [];
    const named = [...section.matchAll(/`(\w+)`/g)].map(([, name = '']) => name);
    expect(named.sort()).toEqual([...ORDER_EVENT_TYPES].sort());
  });

  it('lists every kind of stream', () => {
    const listed = namesInTables('docs/architecture.md');
    const categories = Object.values(aggregates).map(({ category }) => category);
    expect(categories.filter((category) => !listed.includes(category))).toEqual([]);
  });
});
