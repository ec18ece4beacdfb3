import type { EventOf } from '../../domain/all-events.js';
import {
  type CreatorAccount,
  evolveCreatorAccount,
  initialCreatorAccount,
} from '../../domain/creator-account/account.js';
import type { Currency } from '../../domain/money.js';
import { creatorAccounts } from '../aggregates.js';
import type { DecodedEvent } from '../events/decoded-event.js';
import { streamName } from '../runtime/aggregates-runtime.js';
import type { Past } from './past.js';

/** With which the stream of an account can begin. */
export const ACCOUNT_BEGINS = ['EarningPending', 'PayoutHoldPlaced'] as const;
export type AccountBegun = DecodedEvent<EventOf<(typeof ACCOUNT_BEGINS)[number]>>;

export const accountIdOf = ({ stream }: { readonly stream: string }): string =>
  stream.slice(streamName(creatorAccounts, '').length);

const currencyOf = (accountId: string): Currency => accountId.split('.').at(-1) as Currency;

/** An account as it was then, with since when what is in it stands as it does. */
export interface AccountThen {
  readonly account: CreatorAccount;
  readonly currency: Currency;
  /** By the id: when an order was last told of, and when a payout was reserved. */
  readonly changedAt: ReadonlyMap<string, string>;
  /** Since when the creator owes something, or is owed what came back; a payout that fails after settling it brings it back as of then. */
  readonly owedSince: string | null;
}

export async function accountThen(past: Past, accountId: string): Promise<AccountThen> {
  let account = initialCreatorAccount;
  let owedSince: string | null = null;
  const changedAt = new Map<string, string>();
  for await (const page of past.stream(creatorAccounts, accountId))
    for (const event of page) {
      const before = account.owedMinor;
      account = evolveCreatorAccount(account, event);
      if (signOf(account.owedMinor) !== signOf(before)) owedSince = event.metadata.at;
      if ('orderId' in event.data) changedAt.set(event.data.orderId, event.metadata.at);
      if (event.type === 'PayoutReserved') changedAt.set(event.data.payoutId, event.data.reservedAt);
    }
  return { account, currency: currencyOf(accountId), changedAt, owedSince };
}

/** More of a debt is no newer debt. */
const signOf = (minor: bigint): number => (minor > 0n ? 1 : minor < 0n ? -1 : 0);
