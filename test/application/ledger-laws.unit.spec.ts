import { describe, expect, it } from '@jest/globals';
import type { EventOf, ShoutoutsEvent } from '../../src/domain/all-events.js';
import type { OrderEvent } from '../../src/domain/order/events.js';
import { evolveCreatorAccount, initialCreatorAccount } from '../../src/domain/creator-account/account.js';
import { entryOf } from '../../src/domain/ledger/journal.js';
import type { JournalEntry, LedgerAccount } from '../../src/domain/ledger/ledger.js';
import { moneyOfOrder } from '../../src/domain/order/money-of-order.js';
import { isRejection } from '../../src/domain/rejection.js';
import type { DecodedEvent } from '../../src/application/events/decoded-event.js';
import { TAKES, type TakenType, toldOf } from '../../src/application/processes/earnings-process.js';
import { always, type Story } from '../domain/order/any-story.js';
import { START } from '../domain/timeline.js';

const isTaken = (event: OrderEvent): event is Extract<OrderEvent, { type: TakenType }> =>
  (TAKES as readonly string[]).includes(event.type);

/** As the account is told of it: nothing but the time of what surrounds an event is looked at. */
const recorded = (event: Extract<OrderEvent, { type: TakenType }>) =>
  ({ ...event, metadata: { at: START } }) as DecodedEvent<EventOf<TakenType>>;

/** The events of the story, each followed by what the creator's account makes of it. */
function withAccount({ events, order }: Story): readonly ShoutoutsEvent[] {
  if (order.status === 'none') return [];
  const { facts } = order;
  let account = initialCreatorAccount;
  return events.flatMap((event) => {
    const all: ShoutoutsEvent[] = [event];
    if (!isTaken(event)) return all;
    for (const [, decide] of toldOf(recorded(event), facts)) {
      const decided = decide(account);
      if (isRejection(decided)) throw new Error(decided.detail);
      account = decided.reduce(evolveCreatorAccount, account);
      all.push(...decided);
    }
    return all;
  });
}

const entriesOf = (told: Story): readonly JournalEntry[] =>
  withAccount(told).flatMap((event) => entryOf(event) ?? []);

function balancesOf(entries: readonly JournalEntry[]): Readonly<Record<LedgerAccount, bigint>> {
  const sums = {
    provider_clearing: 0n,
    chargebacks: 0n,
    held_for_orders: 0n,
    creator_payable: 0n,
    platform_fees: 0n,
  };
  for (const { postings } of entries)
    for (const { account, amountMinor } of postings) sums[account] += amountMinor;
  return sums;
}

describe('the ledger, whatever happens to an order and whenever', () => {
  it('has entries that sum to zero, of postings that are something', () => {
    always((told) => {
      for (const { postings } of entriesOf(told)) {
        expect(postings.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)).toBe(0n);
        expect(postings.every(({ amountMinor }) => amountMinor !== 0n)).toBe(true);
      }
    });
  });

  it('has the money where the order has it', () => {
    always((told) => {
      const { paidMinor, refundedMinor, heldMinor, earnedMinor, feeMinor, chargedBackMinor } = moneyOfOrder(
        told.order,
      );
      expect(balancesOf(entriesOf(told))).toEqual({
        held_for_orders: -heldMinor,
        creator_payable: -earnedMinor,
        platform_fees: -feeMinor,
        provider_clearing: paidMinor - refundedMinor,
        chargebacks: -chargedBackMinor,
      });
    });
  });

  it('owes the creator of the order, and nobody else', () => {
    always((told) => {
      if (told.order.status === 'none') return;
      const { creatorId } = told.order.facts;
      for (const posting of entriesOf(told).flatMap(({ postings }) => postings))
        expect(posting.creatorId).toBe(posting.account === 'creator_payable' ? creatorId : null);
    });
  });
});
