import type { RecordedEvent } from '../../src/application/ports/event-store.js';
import type { Documents } from './order-opinions.js';

interface Amount {
  readonly amountMinor: number;
  readonly currency: string;
}

type Said = Readonly<Record<string, Amount & string>>;
type Line = readonly [account: string, amountMinor: number];

/** When each kind of event that moves money says that it came about, and what an accountant writes down for it. */
const JOURNAL: Readonly<
  Record<string, readonly [at: string, of: string, lines: (said: Said) => readonly Line[]]>
> = {
  FundsHeld: ['heldAt', 'amount', ({ amount }) => moved('held_for_orders', 'provider_clearing', amount)],
  RefundIssued: ['issuedAt', 'amount', ({ amount }) => moved('provider_clearing', 'held_for_orders', amount)],
  PartRefunded: [
    'refundedAt',
    'amount',
    ({ amount }) => moved('provider_clearing', 'held_for_orders', amount),
  ],
  PartRefundReturned: [
    'returnedAt',
    'amount',
    ({ amount }) => moved('held_for_orders', 'provider_clearing', amount),
  ],
  VideoDelivered: [
    'deliveredAt',
    'givenBack',
    ({ givenBack }) => moved('held_for_orders', 'platform_fees', givenBack),
  ],
  RefundFailed: [
    'failedAt',
    'cameBack',
    ({ cameBack }) => moved('held_for_orders', 'provider_clearing', cameBack),
  ],
  ChargebackFundsWithdrawn: [
    'withdrawnAt',
    'amount',
    ({ amount, fee }) => [
      ['chargebacks', minor(amount)],
      ['provider_fees', minor(fee)],
      ['provider_clearing', -minor(amount) - minor(fee)],
    ],
  ],
  ChargebackFundsReinstated: [
    'reinstatedAt',
    'amount',
    ({ amount, fee }) => [
      ['provider_clearing', minor(amount) + minor(fee)],
      ['chargebacks', -minor(amount)],
      ['provider_fees', -minor(fee)],
    ],
  ],
  ChargebackLost: [
    'lostAt',
    'heldMoney',
    ({ heldMoney }) => moved('chargebacks', 'held_for_orders', heldMoney),
  ],
  EarningEarned: [
    'earnedAt',
    'price',
    ({ price, fee, earning }) => [
      ['held_for_orders', minor(price)],
      ['creator_payable', -minor(earning)],
      ['platform_fees', -minor(fee)],
    ],
  ],
  EarningTakenBack: [
    'takenBackAt',
    'price',
    ({ price, fee, earning, owed }) => [
      [isNothing(owed) ? 'creator_payable' : 'creator_receivable', minor(earning)],
      ['platform_fees', minor(fee)],
      ['chargebacks', -minor(price)],
    ],
  ],
  ProviderFeesTaken: ['takenAt', 'fee', ({ fee }) => moved('provider_clearing', 'provider_fees', fee)],
  ProviderBankMovementFound: [
    'movedAt',
    'amount',
    ({ kind, amount }) =>
      /^(paid_out|top_up_returned)$/.test(String(kind))
        ? moved('provider_clearing', 'bank', amount)
        : moved('bank', 'provider_clearing', amount),
  ],
  MoneyCaseClosingApproved: [
    'approvedAt',
    'amount',
    ({ from, to, amount }) => moved(String(from), String(to), amount),
  ],
  PayoutReserved: [
    'reservedAt',
    'amount',
    ({ earned, debtSettled, amount }) => [
      ['creator_payable', minor(earned)],
      ['creator_receivable', -minor(debtSettled)],
      ['payouts_in_transit', -minor(amount)],
    ],
  ],
  PayoutPaid: [
    'paidAt',
    'amount',
    ({ rail, amount }) => moved(paidFrom(String(rail)), 'payouts_in_transit', amount),
  ],
  PayoutFailed: ['failedAt', 'amount', (said) => undone('payouts_in_transit', said)],
  PayoutReturned: ['returnedAt', 'amount', (said) => undone(paidFrom(String(said['rail'])), said)],
  PayoutPartReturned: [
    'returnedAt',
    'amount',
    ({ rail, amount }) => moved('creator_receivable', paidFrom(String(rail)), amount),
  ],
};

/** Where a rail pays from. */
const paidFrom = (rail: string): string => (rail === 'bank_transfers' ? 'bank' : 'provider_clearing');

/** It can be paid out again, but for what was taken back meanwhile: that is neither payable nor owed any more. */
const undone = (
  cameFrom: string,
  { amount, earned, debtSettled, takenBack, returnedBefore, charges }: Said,
): readonly Line[] => [
  [cameFrom, minor(amount) - minor(returnedBefore) - minor(charges)],
  ['bank_fees', minor(charges)],
  ['creator_receivable', minor(debtSettled) - minor(takenBack) + minor(returnedBefore)],
  ['creator_payable', minor(takenBack) - minor(earned)],
];

const isNothing = (amount: Amount | null | undefined): boolean => amount === null || amount === undefined;

const minor = (amount: Amount | null | undefined): number => amount?.amountMinor ?? 0;

const moved = (from: string, to: string, amount: Amount | undefined): readonly Line[] => [
  [to, minor(amount)],
  [from, -minor(amount)],
];

/** Fees are those of a day, and are looked up once it is over. */
function cameAboutAt(type: string, said: Said, at: string): string {
  const told = String(said[at]);
  const day = String(said['day']);
  return type === 'ProviderFeesTaken' && told.slice(0, 10) > day ? `${day}T23:59:59.999Z` : told;
}

/** The ledger as somebody else keeps it, who reads the log as it is stored. */
export class Ledger {
  readonly postings: Documents = new Map();
  readonly days: Documents = new Map();
  readonly openItems: Documents = new Map();

  take({ type, data, position, id: eventId }: RecordedEvent): void {
    const [at, of, lines] = JOURNAL[type] ?? [];
    if (at === undefined || of === undefined || lines === undefined) return;
    // What is moved for a case is named apart.
    const said = { ...data, ...(data['movement'] as object | undefined) } as unknown as Said;
    const currency = said[of]?.currency ?? '';
    const effectiveAt = cameAboutAt(type, said, at);
    const day = effectiveAt.slice(0, 10);
    const written = lines(said).filter(([, amountMinor]) => amountMinor !== 0);
    written.forEach(([account, amountMinor], index) => {
      const fields = {
        account,
        amountMinor,
        currency,
        eventId,
        effectiveAt,
        orderId: said['orderId'] ?? null,
        payoutId: said['payoutId'] ?? null,
      };
      this.postings.set(`${String(position).padStart(20, '0')}-${String(index)}`, fields);
      this.open({ account, amountMinor, currency }, String(said['orderId'] ?? said['payoutId']), effectiveAt);
      const dayId = `${day}.${currency}.${account}`;
      const { debitMinor = 0, creditMinor = 0 } = this.days.get(dayId) ?? {};
      this.days.set(dayId, {
        debitMinor: Number(debitMinor) + Math.max(0, amountMinor),
        creditMinor: Number(creditMinor) + Math.min(0, amountMinor),
      });
    });
  }

  /** Where money only passes through, something is open until it has gone on. */
  private open({ account, amountMinor, currency }: Passing, of: string, at: string): void {
    if (!/^(held_for_orders|payouts_in_transit|chargebacks)$/.test(account)) return;
    const id = `${account}.${currency}.${of}`;
    const { balanceMinor = 0, openSince } = this.openItems.get(id) ?? {};
    const now = Number(balanceMinor) + amountMinor;
    const since = now === 0 ? null : (openSince ?? at);
    this.openItems.set(id, { account, currency, balanceMinor: now, openSince: since, isOpen: now !== 0 });
  }
}

interface Passing {
  readonly account: string;
  readonly amountMinor: number;
  readonly currency: string;
}
