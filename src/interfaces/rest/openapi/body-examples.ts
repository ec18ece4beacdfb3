import type { OpenAPIObject } from '@nestjs/swagger';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
type Schema = Schemas[string];

/**
 * Gives each JSON body an example that can be sent as it stands: of the fields that have one. The documentation page
 * would else make values up for the optional ones.
 */
export function addBodyExamples({ paths, components }: OpenAPIObject): void {
  const schemas = components?.schemas ?? {};
  for (const { post } of Object.values(paths)) {
    const body = post?.requestBody;
    if (body === undefined || '$ref' in body) continue;
    const json = body.content['application/json'];
    if (json?.schema !== undefined) json.example = exampleOf(json.schema, schemas);
  }
}

function exampleOf(schema: Schema, schemas: Schemas): unknown {
  if ('$ref' in schema) return exampleOf(named(schema.$ref, schemas), schemas);
  const { allOf, properties, items } = schema;
  if (schema.example !== undefined) return schema.example as unknown;
  const [base] = allOf ?? [];
  if (base !== undefined) return exampleOf(base, schemas);
  if (items !== undefined) return [exampleOf(items, schemas)];
  if (properties === undefined) return undefined;
  const members = Object.entries(properties).map(
    ([name, member]) => [name, exampleOf(member, schemas)] as const,
  );
  return Object.fromEntries(members.filter(([, value]) => value !== undefined));
}

const named = (ref: string, schemas: Schemas): Schema => schemas[ref.split('/').at(-1) ?? ''] ?? {};
