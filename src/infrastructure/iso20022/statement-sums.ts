import { money, type Money } from '../../domain/money.js';
import type { BankBalance, BankStatement } from '../../application/ports/bank-file.js';
import { amountOf, timeAt } from './bank-values.js';
import { BankFileUnreadableError } from '../../application/ports/bank-file-unreadable.js';
import type { Leaf, XmlRecord } from './xml-record.js';

export const BALANCE_LEAVES = ['Tp/CdOrPrtry/Cd', 'Amt', 'CdtDbtInd', 'Dt/Dt', 'Dt/DtTm'];

export type Direction = 'credit' | 'debit';

/** Which way the money went. @throws BankFileUnreadableError for anything but `CRDT` and `DBIT` */
export function directionOf({ text, line }: Leaf): Direction {
  if (text === 'CRDT') return 'credit';
  if (text === 'DBIT') return 'debit';
  throw new BankFileUnreadableError('malformed_value', line, 'CdtDbtInd is neither CRDT nor DBIT');
}

export const signed = (amount: Money, direction: Direction): Money =>
  direction === 'credit' ? amount : money(-amount.amountMinor, amount.currency);

/** The balances of one statement and the sum of its entries, to hold them against each other. */
export class StatementSums {
  private readonly balances = new Map<string, BankBalance | 'several'>();
  private booked: Money | 'mixed' | undefined;

  addBalance(record: XmlRecord): void {
    const type = record.text('Tp/CdOrPrtry/Cd');
    if (type !== 'OPBD' && type !== 'PRCD' && type !== 'CLBD') return;
    const at = timeAt(record, 'Dt/Dt', 'Dt/DtTm');
    if (at === undefined)
      throw new BankFileUnreadableError('missing_element', record.line, `${record.path} without Dt`);
    const amount = signed(amountOf(record.needed('Amt')), directionOf(record.needed('CdtDbtInd')));
    this.balances.set(type, this.balances.has(type) ? 'several' : { amount, at });
  }

  addBooked(amount: Money): void {
    if (this.booked === undefined) this.booked = amount;
    else if (this.booked !== 'mixed')
      this.booked =
        this.booked.currency === amount.currency
          ? money(this.booked.amountMinor + amount.amountMinor, amount.currency)
          : 'mixed';
  }

  /** Of several balances of a kind (a page's own, a credit line's) none is taken. */
  told(): Pick<BankStatement, 'opening' | 'closing' | 'booked' | 'difference'> {
    const opening = this.balance('OPBD') ?? this.balance('PRCD');
    const closing = this.balance('CLBD');
    const currency = (opening ?? closing)?.amount.currency;
    const booked = this.booked ?? (currency === undefined ? 'mixed' : money(0n, currency));
    const parts = [opening?.amount, closing?.amount, booked];
    return {
      opening,
      closing,
      booked: booked === 'mixed' ? null : booked,
      difference: differenceOf(parts.filter((part) => part !== undefined && part !== 'mixed')),
    };
  }

  private balance(type: string): BankBalance | null {
    const balance = this.balances.get(type);
    return balance === undefined || balance === 'several' ? null : balance;
  }
}

/** Of opening, closing and booked, where all three are there and in one currency. */
function differenceOf([opening, closing, booked]: readonly Money[]): Money | null {
  if (opening === undefined || closing === undefined || booked === undefined) return null;
  if (opening.currency !== closing.currency || opening.currency !== booked.currency) return null;
  return money(closing.amountMinor - opening.amountMinor - booked.amountMinor, opening.currency);
}
