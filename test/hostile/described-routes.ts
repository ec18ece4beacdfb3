import type { ApiDocument } from '../support/described-api.js';
import type { RegisteredRoute } from './registered-routes.js';
import type { Route } from './requests.js';

/** What no controller has, and so declares nothing by itself (`mountUploads`, `describeApi`). */
const MOUNTED: readonly (readonly [RegExp, RegisteredRoute['allow']])[] = [
  [/^OPTIONS \/v1\/uploads/, 'anyone'],
  [/^\w+ \/v1\/uploads/, ['creator']],
  [/^(GET|HEAD) (\/docs|\/openapi\.json$)/, 'anyone'],
];

export const nameOf = ({ method, path }: { readonly method: string; readonly path: string }): string =>
  `${method.toUpperCase()} ${path}`;

/** Who may call a route: what it declares, or what is known of those that cannot. @throws where nobody says */
export function allowedAt(route: RegisteredRoute): NonNullable<RegisteredRoute['allow']> {
  const name = nameOf(route);
  const allow = route.allow ?? MOUNTED.find(([names]) => names.test(name))?.[1];
  if (allow === undefined) throw new Error(`nobody says who may call ${name}`);
  return allow;
}

/** The routes of the document, with who may call them as the program registered them. @throws where it has one that is not there */
export function describedRoutes(
  document: ApiDocument,
  registered: readonly RegisteredRoute[],
): readonly Route[] {
  const byName = new Map(registered.map((route) => [nameOf(route), route]));
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => method !== 'parameters')
      .map(([method, operation]) => {
        const route = byName.get(nameOf({ method, path }));
        if (route === undefined) throw new Error(`${nameOf({ method, path })} is documented, and not there`);
        return { method, path, operation, allow: allowedAt(route) };
      }),
  );
}
