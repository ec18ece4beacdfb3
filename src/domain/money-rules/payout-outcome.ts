import type { EventOf } from '../all-events.js';
import type { PayoutEvent, PayoutRailName } from '../creator-account/payout-events.js';
import type { LedgerAccount } from '../ledger/ledger.js';
import { sameMoney } from '../money.js';
import { isFreedByNobody } from './doubt-books.js';
import type { PayoutNote } from './notes.js';
import { isSameParts } from './payout-note.js';
import type { Moved } from './posted.js';
import { broken, type MoneyRule } from './rules.js';

type Status = PayoutNote['status'];

/** What an event makes of a payout, and of the account that it is of. */
export interface Became {
  readonly then: Status;
  readonly rules: readonly MoneyRule[];
  /** So much more is owed, in minor units. */
  readonly owedMinor: bigint;
  /** So much more of it came back while the rest stays paid. */
  readonly returnedMinor: bigint;
  readonly isHeld: boolean;
  readonly moved: Moved;
}

/** Of what never went out a failure is said, too: by us. */
const SAID_BY_RAIL: readonly PayoutEvent['type'][] = [
  'PayoutSent',
  'PayoutPaid',
  'PayoutBooked',
  'PayoutReturned',
  'PayoutPartReturned',
];

const ON_ITS_WAY: readonly Status[] = ['reserved', 'sent'];

/** What is said of a payout that was reserved. */
export function whatBecame(
  payout: PayoutNote,
  event: Exclude<PayoutEvent, { type: 'PayoutReserved' }>,
  wasGivenOut: boolean,
): Became {
  const { status, line } = payout;
  const amountMinor = line.amount.amountMinor;
  const isWithRail =
    line.rail !== 'bank_transfers' || (payout.isInFile && wasGivenOut) || payout.settledAs === 'paid';
  const became = (then: Status, before: readonly Status[], isInFull: boolean): Became => ({
    ...{ then, owedMinor: 0n, returnedMinor: 0n, isHeld: false, moved: {} },
    rules: [
      ...broken(before.includes(status), 'payout_in_order'),
      ...broken(isInFull && event.data.creatorId === line.creatorId, 'payout_in_full'),
      ...broken(isWithRail || !SAID_BY_RAIL.includes(event.type), 'paid_by_bank_file'),
    ],
  });
  switch (event.type) {
    case 'PayoutDiffered':
      return { ...became(status, [status], true), isHeld: true };
    case 'PayoutOutcomeUnknown':
      return became(status, ['reserved'], true);
    case 'PayoutSent':
      return became('sent', ['reserved'], sameMoney(event.data.amount, line.amount));
    case 'PayoutPaid': {
      const isInFull = sameMoney(event.data.amount, line.amount) && event.data.rail === line.rail;
      const moved: Moved = { payouts_in_transit: amountMinor, [PAID_FROM[line.rail]]: -amountMinor };
      return { ...became('paid', ON_ITS_WAY, isInFull), moved };
    }
    case 'PayoutBooked':
      return became(status, ['paid', 'returned'], line.rail === 'bank_transfers');
    case 'PayoutFailed': {
      const failed = became('failed', ON_ITS_WAY, isSameParts(event.data, line));
      const rules = [...failed.rules, ...broken(!isFreedByNobody(payout), 'doubt_by_two')];
      return undone({ ...failed, rules }, payout, event.data, { payouts_in_transit: amountMinor });
    }
    case 'PayoutPartReturned':
      return { ...became('paid', ['paid'], isPartOf(payout, event.data)), ...partReturned(event.data) };
    case 'PayoutReturned': {
      const returned = became('returned', ['paid'], isRestOf(payout, event.data));
      const taken = event.data.charges?.amountMinor ?? 0n;
      const rest = amountMinor - payout.returnedMinor - taken;
      const cameFrom: Moved = { [PAID_FROM[line.rail]]: rest, bank_fees: taken };
      return undone(returned, payout, event.data, cameFrom);
    }
  }
}

type PartReturned = EventOf<'PayoutPartReturned'>['data'];

const isPartOf = ({ line, returnedMinor }: PayoutNote, { amount, rail }: PartReturned): boolean =>
  rail === line.rail &&
  amount.currency === line.amount.currency &&
  amount.amountMinor > 0n &&
  returnedMinor + amount.amountMinor < line.amount.amountMinor;

/** That part is owed to the creator, whose orders stay paid out. */
const partReturned = ({ amount: { amountMinor: part }, rail }: PartReturned) => ({
  ...{ owedMinor: -part, returnedMinor: part },
  moved: { [PAID_FROM[rail]]: part, creator_receivable: -part },
});

const isRestOf = ({ line, returnedMinor }: PayoutNote, data: EventOf<'PayoutReturned'>['data']): boolean =>
  (data.returnedBefore?.amountMinor ?? 0n) === returnedMinor &&
  isSameParts(data, line) &&
  data.rail === line.rail &&
  (data.charges === null || isChargeOf(line, data.charges));

/** Only a bank takes something of what comes back, and less than all of it. */
const isChargeOf = (
  { rail, amount }: PayoutNote['line'],
  { amountMinor, currency }: EventOf<'PayoutReturned'>['data']['amount'],
): boolean =>
  rail === 'bank_transfers' &&
  currency === amount.currency &&
  amountMinor > 0n &&
  amountMinor < amount.amountMinor;

/** Its orders are payable again, but for what was taken back of them: that is neither payable nor owed. */
function undone(
  became: Became,
  { line: { earned, debtSettled }, takenBackMinor, returnedMinor }: PayoutNote,
  { takenBack }: Pick<EventOf<'PayoutFailed'>['data'], 'takenBack'>,
  cameFrom: Moved,
): Became {
  const owedMinor = debtSettled.amountMinor - takenBackMinor + returnedMinor;
  const isNamed = takenBack.amountMinor === takenBackMinor && takenBack.currency === earned.currency;
  return {
    ...became,
    owedMinor,
    rules: [...became.rules, ...broken(isNamed, 'taken_back_named')],
    moved: {
      ...cameFrom,
      creator_payable: takenBackMinor - earned.amountMinor,
      creator_receivable: owedMinor,
    },
  };
}

/** Where the money of a rail goes out from. */
const PAID_FROM = {
  stripe_transfers: 'provider_clearing',
  bank_transfers: 'bank',
} as const satisfies Readonly<Record<PayoutRailName, LedgerAccount>>;
