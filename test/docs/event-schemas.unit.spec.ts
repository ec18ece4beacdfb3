import { beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { EVENT_REGISTRY } from '../../src/application/events/event-registry.js';
import { schemaFileOf } from '../../src/infrastructure/events/event-schemas.js';
import { leftSealed } from '../../src/application/events/personal-field.js';
import { EVENT_FIXTURES } from '../fixtures/events/event-fixtures.js';
import { type Schema, schemasOfToday } from './event-schemas.js';
import { repositoryPath } from './markdown.js';

const FOLDER = repositoryPath('src/infrastructure/events/schemas');
const pathOf = (type: string, version: number): string => `${FOLDER}/${schemaFileOf(type, version)}`;
const readSchema = (type: string, version: number): Schema =>
  JSON.parse(readFileSync(pathOf(type, version), 'utf8')) as Schema;

const TYPES = Object.keys(EVENT_REGISTRY) as (keyof typeof EVENT_REGISTRY)[];
const FIXTURES = EVENT_FIXTURES.all().map(
  (fixture) => [schemaFileOf(fixture.name, fixture.version), fixture] as const,
);

describe('the schema of each version of each event', () => {
  let today: ReadonlyMap<string, Schema>;

  beforeAll(() => {
    today = schemasOfToday();
    if (process.env['UPDATE_DOCS'] !== '1') return;
    for (const type of TYPES)
      writeFileSync(
        pathOf(type, EVENT_REGISTRY[type].version),
        `${JSON.stringify(today.get(type), null, 2)}\n`,
      );
  });

  it.each(TYPES)(
    '%s is what its type says; another shape is a new version (docs/how-to/change-an-event.md); write it anew by: npm run docs:events',
    (type) => {
      expect(readSchema(type, EVENT_REGISTRY[type].version)).toEqual(today.get(type));
    },
  );

  it.each(FIXTURES)('%s describes what was written', (_, { name, version, content }) => {
    expect(existsSync(pathOf(name, version))).toBe(true);
    const validate = new Ajv2020({ strict: false, allErrors: true }).compile(readSchema(name, version));
    validate(leftSealed(content.data));
    expect(validate.errors).toBeNull();
  });

  // Else a new field needs no version, and what was written by an older type would be read as if it had known it.
  it.each(TYPES)(
    'of %s has every field: what need not be there is null (docs/how-to/change-an-event.md)',
    (type) => {
      expect(optionalIn(today.get(type))).toEqual([]);
    },
  );

  it('is there for nothing else', () => {
    expect(readdirSync(FOLDER).sort()).toEqual(FIXTURES.map(([file]) => file).sort());
  });
});

/** The fields of all objects in it that may be left out. */
function optionalIn(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { properties = {}, required = [] } = schema as {
    readonly properties?: object;
    readonly required?: readonly string[];
  };
  const optional = Object.keys(properties).filter((field) => !required.includes(field));
  return [...optional, ...Object.values(schema).flatMap(optionalIn)];
}
