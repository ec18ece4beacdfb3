import fc from 'fast-check';
import type { ShoutoutsEvent } from '../../../src/domain/all-events.js';
import {
  type CreatorAccount,
  evolveCreatorAccount,
  initialCreatorAccount,
  type Payout,
} from '../../../src/domain/creator-account/account.js';
import { placeHold, releaseHold, settleLine } from '../../../src/domain/creator-account/decide-payout.js';
import { type PayoutReport, recordPayout } from '../../../src/domain/creator-account/record-payout.js';
import {
  recordDisputed,
  recordReleased,
  recordTakenBack,
} from '../../../src/domain/creator-account/decide.js';
import type { CreatorAccountEvent } from '../../../src/domain/creator-account/events.js';
import { proposalOf } from '../../../src/domain/creator-account/payout-proposal.js';
import type { OrderId, PayoutId, PayoutRunId } from '../../../src/domain/ids.js';
import {
  approveRun,
  PROPOSAL_VALID_MS,
  proposeRun,
  recordExecuted,
  refuseLine,
  rejectRun,
} from '../../../src/domain/payout-run/decide.js';
import {
  bankLinesOf,
  giveOutBankFile,
  wasGivenOut,
} from '../../../src/domain/payout-run/decide-bank-file.js';
import type { DoubtOutcome } from '../../../src/domain/payout-run/doubt-settlings.js';
import {
  approveDoubtSettling,
  proposeDoubtSettling,
  settledAs,
} from '../../../src/domain/payout-run/settle-doubt.js';
import {
  evolvePayoutRun,
  initialPayoutRun,
  type PayoutRun,
  type PayoutRunEvent,
} from '../../../src/domain/payout-run/payout-run.js';
import { type Decision, isRejection } from '../../../src/domain/rejection.js';
import { DAY_MS, type Instant, plusMs } from '../../../src/domain/time.js';
import { earnedBy, lira } from '../creator-account/account-story.js';
import { chargebackOpenedAt, chargebackWonAt, DELIVERED_ORDER } from '../order/story.js';
import { CREATOR_ID } from '../people.js';
import { START } from '../timeline.js';
import { DESTINATION, inCreator, VERIFIED } from './payout-story.js';
import { ACCOUNT_ID, lostAfterDelivery, ofOrder, type Told } from './told.js';

/** One creator, whose orders are delivered, disputed and paid out. */
interface Story {
  readonly told: readonly Told[];
  readonly account: CreatorAccount;
  readonly runs: readonly PayoutRun[];
  readonly orders: number;
  readonly now: Instant;
}

type Step = (story: Story, pick: number) => Story;

const tell = (story: Story, ...told: readonly Told[]): Story => ({
  ...story,
  told: [...story.told, ...told],
});

function inAccount(story: Story, decision: Decision<CreatorAccountEvent>): Story {
  if (isRejection(decision)) return story;
  const told = decision.map((event) => [ACCOUNT_ID, event] as const);
  return { ...tell(story, ...told), account: decision.reduce(evolveCreatorAccount, story.account) };
}

function inRun(story: Story, index: number, decision: Decision<PayoutRunEvent>): Story {
  if (isRejection(decision)) return story;
  const runs = [...story.runs];
  runs[index] = decision.reduce(evolvePayoutRun, runs[index] ?? initialPayoutRun);
  const told = decision.map((event) => [event.data.runId, event] as const);
  return { ...tell(story, ...told), runs };
}

const deliver: Step = (story) => {
  const orderId: OrderId = `ord_${String(story.orders)}`;
  const told = tell({ ...story, orders: story.orders + 1 }, ...ofOrder(orderId, DELIVERED_ORDER));
  return inAccount(told, [...earnedBy(orderId, plusMs(story.now, DAY_MS))]);
};

/** Of an order that takes it. */
const onOrder =
  (decide: typeof recordDisputed, orderEvent: (at: Instant) => ShoutoutsEvent): Step =>
  (story, pick) => {
    const { account, now, orders } = story;
    const decided = Array.from({ length: orders }, (_, n): OrderId => `ord_${String(n)}`).flatMap(
      (orderId) => {
        const decision = decide(account, { creatorId: CREATOR_ID, orderId, disputeId: 'dp_1', at: now });
        return isRejection(decision) || decision.length === 0 ? [] : [{ orderId, decision }];
      },
    );
    const one = decided[pick % Math.max(decided.length, 1)];
    return one === undefined
      ? story
      : inAccount(tell(story, ...ofOrder(one.orderId, [orderEvent(now)])), one.decision);
  };

const propose: Step = (story, pick) => {
  const { account, now, runs } = story;
  const proposal = proposalOf(account, { currency: 'TRY', minimumMinor: 1n, now });
  if (typeof proposal === 'string') return story;
  const index = runs.length;
  const runId: PayoutRunId = `run_${String(index)}`;
  const payoutId: PayoutId = `pay_${String(index)}`;
  const line = { ...proposal, payoutId, creatorId: CREATOR_ID };
  const rail = pick % 4 === 0 ? 'bank_transfers' : 'stripe_transfers';
  const lines = [{ ...line, rail, destinationId: 'dst_1' } as const];
  const proposed = { runId, market: 'TR', minimum: lira(1n), lines, leftOut: [] };
  return inRun(story, index, proposeRun(initialPayoutRun, { ...proposed, proposedBy: 'ayşe', now }));
};

const runIn = ({ runs }: Story, status: PayoutRun['status'], pick: number): number => {
  const among = [...runs.entries()].filter(([, run]) => run.status === status);
  return among[pick % Math.max(among.length, 1)]?.[0] ?? -1;
};

const onRun =
  (decide: typeof approveRun, by: string): Step =>
  (story, pick) => {
    const index = runIn(story, 'proposed', pick);
    const run = story.runs[index];
    return run === undefined ? story : inRun(story, index, decide(run, { by, now: story.now }));
  };

/** All of it, or up to where the program dies. */
const execute =
  (dies: boolean): Step =>
  (story, pick) => {
    const index = runIn(story, 'approved', pick);
    const run = story.runs[index];
    if (run?.status !== 'approved') return story;
    const { now } = story;
    const { runId } = run;
    let after = story;
    for (const line of run.lines.filter(({ payoutId }) => !run.refused.includes(payoutId))) {
      const { payoutId, destinationId } = line;
      after = inAccount(after, settleLine(after.account, { ...line, runId, now }, destinationId));
      const code = after.account.refused.get(payoutId);
      // The program may die in between.
      if (code === undefined || dies) continue;
      after = inRun(after, index, refuseLine(run, { payoutId, code, now }));
    }
    return dies ? after : inRun(after, index, recordExecuted(after.runs[index] ?? run, { now }));
  };

const giveOut: Step = (story, pick) => {
  const index = runIn(story, 'executed', pick);
  const run = story.runs[index] ?? initialPayoutRun;
  const lines = bankLinesOf(run).filter(({ payoutId }) => {
    const payout = story.account.payouts.get(payoutId);
    return payout?.status === 'reserved' && !payout.isDoubted;
  });
  const file = {
    ...{ payingAccount: { name: 'Shoutouts', iban: 'TR330006100519786457841326', bic: null } },
    ...{ payoutIds: lines.map(({ payoutId }) => payoutId), executeOn: '2026-11-24', madeAt: story.now },
    ...{ total: lira(lines.reduce((sum, { amount }) => sum + amount.amountMinor, 0n)), sha256: 'aa' },
  };
  const ask = { file: lines.length === 0 ? null : file, by: 'mert', now: story.now };
  return inRun(story, index, giveOutBankFile(run, ask));
};

/** What a bank says of what it was never given is a difference before anybody decides. */
const canBeTold = ({ runs }: Story, { rail, payoutId }: Payout): boolean =>
  rail === 'stripe_transfers' || runs.some((run) => wasGivenOut(run, payoutId));

/** By the same person it is refused, and so is what is in a file. */
const settle =
  (decide: 'propose' | 'approve', outcome: DoubtOutcome, by: string): Step =>
  (story, pick) => {
    const index = runIn(story, 'executed', pick);
    const run = story.runs[index];
    const [line] = run === undefined ? [] : bankLinesOf(run);
    if (run === undefined || line === undefined) return story;
    const { payoutId } = line;
    const payout = story.account.payouts.get(payoutId);
    const isDoubted = payout?.status === 'reserved' && payout.isDoubted;
    const asked = { payoutId, outcome, isDoubted, by, now: story.now };
    if (decide === 'propose')
      return inRun(story, index, proposeDoubtSettling(run, { ...asked, reason: 'asked' }));
    const approved = inRun(story, index, approveDoubtSettling(run, asked));
    if (settledAs(approved.runs[index] ?? run, payoutId) === undefined) return story;
    const report: PayoutReport =
      outcome === 'paid'
        ? { status: 'paid', reference: payoutId, amount: line.amount }
        : { status: 'failed', code: 'not_paid_by_bank' };
    return inAccount(
      approved,
      recordPayout(approved.account, { payoutId, report, now: story.now }, CREATOR_ID),
    );
  };

const report =
  (told: PayoutReport['status'], isRight = true, returnedMinor = 0n): Step =>
  (story, pick) => {
    const payouts = [...story.account.payouts.values()].filter(
      (each) => told === 'differs' || canBeTold(story, each),
    );
    const payout = payouts[pick % Math.max(payouts.length, 1)];
    if (payout === undefined) return story;
    const amount = isRight ? payout.amount : lira(1n);
    const said = {
      status: told,
      reference: 'tr_1',
      amount,
      code: told === 'differs' ? 'bank_may_have_paid' : 'AC04',
      detail: 'closed',
      returned: lira(returnedMinor),
    };
    const { payoutId } = payout;
    const command = { payoutId, report: said as PayoutReport, now: story.now };
    return inAccount(story, recordPayout(story.account, command, CREATOR_ID));
  };

const hold: Step = (story) =>
  inAccount(
    story,
    placeHold(story.account, { creatorId: CREATOR_ID, reason: 'legal_claim', now: story.now }),
  );
const release: Step = (story) =>
  inAccount(story, releaseHold(story.account, { creatorId: CREATOR_ID, now: story.now }));

const wait =
  (ms: number): Step =>
  (story) => ({ ...story, now: plusMs(story.now, ms) });

/** What goes on is there more often than what stops it. */
const STEPS: readonly Step[] = [
  ...[deliver, deliver, deliver, wait(DAY_MS), wait(DAY_MS), wait(PROPOSAL_VALID_MS)],
  ...[onOrder(recordDisputed, chargebackOpenedAt), onOrder(recordDisputed, chargebackOpenedAt)],
  ...[onOrder(recordTakenBack, lostAfterDelivery), onOrder(recordReleased, chargebackWonAt)],
  ...[propose, propose, propose, onRun(approveRun, 'mert'), onRun(approveRun, 'mert')],
  ...[onRun(approveRun, 'mert'), onRun(approveRun, 'ayşe'), onRun(rejectRun, 'mert')],
  ...[execute(false), execute(false), execute(false), execute(true), giveOut],
  ...[
    report('paid'),
    report('paid'),
    report('sent'),
    report('unknown'),
    report('failed'),
    report('returned'),
  ],
  ...[report('paid', true, 500n), propose, propose, onRun(approveRun, 'mert'), execute(false)],
  ...[report('paid'), onOrder(recordTakenBack, lostAfterDelivery), deliver, release, release],
  ...[settle('propose', 'paid', 'ayşe'), settle('propose', 'not_paid', 'ayşe'), report('differs')],
  ...[
    settle('approve', 'paid', 'mert'),
    settle('approve', 'not_paid', 'mert'),
    settle('approve', 'paid', 'ayşe'),
  ],
  ...[report('paid', false), report('differs'), hold, release, release, release, release],
];

const steps = fc.array(fc.tuple(fc.nat(STEPS.length - 1), fc.noBias(fc.nat(99))), {
  minLength: 20,
  maxLength: 120,
  size: 'max',
});

const BEGINNING: Story = {
  ...{
    told: inCreator(DESTINATION, VERIFIED),
    account: initialCreatorAccount,
    runs: [],
    orders: 0,
    now: START,
  },
};

/** All that can become of what a creator earns, through the real deciders. */
export const payoutStory: fc.Arbitrary<readonly Told[]> = steps.map(
  (all) => all.reduce((story, [which, pick]) => STEPS[which]?.(story, pick) ?? story, BEGINNING).told,
);
