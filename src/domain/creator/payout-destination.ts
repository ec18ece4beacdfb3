import type { PayoutRailName } from '../creator-account/payout-events.js';
import type { CreatorId, DestinationId } from '../ids.js';
import { type Decision, isRejection, reject } from '../rejection.js';
import type { Instant } from '../time.js';
import type { Creator, CreatorEvent, PayoutDestination } from './creator.js';
import { requireRegistered } from './decide.js';

export interface SetPayoutDestination {
  readonly destinationId: DestinationId;
  readonly rail: PayoutRailName;
  readonly account: string;
  readonly holder: string | null;
  readonly bic: string | null;
  readonly now: Instant;
}

/** The one that is set already stays as it is, under its own id. */
export function setPayoutDestination(
  creator: Creator,
  { now, ...destination }: SetPayoutDestination,
): Decision<CreatorEvent> {
  const registered = requireRegistered(creator);
  if (isRejection(registered)) return registered;
  const { creatorId, destinations } = registered;
  if (isSame(destinations.at(-1), destination)) return [];
  return [{ type: 'PayoutDestinationSet', data: { creatorId, ...destination, setAt: now } }];
}

const isSame = (
  last: PayoutDestination | undefined,
  { rail, account, holder, bic }: Omit<SetPayoutDestination, 'now'>,
): boolean => last?.rail === rail && last.account === account && last.holder === holder && last.bic === bic;

export interface VerifyPayoutDestination {
  /** The one that was looked at. */
  readonly destinationId: DestinationId;
  readonly by: string;
  /** Who that person is as a creator, if they are one. */
  readonly byCreator: CreatorId;
  readonly now: Instant;
}

/** A person has seen that the bank account is the creator's. Only the one that counts can be: who has set another is asked again. */
export function verifyPayoutDestination(
  creator: Creator,
  { destinationId, by, byCreator, now }: VerifyPayoutDestination,
): Decision<CreatorEvent> {
  const registered = requireRegistered(creator);
  if (isRejection(registered)) return registered;
  const { creatorId, destinations } = registered;
  const last = destinations.at(-1);
  if (last === undefined)
    return reject('payout_destination_not_found', 'this creator has not said where to be paid out');
  if (last.destinationId !== destinationId)
    return reject('payout_destination_changed', 'the creator wants to be paid out elsewhere since');
  if (last.rail !== 'bank_transfers')
    return reject('invalid_value', 'the payment provider verifies the accounts that it has');
  if (byCreator === creatorId)
    return reject('payout_destination_own', 'who is paid out there cannot verify it: ask somebody else');
  if (last.isVerified) return [];
  return [
    {
      type: 'PayoutDestinationVerified',
      data: { creatorId, destinationId, verifiedBy: by, verifiedAt: now },
    },
  ];
}

/** Why nobody is paid out there, if so. Whether the payment provider's accounts can be paid, it is asked when a payout is sent. */
export const isUnverified = ({ rail, isVerified }: PayoutDestination): boolean =>
  rail === 'bank_transfers' && !isVerified;
