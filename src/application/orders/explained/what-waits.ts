import type { Earning } from '../../../domain/creator-account/account.js';
import { formatMoney } from '../../../domain/money.js';
import type { Deadline } from '../../deadlines/deadline.js';
import type { CaseDocument } from '../../projections/cases.js';
import type { OrderView } from '../../projections/order-view.js';
import type { PayoutDocument } from '../../projections/payouts.js';
import type { DeadlineThen } from './order-deadlines.js';

/** Something that is still to come about for an order, beside the order's own next step. */
export interface Wait {
  readonly for: WaitsFor;
  /** Until when, or when it is looked at again; `null` where no instant is set. */
  readonly at: string | null;
  readonly sentence: string;
}

export type WaitsFor =
  'unknown_outcome' | 'word_of_provider' | 'slot' | 'evidence' | 'availability' | 'payout' | 'hold' | 'case';

export interface Standing {
  readonly order: OrderView;
  readonly deadlines: readonly DeadlineThen[];
  readonly earning: Earning | undefined;
  /** Why its creator's account is held; `null` where it is not. */
  readonly hold: string | null;
  readonly payouts: readonly PayoutDocument[];
  readonly cases: readonly CaseDocument[];
}

export const whatWaits = (standing: Standing): readonly Wait[] => [
  ...standing.deadlines.flatMap(ofDeadline),
  ...ofEvidence(standing.order),
  ...ofEarning(standing),
  ...standing.cases.flatMap(ofCase),
];

/** Whom the program asks when a deadline has come; the order's own deadline is in what comes next. */
const ASKED_ABOUT: Readonly<Partial<Record<Deadline['kind'], string>>> = {
  payment: 'the payment',
  refund: 'the refund',
  evidence: 'the evidence',
  payout: 'the payout',
};

function ofDeadline({ kind, outcome, dueAt, setBy }: DeadlineThen): readonly Wait[] {
  if (outcome !== 'running') return [];
  if (kind === 'order_slot')
    return [{ for: 'slot', at: dueAt, sentence: 'A place is kept for the order until it has come about.' }];
  const what = ASKED_ABOUT[kind];
  if (what === undefined) return [];
  return setBy.type.endsWith('OutcomeUnknown')
    ? [
        {
          ...{ for: 'unknown_outcome', at: dueAt },
          sentence: `What became of ${what} is not known: the provider did not answer clearly, and is asked again.`,
        },
      ]
    : [
        {
          ...{ for: 'word_of_provider', at: dueAt },
          sentence: `The provider is asked about ${what}, unless it says before what became of it.`,
        },
      ];
}

const ofEvidence = ({ chargeback, evidenceDueBy }: OrderView): readonly Wait[] =>
  chargeback === 'open' && evidenceDueBy !== null
    ? [{ for: 'evidence', at: evidenceDueBy, sentence: 'The payment provider takes evidence until then.' }]
    : [];

/** A payout that failed or came back has given its orders free. */
function ofEarning({ earning, hold, payouts, order }: Standing): readonly Wait[] {
  if (earning?.status !== 'earned' || order.chargeback === 'lost') return [];
  const payout = payouts.find(({ payoutId }) => payoutId === earning.payoutId);
  if (payout?.state === 'paid') return [];
  if (payout !== undefined)
    return [
      {
        ...{ for: 'payout', at: null },
        sentence: `The earning is on its way in the payout ${payout.payoutId} (${payout.state}).`,
      },
    ];
  return [
    availabilityOf(earning, order),
    ...(hold === null
      ? []
      : [
          {
            ...{ for: 'hold' as const, at: null },
            sentence: `Nothing is paid out to the creator while the account is held (${hold}).`,
          },
        ]),
  ];
}

/** However long it has been earned: while a chargeback is open, no run pays it out. */
function availabilityOf(
  { earning, availableAt }: Extract<Earning, { status: 'earned' }>,
  { chargeback }: OrderView,
): Wait {
  const amount = formatMoney(earning);
  return chargeback === 'open'
    ? {
        ...{ for: 'availability', at: null },
        sentence: `The earning of ${amount} is not paid out before the chargeback is decided.`,
      }
    : {
        ...{ for: 'availability', at: availableAt },
        sentence: `The earning of ${amount} can be paid out from then on, by the next run of payouts.`,
      };
}

const ofCase = ({ isOpen, caseId, kind, about }: CaseDocument): readonly Wait[] =>
  isOpen
    ? [
        {
          ...{ for: 'case', at: null },
          sentence: `Somebody of finance must close the case ${caseId} (${kind}, ${about}).`,
        },
      ]
    : [];
