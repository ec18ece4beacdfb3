import type { EventOf, EventType, ShoutoutsEvent } from '../../../src/domain/all-events.js';
import type { MoneyRule } from '../../../src/domain/money-rules/rules.js';
import type { CreatorId, OrderId, PayoutId } from '../../../src/domain/ids.js';
import {
  disputed,
  earnedBy,
  EARNING_MINOR,
  lineOf,
  lira,
  OF_PAYOUT,
  reserved,
  takenBack,
} from '../creator-account/account-story.js';
import { chargebackOpenedAt, DELIVERED_ORDER } from '../order/story.js';
import { CREATOR_ID } from '../people.js';
import { after, START } from '../timeline.js';
import { ACCOUNT_ID, lostAfterDelivery, ofOrder, type Told } from './told.js';

/** A rule, what breaks it, and how that is told. */
export type Break = readonly [MoneyRule, string, readonly Told[]];

export const runId = 'run_1';
export const one: OrderId = 'ord_1';
export const two: OrderId = 'ord_2';
export const another: PayoutId = 'pay_2';
export const TOMORROW = after({ days: 1 });

export const inAccount = (...events: readonly ShoutoutsEvent[]): readonly Told[] =>
  events.map((event) => [ACCOUNT_ID, event]);
export const inRun = (...events: readonly ShoutoutsEvent[]): readonly Told[] =>
  events.map((event) => ['runId' in event.data ? event.data.runId : runId, event]);
export const delivered = (orderId: OrderId, availableAt = START): readonly Told[] => [
  ...ofOrder(orderId, DELIVERED_ORDER),
  ...inAccount(...earnedBy(orderId, availableAt)),
];
export const charged = (orderId: OrderId): readonly Told[] => [
  ...ofOrder(orderId, [chargebackOpenedAt(START)]),
  ...inAccount(disputed(orderId)),
];
export const lost = (orderId: OrderId, isOwed: boolean): readonly Told[] => [
  ...charged(orderId),
  ...ofOrder(orderId, [lostAfterDelivery(START)]),
  ...inAccount(takenBack(orderId, isOwed ? lira(EARNING_MINOR) : null)),
];

export const but = <Type extends EventType>(
  event: EventOf<Type>,
  data: Partial<EventOf<Type>['data']>,
): EventOf<Type> => ({ ...event, data: { ...event.data, ...data } });

export const LINE = lineOf([one]);
export const RESERVED = reserved(LINE) as EventOf<'PayoutReserved'>;
export function proposed(...lines: readonly (typeof LINE)[]): EventOf<'PayoutRunProposed'> {
  const total = lira(lines.reduce((sum, { amount }) => sum + amount.amountMinor, 0n));
  const run = { runId, market: 'TR', minimum: lira(1n), lines, leftOut: [], total } as const;
  return {
    type: 'PayoutRunProposed',
    data: { ...run, proposedBy: 'ayşe', proposedAt: START, expiresAt: TOMORROW },
  };
}
export const PROPOSED = proposed(LINE);
export const APPROVED: EventOf<'PayoutRunApproved'> = {
  type: 'PayoutRunApproved',
  data: { runId, approvedBy: 'mert', approvedAt: START },
};
export const REFUSED: EventOf<'PayoutLineRefused'> = {
  type: 'PayoutLineRefused',
  data: { ...OF_PAYOUT, runId, code: 'payout_stale', refusedAt: START },
};
export const REFUSED_BY_ACCOUNT: EventOf<'PayoutRefused'> = { ...REFUSED, type: 'PayoutRefused' };
export const EXECUTED: EventOf<'PayoutRunExecuted'> = {
  type: 'PayoutRunExecuted',
  data: { runId, executedAt: START },
};
const { amount, earned, debtSettled } = LINE;
export const SENT: EventOf<'PayoutSent'> = {
  type: 'PayoutSent',
  data: { ...OF_PAYOUT, reference: 'tr_1', amount, sentAt: START },
};
export const PAID: EventOf<'PayoutPaid'> = {
  type: 'PayoutPaid',
  data: { ...OF_PAYOUT, rail: 'stripe_transfers', reference: 'tr_1', amount, paidAt: START },
};
/** By a bank only. */
export const BOOKED: EventOf<'PayoutBooked'> = {
  type: 'PayoutBooked',
  data: { ...OF_PAYOUT, reference: 'E1', bookedAt: START },
};
export const undone = { ...OF_PAYOUT, amount, earned, debtSettled, takenBack: lira(0n), code: 'AC04' };
export const FAILED: EventOf<'PayoutFailed'> = { type: 'PayoutFailed', data: { ...undone, failedAt: START } };
export const RETURNED: EventOf<'PayoutReturned'> = {
  type: 'PayoutReturned',
  data: { ...undone, rail: 'stripe_transfers', returnedBefore: null, charges: null, returnedAt: START },
};
export const HOLD: EventOf<'PayoutHoldPlaced'> = {
  type: 'PayoutHoldPlaced',
  data: { creatorId: CREATOR_ID, reason: 'legal_claim', placedAt: START },
};
export const DIFFERED: EventOf<'PayoutDiffered'> = {
  type: 'PayoutDiffered',
  data: { ...OF_PAYOUT, code: 'payout_differs', detail: '?', reference: null, foundAt: START },
};
export const UNKNOWN: EventOf<'PayoutOutcomeUnknown'> = {
  type: 'PayoutOutcomeUnknown',
  data: { ...OF_PAYOUT, failures: 1, unknownAt: START, retryAt: START },
};

/** Some of it came back, the rest stays paid. */
export const PART_RETURNED: EventOf<'PayoutPartReturned'> = {
  type: 'PayoutPartReturned',
  data: { ...OF_PAYOUT, rail: 'stripe_transfers', amount: lira(500n), returnedAt: START },
};

export const DESTINATION: EventOf<'PayoutDestinationSet'> = {
  type: 'PayoutDestinationSet',
  data: {
    ...{ creatorId: CREATOR_ID, destinationId: LINE.destinationId, rail: 'bank_transfers' },
    ...{ account: 'TR330006100519786457841326', holder: 'Ada', bic: null, setAt: START },
  },
};
export const VERIFIED: EventOf<'PayoutDestinationVerified'> = {
  type: 'PayoutDestinationVerified',
  data: { creatorId: CREATOR_ID, destinationId: LINE.destinationId, verifiedBy: 'mert', verifiedAt: START },
};
export const inCreator = (...events: readonly ShoutoutsEvent[]): readonly Told[] =>
  events.map((event) => [CREATOR_ID, event]);

const BY_BANK = { ...LINE, rail: 'bank_transfers' } as const;
export const FILE: EventOf<'BankFileMade'> = {
  type: 'BankFileMade',
  data: {
    ...{ runId, messageId: 'run1', payoutIds: [LINE.payoutId], total: LINE.amount },
    ...{ payingAccount: { name: 'Shoutouts', iban: 'TR330006100519786457841326', bic: null } },
    ...{ executeOn: '2026-11-24', madeAt: START, sha256: 'aa' },
  },
};
export const GIVEN_OUT: EventOf<'BankFileGivenOut'> = {
  type: 'BankFileGivenOut',
  data: { runId, sha256: 'aa', givenTo: 'mert', givenAt: START },
};

export const EARNED = delivered(one);
export const RUN = inRun(PROPOSED, APPROVED);
export const PAYABLE = [...EARNED, ...RUN];
export const ON_ITS_WAY = [...PAYABLE, ...inAccount(RESERVED)];
export const FIRST_PAID = [...ON_ITS_WAY, ...inAccount(PAID)];
/** Paid, taken back since, and two more orders to be paid out. */
export const IN_DEBT = [...FIRST_PAID, ...lost(one, true), ...delivered(two), ...delivered('ord_3')];
export const SETTLING = lineOf([two, 'ord_3'], { payoutId: another, debtMinor: EARNING_MINOR });

/** As if it had been proposed and approved just so. */
export function allowed(line: typeof LINE): readonly Told[] {
  const its = { runId: `run_of_${line.payoutId}` } as const;
  return [
    ...inRun(but(proposed(line), its), but(APPROVED, its)),
    ...inAccount(reserved({ ...line, ...its })),
  ];
}
export const more = lira(EARNING_MINOR + 1n);
export const less = lira(EARNING_MINOR - 1n);
export const somebody: CreatorId = 'cre_somebody';

const [PENDING_ONE, EARNED_FIRST] = earnedBy(one);
export const PENDING = PENDING_ONE as EventOf<'EarningPending'>;
export const EARNED_ONE = EARNED_FIRST as EventOf<'EarningEarned'>;

/** A payout over a bank, reserved, after what was told of where it goes. */
export const forBank = (...destination: readonly ShoutoutsEvent[]): readonly Told[] => [
  ...[...EARNED, ...inCreator(...destination)],
  ...inRun(proposed(BY_BANK), APPROVED),
  ...inAccount(reserved(BY_BANK)),
  ...inRun(EXECUTED),
];
export const FOR_BANK = forBank(DESTINATION, VERIFIED);
export const PAID_BY_BANK = but(PAID, { rail: 'bank_transfers' });

/** A bank spoke of it before it was given it. */
export const DOUBT = but(DIFFERED, { code: 'bank_may_have_paid' });
export const DOUBTED = [...FOR_BANK, ...inAccount(DOUBT)];
export const DOUBT_PROPOSED: EventOf<'PayoutDoubtSettlingProposed'> = {
  type: 'PayoutDoubtSettlingProposed',
  data: { ...OF_PAYOUT, runId, outcome: 'paid', reason: 'asked', proposedBy: 'ayşe', proposedAt: START },
};
export const DOUBT_SETTLED: EventOf<'PayoutDoubtSettled'> = {
  type: 'PayoutDoubtSettled',
  data: {
    ...{ ...OF_PAYOUT, runId, outcome: 'paid', reason: 'asked', proposedBy: 'ayşe' },
    ...{ amount, approvedBy: 'mert', approvedAt: START },
  },
};
export const FILE_OF_NOTHING = but(FILE, { payoutIds: [], total: lira(0n) });
