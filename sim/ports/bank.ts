import type { BankAnswer, BankOutcome } from '../../src/application/ports/bank-file.js';
import { type Currency, money } from '../../src/domain/money.js';
import type { PayoutId } from '../../src/domain/ids.js';
import type { Dice } from '../world/dice.js';
import { readOrdered } from './bank-files.js';

/** What the bank has done, and what it has said, of one payment that it was given. */
export interface BankPayment {
  readonly payoutId: string;
  readonly amountMinor: number;
  readonly currency: Currency;
  /** Empty where it gives no name. */
  readonly bookedAs: string;
  readonly iban: string;
  state: 'taken' | 'rejected' | 'booked' | 'returned';
  /** What the bank keeps of what it gives back. */
  chargesMinor?: number;
}

const DAY_MS = 24 * 3_600_000;

/** Our bank, and its own records of what it was asked for and has paid. It takes each file once. */
export class SimulatedBank {
  readonly payments = new Map<string, BankPayment>();
  /** Payouts of which it has said what cannot be. */
  readonly liedAbout = new Set<string>();
  /** Those that it has called asked for twice. */
  readonly calledDuplicate = new Set<string>();
  readonly #files = new Set<string>();
  /** Told of what it has to say now. */
  #tell: (answer: BankAnswer) => void = () => undefined;
  #count = 0;

  constructor(
    private readonly dice: Dice,
    private readonly after: (ms: number, what: () => void) => void,
    private readonly onMistake: (what: string) => void,
    /** Whether it takes something of what comes back, and how much. */
    private readonly charges: Dice,
    /** Whether it says so, when it is given the same file again. */
    private readonly duplicates: Dice,
  ) {}

  onAnswer(listener: (answer: BankAnswer) => void): void {
    this.#tell = listener;
  }

  /** Answers false where it has the file already. */
  handIn(text: string): boolean {
    const { messageId, payments } = readOrdered(text);
    if (this.#files.has(messageId)) return this.handInAgain(payments);
    this.#files.add(messageId);
    const isWhole = payments.every(({ payoutId }) => !this.payments.has(payoutId));
    if (isWhole && this.dice.permille(200)) {
      const bookedAs = `entry-${String((this.#count += 1))}`;
      this.carryOutAsOne(
        messageId,
        payments.map((payment) => ({ ...payment, bookedAs, state: 'taken' })),
      );
      return true;
    }
    for (const { payoutId, amountMinor, currency, iban } of payments) {
      const before = this.payments.get(payoutId);
      // A bank refuses what it has had under this name, by whatever way.
      if (before?.bookedAs === '') {
        if (this.duplicates.permille(500)) this.tellDuplicate(before);
        continue;
      }
      if (before !== undefined) this.onMistake(`${payoutId}: is in two files for the bank`);
      const bookedAs = `entry-${String((this.#count += 1))}`;
      this.carryOut({ payoutId, amountMinor, currency, iban, bookedAs, state: 'taken' });
    }
    return true;
  }

  private handInAgain(payments: readonly { readonly payoutId: string }[]): false {
    if (this.duplicates.permille(300))
      for (const { payoutId } of payments) this.tellDuplicate(this.payments.get(payoutId));
    return false;
  }

  /** It has been asked for this one before: that says nothing of what becomes of the first. */
  private tellDuplicate(payment: BankPayment | undefined): void {
    if (payment === undefined) return;
    this.calledDuplicate.add(payment.payoutId);
    const answer = answerOf(payment, 'rejected', null);
    this.#tell({ ...answer, reason: { code: 'AM05', text: null } });
  }

  /** Of a file that it books as one entry, it says one thing: that all of it was paid. */
  private carryOutAsOne(messageId: string, payments: readonly BankPayment[]): void {
    for (const payment of payments) this.payments.set(payment.payoutId, payment);
    this.after(this.dice.between(0, 2 * DAY_MS), () => {
      for (const payment of payments) payment.state = 'booked';
      this.#tell(answerOfRun(messageId, payments, 'paid'));
    });
    if (this.dice.permille(500)) this.#tell(answerOfRun(messageId, payments, 'accepted'));
  }

  /** Everything that it has to say, once more: as a statement of the month does. */
  everything(): readonly BankAnswer[] {
    return [...this.payments.values()].flatMap((payment) => {
      if (payment.state === 'taken') return [];
      if (payment.state === 'rejected') return [this.answer(payment, 'rejected')];
      const paid = this.answer(payment, 'paid');
      return payment.state === 'booked' ? [paid] : [paid, this.answer(payment, 'returned')];
    });
  }

  answer(payment: BankPayment, outcome: BankOutcome): BankAnswer {
    const isBooked = (outcome === 'paid' || outcome === 'returned') && payment.bookedAs !== '';
    const said = answerOf(payment, outcome, isBooked ? payment.bookedAs : null);
    const { amountMinor, currency, chargesMinor = 0 } = payment;
    if (outcome !== 'returned' || chargesMinor === 0) return said;
    const charges = money(BigInt(chargesMinor), currency);
    return { ...said, amount: money(BigInt(amountMinor - chargesMinor), currency), charges };
  }

  /** Something that it says, and that cannot be. */
  lie(): BankAnswer | undefined {
    const told = [...this.payments.values()].filter(({ state }) => state !== 'taken');
    if (told.length === 0) return undefined;
    const payment = this.dice.oneOf(told);
    this.liedAbout.add(payment.payoutId);
    const { state, amountMinor } = payment;
    const lie = this.dice.oneOf(['amount', 'contradicts'] as const);
    if (lie === 'amount')
      return answerOf({ ...payment, amountMinor: amountMinor + 1 }, 'paid', payment.bookedAs);
    if (state === 'rejected') return answerOf(payment, 'paid', `${payment.bookedAs}-again`);
    return this.dice.permille(500)
      ? answerOf(payment, 'paid', `${payment.bookedAs}-again`)
      : answerOf(payment, 'rejected', null);
  }

  /** It speaks of a payment that it was never asked for; which it may have made, by whatever way. */
  unasked(payoutId: string, amountMinor: number, currency: Currency): BankAnswer {
    if (this.dice.permille(500)) {
      const payment = { payoutId, amountMinor, currency, iban: '', bookedAs: '', state: 'booked' } as const;
      this.payments.set(payoutId, { ...payment });
      return answerOf(payment, 'paid', null);
    }
    this.liedAbout.add(payoutId);
    return answerOf({ payoutId, amountMinor, currency }, this.dice.oneOf(['paid', 'rejected']), null);
  }

  private carryOut(payment: BankPayment): void {
    const { dice } = this;
    this.payments.set(payment.payoutId, payment);
    if (dice.permille(600)) this.#tell(this.answer(payment, dice.oneOf(['accepted', 'pending'])));
    this.after(dice.between(0, 2 * DAY_MS), () => {
      payment.state = dice.permille(150) ? 'rejected' : 'booked';
      this.#tell(this.answer(payment, payment.state === 'booked' ? 'paid' : 'rejected'));
      if (payment.state !== 'booked' || !dice.permille(120)) return;
      this.after(dice.between(0, 4 * DAY_MS), () => {
        payment.state = 'returned';
        if (this.charges.permille(400)) payment.chargesMinor = this.charges.between(1, 20);
        this.#tell(this.answer(payment, 'returned'));
      });
    });
  }
}

const CODES: Readonly<Partial<Record<BankOutcome, string>>> = { rejected: 'AC04', returned: 'AC06' };

const answerOf = (
  { payoutId, amountMinor, currency }: Pick<BankPayment, 'payoutId' | 'amountMinor' | 'currency'>,
  outcome: BankOutcome,
  bankReference: string | null,
): BankAnswer => ({
  subject: { kind: 'payout', payoutId: payoutId as PayoutId },
  ...{ outcome, status: outcome.toUpperCase(), amount: money(BigInt(amountMinor), currency) },
  reason: { code: CODES[outcome] ?? null, text: null },
  at: { date: '2026-01-01', instant: null },
  ...{ account: null, charges: null, bankReference, line: 1 },
});

/** What it says of a file as a whole. */
const answerOfRun = (
  messageId: string,
  payments: readonly BankPayment[],
  outcome: 'accepted' | 'paid',
): BankAnswer => {
  const [first] = payments;
  if (first === undefined) throw new Error('a file of nothing');
  const amountMinor = payments.reduce((sum, payment) => sum + payment.amountMinor, 0);
  return {
    ...answerOf({ ...first, amountMinor }, outcome, outcome === 'paid' ? first.bookedAs : null),
    subject: { kind: 'run', messageId, transactions: payments.length },
  };
};

/** Of what nobody ever asked for. */
export const strayAnswer = (reference: string): BankAnswer => ({
  ...answerOf({ payoutId: '', amountMinor: 100, currency: 'TRY' }, 'paid', 'stray'),
  subject: { kind: 'unknown', reference },
});
