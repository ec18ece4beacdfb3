import type { DomainEvent } from '../event.js';
import { formatMoney, type Money, money, sameMoney, sizeOf } from '../money.js';
import { type Difference, nameOfDifference } from '../reconciliation/difference.js';
import type { Decision } from '../rejection.js';
import type { Instant } from '../time.js';

/** What a statement of our bank says of its account as a whole. `null` where it does not say. */
export interface BankStatement {
  /** Of our account. */
  readonly iban: string;
  readonly statementId: string;
  readonly opening: Money | null;
  readonly closing: Money | null;
  /** The day of the closing balance. */
  readonly closedOn: string | null;
  /** All entries that are booked, credits less debits. */
  readonly booked: Money | null;
}

/** A statement of an account of ours is here, or says something else than it said before. */
export type BankStatementTaken = DomainEvent<
  'BankStatementTaken',
  BankStatement & {
    /** Of the file that it came in. */
    readonly sha256: string;
    readonly takenAt: Instant;
  }
>;

/** All statements of one account, as they came. */
export interface BankAccount {
  readonly statements: readonly BankStatement[];
}

export const initialBankAccount: BankAccount = { statements: [] };

export const evolveBankAccount = (
  { statements }: BankAccount,
  { data: { sha256: _, takenAt: __, ...statement } }: BankStatementTaken,
): BankAccount => ({ statements: [...statements, statement] });

export interface TakeStatement {
  readonly statement: BankStatement;
  readonly sha256: string;
  readonly now: Instant;
}

/** A statement that says what it said last, in whatever file, is nothing new. */
export function takeStatement(
  { statements }: BankAccount,
  { statement, sha256, now }: TakeStatement,
): Decision<BankStatementTaken> {
  const last = statements.findLast(({ statementId }) => statementId === statement.statementId);
  if (last !== undefined && isSame(last, statement)) return [];
  return [{ type: 'BankStatementTaken', data: { ...statement, sha256, takenAt: now } }];
}

/** Of two versions of one statement. */
const isSame = (one: BankStatement, other: BankStatement): boolean =>
  one.closedOn === other.closedOn &&
  isSameOrNone(one.opening, other.opening) &&
  isSameOrNone(one.closing, other.closing) &&
  isSameOrNone(one.booked, other.booked);

const isSameOrNone = (one: Money | null, other: Money | null): boolean =>
  one === null || other === null ? one === other : sameMoney(one, other);

/** A statement that says where it begins and ends. */
export type BalancedStatement = BankStatement & {
  readonly opening: Money;
  readonly closing: Money;
  readonly closedOn: string;
};

const isBalanced = (statement: BankStatement): statement is BalancedStatement =>
  statement.opening !== null && statement.closing !== null && statement.closedOn !== null;

/** What can be wrong with a statement, and is or is not. */
export interface StatementFinding {
  /** Names the case, whether there is one or not. */
  readonly name: string;
  readonly difference: Difference | null;
}

const KINDS = ['amount_differs', 'status_differs', 'missing_in_our_books'] as const;

/**
 * What is wrong with a statement that was just taken, and with the one after it, which may have waited for it: its entries are not what its
 * balances say, it says something else than before, or it does not begin where the one before it ends.
 */
export function findingsAfter(account: BankAccount, statementId: string): readonly StatementFinding[] {
  const inOrder = inOrderOf(account);
  const index = inOrder.findIndex((each) => each.statementId === statementId);
  if (index < 0) return [];
  return [index, index + 1].flatMap((at) => {
    const statement = inOrder[at];
    return statement === undefined ? [] : findingsOf(account, statement, inOrder[at - 1]);
  });
}

const inOrderOf = (account: BankAccount): readonly BalancedStatement[] =>
  lastVersions(account)
    .filter(isBalanced)
    .sort((one, other) => one.closedOn.localeCompare(other.closedOn));

/** The one by which it is known what is on the account. */
export const lastStatement = (account: BankAccount): BalancedStatement | undefined =>
  inOrderOf(account).at(-1);

function lastVersions({ statements }: BankAccount): readonly BankStatement[] {
  return [...new Map(statements.map((statement) => [statement.statementId, statement])).values()];
}

function findingsOf(
  account: BankAccount,
  statement: BalancedStatement,
  before: BalancedStatement | undefined,
): readonly StatementFinding[] {
  const objectId = `${statement.iban}.${statement.statementId}`;
  const found = [
    notSummed(statement),
    changed(account, statement),
    before === undefined ? null : notContinued(statement, before),
  ];
  return KINDS.map((kind, index) => {
    const of = { kind, about: 'bank_statement', objectId } as const;
    const sides = found[index] ?? null;
    return { name: nameOfDifference(of), difference: sides && { ...of, orderId: null, ...sides } };
  });
}

type Sides = Pick<Difference, 'amount' | 'ours' | 'theirs'>;

function sidesOf(ours: Money, theirs: Money, says: readonly [ours: string, theirs: string]): Sides | null {
  if (sameMoney(ours, theirs)) return null;
  const apart = theirs.amountMinor - ours.amountMinor;
  const isComparable = ours.currency === theirs.currency;
  return {
    amount: isComparable ? { ...theirs, amountMinor: sizeOf(apart) } : theirs,
    ours: `${says[0]} ${formatMoney(ours)}`,
    theirs: `${says[1]} ${formatMoney(theirs)}`,
  };
}

function notSummed({ opening, closing, booked }: BalancedStatement): Sides | null {
  if (booked === null || opening.currency !== closing.currency) return null;
  const moved = money(closing.amountMinor - opening.amountMinor, closing.currency);
  return sidesOf(booked, moved, ['its entries come to', 'its balances move by']);
}

/** Against what it said first: the bank may take back what it changed. */
function changed({ statements }: BankAccount, statement: BalancedStatement): Sides | null {
  const { statementId, closing } = statement;
  const first = statements.find((each) => each.statementId === statementId);
  if (first === undefined || first.closing === null || isSame(first, statement)) return null;
  return {
    amount: closing,
    ours: `it was taken in before, closing with ${formatMoney(first.closing)}`,
    theirs: `it says something else, closing with ${formatMoney(closing)}`,
  };
}

const notContinued = ({ opening }: BalancedStatement, before: BalancedStatement): Sides | null =>
  sidesOf(before.closing, opening, [`${before.statementId} closed with`, 'it opens with']);
