import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

type Json = Readonly<Record<string, unknown>>;

interface Told {
  readonly schema?: object;
  readonly examples?: object;
}

interface Described {
  readonly content?: Readonly<Record<string, Told>>;
}

export interface DescribedParameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema?: object;
}

export interface DescribedOperation {
  readonly operationId?: string;
  readonly security?: readonly object[];
  readonly parameters?: readonly DescribedParameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly example?: Json }>> };
  readonly responses: Readonly<Record<string, Described>>;
}

export interface ApiDocument {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

const JSON_TYPE = 'application/json';
const PROBLEM_TYPE = 'application/problem+json';

/** Whether what a server answers is what its OpenAPI document says. */
export class DescribedApi {
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true });
  readonly #validators = new Map<object, ValidateFunction>();
  readonly #routes: readonly { readonly pattern: RegExp; readonly path: string }[];

  constructor(readonly document: ApiDocument) {
    formats.default(this.#ajv);
    this.#ajv.addSchema({ $id: 'api', components: closed(document.components) });
    this.#routes = Object.keys(document.paths)
      // `/v1/creators/me` before `/v1/creators/{creator_id}`, as the router has it.
      .sort((a, b) => a.split('{').length - b.split('{').length)
      .map((path) => ({ path, pattern: new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]*')}$`) }));
  }

  static async of(url: string): Promise<DescribedApi> {
    return new DescribedApi((await (await fetch(`${url}/openapi.json`)).json()) as ApiDocument);
  }

  operation(method: string, path: string): DescribedOperation | undefined {
    const [address = ''] = path.split('?');
    const route = this.#routes.find(({ pattern }) => pattern.test(address));
    return route && this.document.paths[route.path]?.[method.toLowerCase()];
  }

  /** What the document does not say of this answer; nothing about addresses that it does not have. */
  untold(method: string, path: string, status: number, body: unknown): string | undefined {
    const operation = this.operation(method, path);
    if (operation === undefined || isSilence(operation, status, body)) return undefined;
    const told = toldOf(operation, status);
    const fault =
      told?.schema === undefined
        ? `an answer with ${String(status)}`
        : (untoldCode(status, told, body) ?? this.faults(told.schema, body));
    return fault === undefined ? undefined : `${method} ${path}: ${fault}`;
  }

  /** Why a value is not what a schema of the document asks for, if so. */
  faults(schema: object, value: unknown): string | undefined {
    const validate = this.#validators.get(schema) ?? this.#ajv.compile(absolute(schema));
    this.#validators.set(schema, validate);
    return validate(value) ? undefined : this.#ajv.errorsText(validate.errors);
  }
}

/** An answer that is all in its headers. */
const isSilence = ({ responses }: DescribedOperation, status: number, body: unknown): boolean =>
  body === undefined && responses[status] !== undefined && responses[status].content === undefined;

const toldOf = ({ responses }: DescribedOperation, status: number): Told | undefined =>
  responses[status]?.content?.[status < 400 ? JSON_TYPE : PROBLEM_TYPE];

function untoldCode(status: number, { examples = {} }: Told, body: unknown): string | undefined {
  if (status < 400) return undefined;
  const { code = '' } = body as { readonly code?: string };
  return Object.hasOwn(examples, code) ? undefined : `the code ${code}`;
}

/** Every object has the fields that the document names, and no others. */
const closed = (components: object): object =>
  JSON.parse(JSON.stringify(components), (_name, schema: unknown) =>
    typeof schema === 'object' && schema !== null && 'properties' in schema && !('allOf' in schema)
      ? { ...schema, additionalProperties: false }
      : schema,
  ) as object;

const absolute = (schema: object): object =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"api#/components')) as object;
