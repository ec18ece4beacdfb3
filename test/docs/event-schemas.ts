import { createGenerator } from 'ts-json-schema-generator';
import { EVENT_REGISTRY } from '../../src/application/events/event-registry.js';
import { PERSONAL_DATA } from '../../src/application/events/personal-data.js';
import { ERASED, SEALED } from '../../src/application/events/personal-field.js';
import { repositoryPath } from './markdown.js';

/** JSON Schema, as far as types come to it. */
export interface Schema {
  readonly [keyword: string]: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
}

type Definitions = Readonly<Record<string, Schema>>;

/** The shape of today's data of each event, made from its type in the domain. */
export function schemasOfToday(): ReadonlyMap<string, Schema> {
  const { definitions } = createGenerator({
    path: repositoryPath('src/domain/all-events.ts'),
    tsconfig: repositoryPath('tsconfig.json'),
    type: 'ShoutoutsEvent',
    skipTypeCheck: true,
  }).createSchema('ShoutoutsEvent');
  const all = definitions as Definitions;
  return new Map(
    Object.values(all).flatMap(({ properties }) => {
      const type = properties?.['type']?.['const'];
      const data = properties?.['data'];
      if (typeof type !== 'string' || data === undefined) return [];
      return [[type, schemaOf(type as keyof typeof EVENT_REGISTRY, inlined(data, all))] as const];
    }),
  );
}

const schemaOf = (type: keyof typeof EVENT_REGISTRY, { properties = {}, ...data }: Schema): Schema => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: `${type}, version ${String(EVENT_REGISTRY[type].version)}`,
  ...data,
  properties: Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [
      name,
      isPersonal(type, name) ? personal(schema) : schema,
    ]),
  ),
});

const isPersonal = (type: string, field: string): boolean =>
  Object.hasOwn((PERSONAL_DATA as Readonly<Record<string, object>>)[type] ?? {}, field);

/** Who reads the log without the keys of persons, or after they were destroyed, finds a word in its place. */
const personal = ({ description, ...schema }: Schema): Schema => ({
  ...(description === undefined ? {} : { description }),
  anyOf: [schema, { enum: [SEALED, ERASED] }],
});

/** Each file stands for itself: what it refers to is put in its place. Amounts are whole minor units. */
function inlined(schema: unknown, definitions: Definitions, name = ''): Schema {
  if (Array.isArray(schema)) return schema.map((each) => inlined(each, definitions)) as unknown as Schema;
  if (typeof schema !== 'object' || schema === null) return schema as Schema;
  const { $ref, ...rest } = schema as Schema;
  if (typeof $ref === 'string') {
    const found = definitions[decodeURIComponent($ref.replace('#/definitions/', ''))];
    return { ...inlined(found, definitions, name), ...rest };
  }
  const entries = Object.entries(rest).map(([key, value]) => [key, inlined(value, definitions, key)]);
  const made = Object.fromEntries(entries) as Schema;
  return name.endsWith('Minor') && made['type'] === 'number' ? { ...made, type: 'integer' } : made;
}
