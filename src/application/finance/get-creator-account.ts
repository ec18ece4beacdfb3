import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type CreatorAccount, creatorAccountId } from '../../domain/creator-account/account.js';
import { type AccountBalance, balanceOf } from '../../domain/creator-account/balance.js';
import type { CreatorId } from '../../domain/ids.js';
import { currencies, type Currency } from '../../domain/money.js';
import type { Instant } from '../../domain/time.js';
import { creatorAccounts, creators } from '../aggregates.js';
import type { Actor } from '../events/metadata.js';
import { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import { isStaff } from '../staff.js';

export type AccountOfCurrency = AccountBalance & {
  readonly currency: Currency;
  /** Why nothing is paid out for the time being. */
  readonly hold: CreatorAccount['hold'];
};

/**
 * What a creator's accounts come to, per currency in alphabetical order: from their own streams, with everything that is in the log.
 * `undefined` for whoever may not see it.
 */
export class GetCreatorAccount extends Query<readonly AccountOfCurrency[] | undefined> {
  constructor(
    readonly actor: Actor,
    readonly creatorId: CreatorId,
    readonly now: Instant,
  ) {
    super();
  }
}

@QueryHandler(GetCreatorAccount)
export class GetCreatorAccountHandler implements IQueryHandler<GetCreatorAccount> {
  constructor(private readonly aggregates: AggregatesRuntime) {}

  async execute(query: GetCreatorAccount): Promise<readonly AccountOfCurrency[] | undefined> {
    const { actor, creatorId, now } = query;
    if (actor.id !== creatorId && !isStaff(actor)) return undefined;
    const { state: creator } = await this.aggregates.load(creators, creatorId);
    if (creator.status === 'unknown') return undefined;
    const accounts = await Promise.all(
      [...currencies()].sort().map(async (currency) => {
        const id = creatorAccountId(creatorId, currency);
        return { currency, account: (await this.aggregates.load(creatorAccounts, id)).state };
      }),
    );
    return accounts
      .filter(({ account }) => account.earnings.size > 0)
      .map(({ currency, account }) => ({ currency, hold: account.hold, ...balanceOf(account, now) }));
  }
}
