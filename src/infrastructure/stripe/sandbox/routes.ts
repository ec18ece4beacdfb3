import { ApiError } from './api-error.js';
import { balances, connectedAccounts, events, payouts, transfers } from './money-routes.js';
import { charges, disputes, files, paymentIntents, refunds } from './payment-routes.js';
import type { Route } from './route.js';

const ROUTES: readonly Route[] = [
  ...[paymentIntents, charges, refunds, disputes, files, events],
  ...[balances, payouts, connectedAccounts, transfers],
].flat();

/** @throws ApiError when Stripe (or this much of it) has no such URL */
export function findRoute(
  method: string,
  path: string,
): { readonly route: Route; readonly ids: readonly string[] } {
  const segments = path.split('/');
  for (const candidate of ROUTES) {
    if (candidate.method === method && fits(candidate.path, segments)) {
      return { route: candidate, ids: segments.filter((_segment, index) => isId(candidate.path[index])) };
    }
  }
  throw new ApiError(404, 'invalid_request_error', `Unrecognized request URL (${method}: ${path}).`);
}

const fits = (pattern: readonly string[], segments: readonly string[]): boolean =>
  pattern.length === segments.length &&
  pattern.every((part, index) => (isId(part) ? segments[index] !== '' : part === segments[index]));

const isId = (part: string | undefined): boolean => part?.startsWith(':') === true;
