import type { CreatorId, OrderId } from '../ids.js';
import type { Decision } from '../rejection.js';
import type { Instant } from '../time.js';
import type { CreatorAccount, Earned } from './account.js';
import type { Amounts, CreatorAccountEvent } from './events.js';

// What has happened to an order, told to its creator's account. These are facts: one that the account knows already changes nothing.

interface OfOrder {
  readonly creatorId: CreatorId;
  readonly orderId: OrderId;
}

export interface RecordPending extends OfOrder, Amounts {
  readonly pendingAt: Instant;
}

export const recordPending = (
  { earnings }: CreatorAccount,
  command: RecordPending,
): Decision<CreatorAccountEvent> =>
  earnings.has(command.orderId) ? [] : [{ type: 'EarningPending', data: command }];

export interface RecordEarned extends OfOrder, Amounts {
  readonly earnedAt: Instant;
  readonly availableAt: Instant;
}

export const recordEarned = (
  { earnings }: CreatorAccount,
  command: RecordEarned,
): Decision<CreatorAccountEvent> =>
  earnings.get(command.orderId)?.status === 'pending' ? [{ type: 'EarningEarned', data: command }] : [];

export interface RecordLost extends OfOrder, Pick<Amounts, 'earning'> {
  readonly lostAt: Instant;
}

/** Also of an order that was never accepted, which would have brought nothing: then there is nothing to lose. */
export const recordLost = (
  { earnings }: CreatorAccount,
  command: RecordLost,
): Decision<CreatorAccountEvent> =>
  earnings.get(command.orderId)?.status === 'pending' ? [{ type: 'EarningLost', data: command }] : [];

export interface RecordChargeback extends OfOrder {
  readonly disputeId: string;
  readonly at: Instant;
}

/** Of an order that was delivered; one that was not has lost its earning when the chargeback was opened. */
export function recordDisputed(
  account: CreatorAccount,
  { at, ...command }: RecordChargeback,
): Decision<CreatorAccountEvent> {
  const earned = earnedOf(account, command.orderId);
  if (earned?.chargeback.status !== 'none') return [];
  return [{ type: 'EarningDisputed', data: { ...command, earning: earned.earning, disputedAt: at } }];
}

/** The chargeback was won. */
export function recordReleased(
  account: CreatorAccount,
  { at, ...command }: RecordChargeback,
): Decision<CreatorAccountEvent> {
  const earned = earnedOf(account, command.orderId);
  if (earned === undefined || !isDisputedBy(earned, command)) return [];
  return [{ type: 'EarningReleased', data: { ...command, earning: earned.earning, releasedAt: at } }];
}

/** The chargeback was lost. */
export function recordTakenBack(
  account: CreatorAccount,
  { at, ...command }: RecordChargeback,
): Decision<CreatorAccountEvent> {
  const earned = earnedOf(account, command.orderId);
  if (earned === undefined || !isDisputedBy(earned, command)) return [];
  const { price, fee, earning } = earned;
  const owed = earned.payoutId === null ? null : earning;
  return [{ type: 'EarningTakenBack', data: { ...command, price, fee, earning, owed, takenBackAt: at } }];
}

function earnedOf({ earnings }: CreatorAccount, orderId: OrderId): Earned | undefined {
  const earning = earnings.get(orderId);
  return earning?.status === 'earned' ? earning : undefined;
}

const isDisputedBy = ({ chargeback }: Earned, { disputeId }: Pick<RecordChargeback, 'disputeId'>): boolean =>
  chargeback.status === 'open' && chargeback.disputeId === disputeId;
