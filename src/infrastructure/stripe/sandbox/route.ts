import type { Account } from './account.js';
import { noSuch } from './api-error.js';
import type { FormFields } from './form.js';
import type { ListOptions, TimeRange } from './listing.js';
import * as param from './params.js';
import type { Kind, Kinds } from './records.js';

/** One operation of Stripe's API. Parameters that it does not know are refused, as Stripe refuses them. */
export interface Route {
  /** As faults name it: `refunds.create`. */
  readonly operation: string;
  readonly method: 'GET' | 'POST';
  /** Segments; `:id` stands for one, and what else begins with a colon. */
  readonly path: readonly string[];
  /**
   * Checks the parameters and gives back the work to do with them.
   * @throws ApiError for bad parameters; Stripe keeps no answer for the idempotency key then
   */
  readonly prepare: (given: FormFields, ids: readonly string[]) => (account: Account) => object;
}

type Shape = Parameters<typeof param.parseParams>[0];

export const route =
  <S extends Shape>(operation: string, method: Route['method'], path: string, shape: S) =>
  (handle: (account: Account, params: param.Params<S>, id: string, innerId: string) => object): Route => ({
    operation,
    method,
    path: path.split('/'),
    prepare: (given, [id = '', innerId = '']) => {
      const params = param.parseParams(shape, given);
      return (account) => handle(account, params, id, innerId);
    },
  });

export const PAGE = {
  limit: param.optional(param.integerBetween(1, 100)),
  starting_after: param.optional(param.text),
  ending_before: param.optional(param.text),
};
export const CREATED = { created: param.optional(param.timeRange) };
const DEFAULT_LIMIT = 10;

interface PageParams {
  readonly created?: TimeRange;
  readonly limit?: number;
  readonly starting_after?: string;
  readonly ending_before?: string;
}

interface PageOfObjects<K extends Kind> {
  readonly object: 'list';
  readonly data: readonly Kinds[K][];
  readonly has_more: boolean;
  readonly url: string;
}

export function listed<K extends Kind>(
  account: Account,
  kind: K,
  url: string,
  params: PageParams,
  filter: Omit<ListOptions, 'limit' | 'startingAfter' | 'endingBefore'> = {},
): PageOfObjects<K> {
  const { data, hasMore } = account.records.list<K>(kind, {
    created: params.created,
    ...filter,
    limit: params.limit ?? DEFAULT_LIMIT,
    startingAfter: known(account, kind, params.starting_after, 'starting_after'),
    endingBefore: known(account, kind, params.ending_before, 'ending_before'),
  });
  return { object: 'list', data, has_more: hasMore, url };
}

function known(account: Account, kind: Kind, id: string | undefined, name: string): string | undefined {
  if (id === undefined || account.records.find(kind, id) !== undefined) return id;
  throw noSuch(kind, id, name, 400);
}
