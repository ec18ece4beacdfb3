import { TOKEN_ROLES, type TokenRole } from '../../src/application/ports/identity.js';
import type { ApiDocument } from '../support/described-api.js';
import { resolved, type Schema } from './bodies.js';
import type { RawAnswer, RawRequest } from './raw-request.js';
import type { Route } from './requests.js';
import { type Scene, uploadHeaders } from './scene.js';

/** What is somebody's own, by the name of the parameter or field that takes its id, and how it is denied to others. */
const OWNED: Readonly<Record<string, string>> = {
  order_id: 'order_not_found',
  quote_id: 'quote_not_found',
  upload_id: 'upload_not_found',
};

/** Of bodies: a video that was not delivered is known by the order that it was uploaded for. */
const OWNED_IN_BODIES: Readonly<Record<string, string>> = {
  quote_id: 'quote_not_found',
  video_id: 'video_of_another_order',
};

/** A creator's id opens what everybody may see, but where creators need a token: there it is about the one who asks. */
const ownedAt = ({ path, allow }: Route): typeof OWNED => {
  if (!allow.includes('creator')) return OWNED;
  const isDestination = path.endsWith('/payout-destination');
  return { ...OWNED, creator_id: isDestination ? 'payout_destination_not_found' : 'creator_not_found' };
};

/** In addresses: what everybody may see, or what a signed link opens. Of `creator_id`, see `ownedAt`. */
const SHARED = [
  'creator_id',
  'market',
  'name',
  'collection',
  'report',
  'run_id',
  'payout_id',
  'video_id',
  'case_id',
  'day',
];
/** In bodies. */
const SHARED_IN_BODIES = ['creator_id', 'destination_id', 'dispute_id'];

const STAFF: readonly TokenRole[] = ['finance', 'support', 'admin'];

/** One line of the policy: who calls, about whose object, and what must come of it. */
export interface PolicyLine {
  readonly role: TokenRole | 'nobody';
  /** Which of the things that are named is somebody else's, if any. */
  readonly anothers: string | undefined;
  readonly verdict: string;
}

const bodyOf = ({ operation }: Route) =>
  (operation.requestBody?.content['application/json'] ?? {}) as {
    readonly example?: object;
    readonly schema?: Schema;
  };

const idsInBody = (route: Route, document: ApiDocument): readonly string[] =>
  Object.keys(resolved(bodyOf(route).schema ?? {}, document).properties ?? {}).filter((name) =>
    name.endsWith('_id'),
  );

function idsInAddress({ path, operation }: Route): readonly string[] {
  const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const takesMetadata = operation.parameters?.some(({ name }) => name === 'Upload-Metadata') === true;
  return takesMetadata ? [...named, 'order_id'] : named;
}

/** What a request names that is somebody's own, with how it is denied. @throws for what nobody says whose it is */
function owned(route: Route, document: ApiDocument): readonly (readonly [string, string])[] {
  const known = (names: readonly string[], denials: typeof OWNED, shared: readonly string[]) =>
    names.flatMap((name) => {
      const denial = denials[name];
      if (denial !== undefined) return [[name, denial] as const];
      if (shared.includes(name)) return [];
      throw new Error(`whose is ${name} of ${route.path}? Say so in test/hostile/policy.ts`);
    });
  return [
    ...known(idsInAddress(route), ownedAt(route), SHARED),
    ...known(idsInBody(route, document), OWNED_IN_BODIES, SHARED_IN_BODIES),
  ];
}

/** The policy of a route, as follows from who it says may call it, and from what it names. */
export function policyOf(route: Route, document: ApiDocument): readonly PolicyLine[] {
  const { allow } = route;
  const linesOf = (role: PolicyLine['role']): readonly PolicyLine[] => {
    const line = (anothers: string | undefined, verdict: string) => ({ role, anothers, verdict });
    if (allow === 'anyone') return [line(undefined, LET_IN)];
    const barred = role === 'nobody' ? 'token_missing' : allow.includes(role) ? undefined : 'not_allowed';
    const seesAll = role !== 'nobody' && STAFF.includes(role);
    const ofOthers = owned(route, document).map(([name, denial]) =>
      line(name, barred ?? (seesAll ? LET_IN : denial)),
    );
    // One's own last: a command that is let in may leave nothing more to be done.
    return [...ofOthers, line(undefined, barred ?? LET_IN)];
  };
  return [...TOKEN_ROLES, 'nobody' as const].flatMap(linesOf);
}

const LET_IN = 'let in';

/** What an answer amounts to, in the words of the policy. */
export function verdictOf(
  { status, json }: RawAnswer,
  { verdict }: PolicyLine,
  namesSomething: boolean,
): string {
  const { code = String(status) } = (json ?? {}) as { readonly code?: string };
  const isBarred = status === 401 || status === 403 || (status === 404 && namesSomething);
  return isBarred || code === verdict ? code : LET_IN;
}

export const namesSomething = (route: Route, document: ApiDocument): boolean =>
  owned(route, document).length > 0;

/** The request that a line is about: the example of the document, with the ids of one side, and one of the other's. */
export function requestAbout(
  route: Route,
  { anothers }: PolicyLine,
  own: Scene,
  other: Scene,
  document: ApiDocument,
): RawRequest {
  const inBody = idsInBody(route, document);
  const idFor = (name: string): string => {
    const [first = '', second = first] = (name === anothers ? other : own).ids[name] ?? [];
    // A video is delivered for an order that has been accepted; whatever else is asked, is asked about one that was delivered.
    return inBody.includes('video_id') || route.path === '/v1/uploads' ? second : first;
  };
  const isOfLink = route.operation.parameters?.some(({ name }) => name === 'signature') === true;
  const query = isOfLink ? `?${new URLSearchParams({ ...own.link }).toString()}` : '';
  const path = `${route.path.replace(/\{(\w+)\}/g, (_part, name: string) => idFor(name))}${query}`;
  const { example } = bodyOf(route);
  const uploads = route.path.startsWith('/v1/uploads') ? uploadHeaders(idFor('order_id')) : {};
  const method = route.method.toUpperCase();
  if (example === undefined) return { method, path, headers: uploads };
  const ids = Object.fromEntries(inBody.map((name) => [name, idFor(name)]));
  return {
    ...{ method, path, headers: { 'content-type': 'application/json' } },
    body: JSON.stringify({ ...example, ...ids }),
  };
}
