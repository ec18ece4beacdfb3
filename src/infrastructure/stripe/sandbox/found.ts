import type { Account } from './account.js';
import { noSuch } from './api-error.js';
import type { Kind, Kinds } from './records.js';

/**
 * @param param as Stripe names the parameter of this kind of object
 * @throws ApiError when there is none
 */
export function found<K extends Kind>(account: Account, kind: K, id: string, param?: string): Kinds[K] {
  const object = account.records.find(kind, id);
  if (object === undefined) throw noSuch(kind, id, param);
  return object;
}
