import type { PlantedFault } from './planted-fault.js';

/** Payouts, their runs, and the bank. */
export const IN_PAYOUTS: readonly PlantedFault[] = [
  {
    name: 'who proposed a payout run approves it',
    module: 'domain/payout-run/decide',
    find: 'if (by === open.proposedBy)',
    replace: 'if (false)',
  },
  {
    name: 'a payout run is approved at the very instant when it is too late',
    module: 'domain/payout-run/decide',
    find: 'if (now >= open.expiresAt)',
    replace: 'if (now > open.expiresAt)',
  },
  {
    name: 'a payout run is decided on twice',
    module: 'domain/payout-run/decide',
    find: "if (run.status !== 'proposed')",
    replace: 'if (false)',
  },
  {
    name: 'a stale proposal is carried out',
    module: 'domain/creator-account/decide-payout',
    find: 'if (stale !== undefined)',
    replace: 'if (false)',
  },
  {
    name: 'a hold is passed over when a payout is reserved',
    module: 'domain/creator-account/decide-payout',
    find: 'if (account.hold !== null)',
    replace: 'if (false)',
  },
  {
    name: 'an earning is in two payouts',
    module: 'domain/creator-account/account',
    find: 'paidOutBy(account.earnings, payout.orderIds, payout.payoutId)',
    replace: 'account.earnings',
  },
  {
    name: 'a payout that failed does not give its orders back',
    module: 'domain/creator-account/account',
    find: 'paidOutBy(earnings, payoutOf(account, payoutId).orderIds, null)',
    replace: 'earnings',
  },
  {
    name: 'a debt is forgotten',
    module: 'domain/creator-account/account',
    find: 'account.owedMinor + (event.data.owed?.amountMinor ?? 0n)',
    replace: 'account.owedMinor',
  },
  {
    name: 'each attempt to make a transfer has a key of its own',
    module: 'application/processes/payout-process',
    find: 'idempotencyKey: payoutId }',
    replace: 'idempotencyKey: `${payoutId} ${String(payout.failures)}` }',
  },
  {
    name: 'a payout that may have gone out is given up',
    module: 'application/processes/payout-process',
    find: "return { status: 'unknown' };",
    replace: "return { status: 'failed', code: 'no_answer' };",
  },
  {
    name: 'a payout goes where its creator wanted it before',
    module: 'domain/creator-account/decide-payout',
    find: 'line.destinationId === currentDestination',
    replace: 'true',
  },
  {
    name: 'a transfer that was taken back is not heard of',
    module: 'application/processes/payout-process',
    find: "event.data.type.startsWith('transfer.')",
    replace: 'false',
  },
  {
    name: 'a bank account is paid that nobody has verified',
    module: 'application/payouts/propose-payout-run',
    find: 'if (isUnverified(destination))',
    replace: 'if (false)',
  },
  {
    name: 'a payout is called paid before the bank has its file',
    module: 'application/processes/bank-payout-process',
    find: "return { status: 'sent', reference: bankReferenceOf(payoutId), amount };",
    replace: "return { status: 'paid', reference: payoutId, amount };",
  },
  {
    name: 'a run has a second bank file',
    module: 'domain/payout-run/decide-bank-file',
    find: 'if (bankFile !== null)\n        return [givenOut];',
    replace: '',
  },
  {
    name: 'what a bank says of a payout that it was never given is taken',
    module: 'application/payouts/act-on-bank-answers',
    find: 'if (!wasGivenOut(run, payoutId))',
    replace: 'if (false)',
  },
  {
    name: 'what a bank tells again is taken for other money',
    module: 'domain/creator-account/decide-payout',
    find: 'areNamed && before !== reference',
    replace: 'areNamed',
  },
  {
    name: 'an answer of a bank is acted on twice',
    module: 'domain/creator-account/decide-payout',
    find: "case 'returned':\n            return [];",
    replace: "case 'returned':\n            return [returned];",
  },
  {
    name: 'that a bank took what it has rejected since is a case',
    module: 'domain/creator-account/decide-payout',
    find: "payout.status === 'failed' && payout.rail !== 'bank_transfers'",
    replace: "payout.status === 'failed'",
  },
  {
    name: 'what was taken back of a payout that came back is paid out again',
    module: 'domain/creator-account/decide-payout',
    find: 'takenBack: takenBackOf(account, payout), code',
    replace: 'takenBack: money(0n, amount.currency), code',
  },
  {
    name: 'a case for which money is moved is closed by one person',
    module: 'domain/money-case/decide',
    find: 'if (proposal.proposedBy === by)',
    replace: 'if (false)',
  },
  {
    name: 'money that somebody sent by hand is no case',
    module: 'domain/reconciliation/compare',
    find: "if (ours.knows === 'nothing')",
    replace: "if (ours.knows === 'nothing')\n        return undefined;\n    if (false)",
  },
  {
    name: 'the watch over the money rules goes on from notes that were lost',
    module: 'application/finance/money-watch',
    find: 'untilLost(this.deps.models, signal, ',
    replace: '((models, signal, follow) => follow(signal))(this.deps.models, signal, ',
  },
];
