import fc from 'fast-check';
import type { ApiDocument } from '../support/described-api.js';
import { brokenBody, jsonText, junkText, junkValue } from './junk.js';

/** As far as bodies of requests use JSON Schema. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly allOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
}

export interface Body {
  readonly bytes: Buffer | string;
  /** Whether the document allows it: then nobody may call it malformed. */
  readonly isProper: boolean;
}

const proper = (value: unknown): Body => ({ bytes: JSON.stringify(value), isProper: true });
const improper = (text: string): Body => ({ bytes: text, isProper: false });

/** Bodies that the document allows, such bodies with something wrong in them, and what is no such body at all. */
export function bodiesLike(example: unknown, schema: Schema, document: ApiDocument): fc.Arbitrary<Body> {
  const allowed = valueOf(schema, example, document);
  const spoilt = fc
    .tuple(allowed, fc.array(fault, { minLength: 1, maxLength: 3 }))
    .map(([value, faults]) => improper(jsonText(faults.reduce(spoil, value))));
  return fc.oneof(
    { weight: 4, arbitrary: allowed.map(proper) },
    { weight: 8, arbitrary: spoilt },
    { weight: 1, arbitrary: junkValue.map((value) => improper(jsonText(value))) },
    { weight: 2, arbitrary: brokenBody.map((bytes) => ({ bytes, isProper: false })) },
  );
}

/** Around an example, as far as the schema says what else there could be; elsewhere the example is all that is known. */
function valueOf(told: Schema, example: unknown, document: ApiDocument): fc.Arbitrary<unknown> {
  const schema = resolved(told, document);
  const { properties, items } = schema;
  if (items !== undefined && Array.isArray(example))
    return fc.tuple(...example.map((item) => valueOf(items, item, document)));
  if (properties === undefined || typeof example !== 'object' || example === null)
    return scalarOf(schema, example);
  const members = Object.entries(example).map(
    ([name, value]) => [name, valueOf(properties[name] ?? {}, value, document)] as const,
  );
  return fc.record(Object.fromEntries(members));
}

function scalarOf(schema: Schema, example: unknown): fc.Arbitrary<unknown> {
  const { type, minimum, maximum } = schema;
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (type === 'boolean') return fc.boolean();
  if (type === 'integer' && minimum !== undefined && maximum !== undefined)
    return fc.oneof(fc.constant(example), fc.integer({ min: minimum, max: maximum }));
  return isFreeText(schema) ? fc.oneof(fc.constant(example), textWithin(schema)) : fc.constant(example);
}

/** What a schema stands for. */
export function resolved(schema: Schema, document: ApiDocument): Schema {
  const { $ref, allOf } = schema;
  if ($ref !== undefined)
    return resolved(document.components.schemas[$ref.split('/').at(-1) ?? ''] ?? {}, document);
  return allOf?.[0] === undefined ? schema : resolved(allOf[0], document);
}

const isFreeText = ({ type, maxLength, pattern, format }: Schema): boolean =>
  type === 'string' && maxLength !== undefined && pattern === undefined && format === undefined;

const textWithin = ({ minLength = 0, maxLength = 0 }: Schema): fc.Arbitrary<string> =>
  fc
    .string({ unit: 'grapheme-ascii', minLength, maxLength: Math.min(maxLength, 200) })
    .map((text) => text.replace(/^\s/, 'x'));

interface Fault {
  readonly at: number;
  readonly is: 'replaced' | 'removed' | 'added';
  readonly name: string;
  readonly value: unknown;
}

const fault: fc.Arbitrary<Fault> = fc.record({
  at: fc.nat(),
  is: fc.constantFrom('replaced', 'removed', 'added'),
  name: junkText,
  value: junkValue,
});

type Place = readonly (string | number)[];

/** Every place in a value, the value itself first. */
function places(value: unknown, at: Place = []): readonly Place[] {
  if (typeof value !== 'object' || value === null) return [at];
  return [at, ...Object.entries(value).flatMap(([name, member]) => places(member, [...at, name]))];
}

function spoil(value: unknown, { at, is, name, value: wrong }: Fault): unknown {
  const all = places(value);
  const place = all[at % all.length] ?? [];
  return changed(value, place, is, name, wrong);
}

function changed(
  value: unknown,
  [first, ...rest]: Place,
  is: Fault['is'],
  name: string,
  wrong: unknown,
): unknown {
  if (first === undefined) return is === 'added' ? withMember(value, name, wrong) : wrong;
  const members = Object.entries(value as object).flatMap(([key, member]): [string, unknown][] => {
    if (key !== String(first)) return [[key, member]];
    if (is === 'removed' && rest.length === 0) return [];
    return [[key, changed(member, rest, is, name, wrong)]];
  });
  return Array.isArray(value) ? members.map(([, member]) => member) : fromEntries(members);
}

const withMember = (value: unknown, name: string, member: unknown): unknown =>
  typeof value !== 'object' || value === null || Array.isArray(value)
    ? [value, member]
    : fromEntries([...Object.entries(value), [name, member]]);

/** `__proto__` becomes a member like any other, as a parser of JSON makes it. */
const fromEntries = (members: readonly [string, unknown][]): object => Object.fromEntries(members);
