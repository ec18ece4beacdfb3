import fc from 'fast-check';
import { TOKEN_ROLES, type TokenRole } from '../../src/application/ports/identity.js';
import type { ApiDocument, DescribedOperation, DescribedParameter } from '../support/described-api.js';
import { bodiesLike, type Body, type Schema } from './bodies.js';
import { encoded, junkHeader, junkText, MEDIA_TYPES } from './junk.js';
import type { RawRequest } from './raw-request.js';
import { type Scene, uploadHeaders } from './scene.js';

/** A route of the document, with who may call it. */
export interface Route {
  readonly method: string;
  readonly path: string;
  readonly operation: DescribedOperation;
  readonly allow: readonly TokenRole[] | 'anyone';
}

export interface HostileRequest extends RawRequest {
  /** Whose token it carries, if anybody's. */
  readonly as: TokenRole | 'nobody';
  /** Nothing in it is against the document: it may be refused for what it asks, not for how. */
  readonly isProper: boolean;
}

/** A part of a request. */
interface Part<Value> {
  readonly value: Value;
  readonly isProper: boolean;
}

type Headers = Readonly<Record<string, string>>;

const right = <Value>(value: Value): Part<Value> => ({ value, isProper: true });
const wrong = <Value>(value: Value): Part<Value> => ({ value, isProper: false });

/** Requests to a route: proper ones, and ones that are wrong in any of their parts. */
export function requestsTo(route: Route, scene: Scene, document: ApiDocument): fc.Arbitrary<HostileRequest> {
  return fc
    .record({
      path: pathOf(route, scene),
      query: queryOf(route, scene),
      headers: headersOf(route, scene),
      token: tokenFor(route),
      body: bodyOf(route, scene, document),
    })
    .map(({ path, query, headers, token, body }) => ({
      method: route.method.toUpperCase(),
      path: query.value === '' ? path.value : `${path.value}?${query.value}`,
      as: token.value.as,
      headers: { ...body.value.headers, ...token.value.headers, ...headers.value },
      ...(body.value.bytes === undefined ? {} : { body: body.value.bytes }),
      isProper: [path, query, headers, token, body].every(({ isProper }) => isProper),
    }));
}

function pathOf({ path }: Route, { ids }: Scene): fc.Arbitrary<Part<string>> {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const junk = fc.oneof(junkText.map(encoded), fc.constantFrom('%', '%zz', '%00', '%2f', '%2e%2e', 'a%ff'));
  const values = names.map((name) =>
    fc.oneof(
      { weight: 7, arbitrary: fc.constantFrom(...(ids[name] ?? [])).map(right) },
      // An empty part, or one that stands for a folder, makes another address.
      { weight: 1, arbitrary: junk.filter((text) => !/^\.{0,2}$/.test(text)).map(wrong) },
    ),
  );
  return fc.tuple(...values).map((parts) => ({
    value: parts.reduce((address, { value }) => address.replace(/\{\w+\}/, () => value), path),
    isProper: parts.every(({ isProper }) => isProper),
  }));
}

const STRAY_QUERIES = [
  '__proto__=1',
  'x=1',
  '%zz=1',
  'constructor[prototype]=1',
  '=',
  '&&',
  'limit=1&limit=2',
  '%00',
];

function queryOf({ operation }: Route, { link }: Scene): fc.Arbitrary<Part<string>> {
  const parameters = (operation.parameters ?? []).filter((parameter) => parameter.in === 'query');
  const each = parameters.map((parameter) => queryParameter(parameter, link));
  const stray = fc.oneof(
    { weight: 9, arbitrary: fc.constant<readonly string[]>([]) },
    { weight: 1, arbitrary: fc.constantFrom(...STRAY_QUERIES).map((text): readonly string[] => [text]) },
  );
  return fc.tuple(fc.tuple(...each), stray).map(([parts, strays]) => ({
    value: [...parts.flatMap(({ value }) => value), ...strays].join('&'),
    isProper: strays.length === 0 && parts.every(({ isProper }) => isProper),
  }));
}

function queryParameter(
  { name, required, schema }: DescribedParameter,
  link: Headers,
): fc.Arbitrary<Part<string[]>> {
  const given = link[name];
  const absent =
    given === undefined || required !== true ? right<string[]>([]) : right([`${name}=${encoded(given)}`]);
  const { enum: names, minimum, maximum } = (schema ?? {}) as Schema;
  const known =
    names !== undefined
      ? fc.constantFrom(...names.map(String))
      : minimum !== undefined && maximum !== undefined
        ? fc.integer({ min: minimum, max: maximum }).map(String)
        : undefined;
  const pair = (value: string): string[] => [`${name}=${encoded(value)}`];
  return fc.oneof(
    { weight: 5, arbitrary: fc.constant(absent) },
    {
      weight: known === undefined ? 0 : 3,
      arbitrary: (known ?? fc.constant('')).map((value) => right(pair(value))),
    },
    { weight: 2, arbitrary: junkText.map((value) => wrong(pair(value))) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(`${name}[]=1`, `${name}[$ne]=1`, name).map((text) => wrong([text])),
    },
  );
}

/** Sent to any route, whether it reads them or not. */
const STRAY_HEADERS = [
  ...['idempotency-key', 'if-match', 'if-none-match', 'shoutouts-position', 'shoutouts-role', 'traceparent'],
  ...[
    'shoutouts-correlation-id',
    'range',
    'if-range',
    'last-event-id',
    'accept',
    'accept-encoding',
    'cookie',
  ],
  ...[
    'content-encoding',
    'x-forwarded-for',
    'x-http-method-override',
    'origin',
    'tus-resumable',
    'upload-length',
  ],
  ...[
    'upload-metadata',
    'upload-offset',
    'upload-concat',
    'upload-defer-length',
    'request-id',
    'stripe-signature',
  ],
];

function headersOf({ operation, path }: Route, { ids }: Scene): fc.Arbitrary<Part<Headers>> {
  const needed = path.startsWith('/v1/uploads') ? ofTus(operation, ids) : {};
  const junk = fc.dictionary(fc.constantFrom(...STRAY_HEADERS), junkHeader, { minKeys: 1, maxKeys: 3 });
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant(right(needed)) },
    { weight: 2, arbitrary: junk.map((headers) => wrong({ ...needed, ...headers })) },
  );
}

function ofTus({ parameters = [] }: DescribedOperation, { order_id = [] }: Scene['ids']): Headers {
  const takes = (name: string): boolean => parameters.some((parameter) => parameter.name === name);
  return {
    ...(takes('Upload-Metadata') ? uploadHeaders(order_id[1] ?? '') : { 'tus-resumable': '1.0.0' }),
    ...(takes('Upload-Length') ? { 'upload-length': '16' } : {}),
    ...(takes('Upload-Offset') ? { 'upload-offset': '0' } : {}),
  };
}

interface Token {
  readonly as: HostileRequest['as'];
  readonly headers: Headers;
}

function tokenFor({ allow }: Route): fc.Arbitrary<Part<Token>> {
  const allowed = allow === 'anyone' ? TOKEN_ROLES : allow;
  const of = (role: TokenRole): Token => ({ as: role, headers: {} });
  const nobody: Token = { as: 'nobody', headers: {} };
  const junk = junkHeader.map((text): Token => ({
    as: 'nobody',
    headers: { authorization: `Bearer ${text}` },
  }));
  return fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...allowed).map((role) => right(of(role))) },
    { weight: 1, arbitrary: fc.constantFrom(...TOKEN_ROLES).map((role) => wrong(of(role))) },
    { weight: 1, arbitrary: fc.constant({ value: nobody, isProper: allow === 'anyone' }) },
    { weight: 1, arbitrary: junk.map(wrong) },
  );
}

interface Sent {
  readonly headers: Headers;
  readonly bytes?: Buffer | string;
}

function bodyOf(
  { operation, method }: Route,
  { ids }: Scene,
  document: ApiDocument,
): fc.Arbitrary<Part<Sent>> {
  const content = operation.requestBody?.content ?? {};
  const [[type, told] = [undefined, undefined]] = Object.entries(content);
  const nothing: Sent = { headers: {} };
  if (type === undefined || told === undefined) return mostly(right(nothing), strayBody(method));
  const { example, schema } = told as { readonly example?: object; readonly schema?: Schema };
  const own = Object.entries(ids).filter(([name]) => name in (example ?? {}));
  const filled = { ...example, ...Object.fromEntries(own.map(([name, [id]]) => [name, id])) };
  const bodies =
    example === undefined || schema === undefined
      ? fc
          .uint8Array({ minLength: 1, maxLength: 64 })
          .map((bytes): Body => ({ bytes: Buffer.from(bytes), isProper: false }))
      : bodiesLike(filled, schema, document);
  const typed = bodies.map(({ bytes, isProper }): Part<Sent> => ({
    value: { headers: { 'content-type': type }, bytes },
    isProper,
  }));
  const untyped = fc
    .tuple(bodies, fc.constantFrom(...MEDIA_TYPES))
    .map(([{ bytes }, other]) => wrong<Sent>({ headers: { 'content-type': other }, bytes }));
  return fc.oneof(
    { weight: 8, arbitrary: typed },
    { weight: 1, arbitrary: untyped },
    { weight: 1, arbitrary: fc.constant(wrong(nothing)) },
  );
}

/** A body where none is wanted. Node sends none with GET, HEAD and OPTIONS. */
const strayBody = (method: string): fc.Arbitrary<Part<Sent>> =>
  fc.constantFrom(...['{}', '{"x":1}', '[]', 'x', '']).map((text) =>
    wrong<Sent>({
      headers: { 'content-type': 'application/json' },
      ...(['post', 'patch', 'delete'].includes(method) ? { bytes: text } : {}),
    }),
  );

const mostly = <Value>(usual: Value, rare: fc.Arbitrary<Value>): fc.Arbitrary<Value> =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: rare });
