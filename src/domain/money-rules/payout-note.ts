import type { PayoutParts } from '../creator-account/payout-events.js';
import { sameMoney } from '../money.js';
import type { PayoutLine } from '../payout-run/payout-run.js';
import type { PayoutNote } from './notes.js';

export const proposedPayout = (
  runId: string,
  { payoutId, creatorId, orderIds, rail, destinationId, earned, debtSettled, amount }: PayoutLine,
): PayoutNote => ({
  runId,
  line: { payoutId, creatorId, orderIds, rail, destinationId, earned, debtSettled, amount },
  ...{ status: 'proposed', takenBackMinor: 0n, returnedMinor: 0n, isInFile: false, isDoubted: false },
  ...{ settling: null, settledAs: null },
});

/** Whether it has its orders: it is on its way, or was paid and did not come back. */
export const isLive = (payout: PayoutNote | undefined): payout is PayoutNote =>
  payout !== undefined && LIVE.includes(payout.status);

const LIVE: readonly PayoutNote['status'][] = ['reserved', 'sent', 'paid'];

export const addsUp = ({ earned, debtSettled, amount }: PayoutParts): boolean =>
  earned.amountMinor - debtSettled.amountMinor === amount.amountMinor &&
  amount.amountMinor > 0n &&
  earned.currency === amount.currency &&
  debtSettled.currency === amount.currency;

export const isSameLine = (one: PayoutNote, other: PayoutNote): boolean =>
  one.runId === other.runId &&
  one.line.creatorId === other.line.creatorId &&
  one.line.rail === other.line.rail &&
  one.line.destinationId === other.line.destinationId &&
  one.line.orderIds.length === other.line.orderIds.length &&
  one.line.orderIds.every((orderId, index) => orderId === other.line.orderIds[index]) &&
  isSameParts(one.line, other.line);

export const isSameParts = (one: PayoutParts, other: PayoutParts): boolean =>
  sameMoney(one.earned, other.earned) &&
  sameMoney(one.debtSettled, other.debtSettled) &&
  sameMoney(one.amount, other.amount);
