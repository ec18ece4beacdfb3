import { isValidBIC, isValidIBAN } from 'ibantools';
import { decimalsOf, type Currency, type Money } from '../../domain/money.js';
import { bankText, isBankIdentifier } from './bank-text.js';
import type {
  BankAccount,
  PaymentLine,
  PaymentRun,
  PaymentRunField,
  PaymentRunProblem,
  PaymentRunProblemCode,
} from '../../application/ports/payment-run.js';
import { referenceOfPayout } from '../../domain/payout-run/bank-references.js';

/** With the largest amounts of three decimals, the control sum still has the 18 digits that the schema allows. */
export const MAX_LINES = 100_000;
/** What the schema allows is 140; banks promise to carry 70. */
export const MAX_NAME_LENGTH = 70;
export const MAX_REMITTANCE_LENGTH = 140;
const MAX_PROBLEMS = 100;

/** One unit below a thousand million, the most that a SEPA credit transfer carries; we take it for every currency. */
export const maxTransferMinor = (currency: Currency): bigint => 10n ** BigInt(9 + decimalsOf(currency)) - 1n;

type Finding = readonly [PaymentRunField, PaymentRunProblemCode];

/** What keeps the run from becoming a file, at most 100 problems; empty for a good run. */
export function problemsOfRun(run: PaymentRun): readonly PaymentRunProblem[] {
  const problems = findingsOfHead(run).map(([field, code]) => problem(null, field, code));
  const seen = new Set<string>();
  for (const [index, line] of run.lines.entries()) {
    if (problems.length >= MAX_PROBLEMS) break;
    problems.push(
      ...findingsOfLine(line, run.currency, seen).map(([field, code]) => problem(index + 1, field, code)),
    );
    seen.add(line.payoutId);
  }
  return problems.slice(0, MAX_PROBLEMS);
}

/** What keeps an account from being paid. */
export const problemsOfCreditor = (account: BankAccount): readonly PaymentRunProblem[] =>
  findingsOfAccount(account, 'creditor').map(([field, code]) => problem(null, field, code));

const problem = (
  line: number | null,
  field: PaymentRunField,
  code: PaymentRunProblemCode,
): PaymentRunProblem => ({ line, field, code });

function findingsOfHead(run: PaymentRun): readonly Finding[] {
  const findings: Finding[] = [];
  if (!isBankIdentifier(run.messageId)) findings.push(['messageId', 'identifier_invalid']);
  if (!isInstant(run.createdAt)) findings.push(['createdAt', 'instant_invalid']);
  if (!isInstant(`${run.executeOn}T00:00:00.000Z`)) findings.push(['executeOn', 'date_invalid']);
  findings.push(...findingsOfAccount(run.debtor, 'debtor'));
  if (run.lines.length === 0) findings.push(['lines', 'no_lines']);
  if (run.lines.length > MAX_LINES) findings.push(['lines', 'too_many_lines']);
  return findings;
}

function findingsOfLine(
  line: PaymentLine,
  currency: Currency,
  seen: ReadonlySet<string>,
): readonly Finding[] {
  const findings: Finding[] = [];
  if (referenceOfPayout(line.payoutId) === undefined) findings.push(['payoutId', 'payout_id_invalid']);
  if (seen.has(line.payoutId)) findings.push(['payoutId', 'payout_repeated']);
  findings.push(...findingsOfAmount(line.amount, currency), ...findingsOfAccount(line.creditor, 'creditor'));
  const { text } = bankText(line.remittanceText, MAX_REMITTANCE_LENGTH);
  if (!hasLetters(text)) findings.push(['remittanceText', 'text_empty']);
  return findings;
}

function findingsOfAmount(amount: Money, currency: Currency): readonly Finding[] {
  if (amount.currency !== currency) return [['amount', 'currency_differs']];
  if (amount.amountMinor <= 0n) return [['amount', 'amount_not_positive']];
  if (amount.amountMinor > maxTransferMinor(currency)) return [['amount', 'amount_too_large']];
  return [];
}

function findingsOfAccount(account: BankAccount, of: 'debtor' | 'creditor'): readonly Finding[] {
  const findings: Finding[] = [];
  const { text, lost } = bankText(account.name, MAX_NAME_LENGTH);
  if (lost) findings.push([`${of}.name`, 'text_not_latin']);
  else if (!hasLetters(text)) findings.push([`${of}.name`, 'text_empty']);
  if (!isValidIBAN(account.iban)) findings.push([`${of}.iban`, 'iban_invalid']);
  if (account.bic !== undefined && !isBic(account.bic)) findings.push([`${of}.bic`, 'bic_invalid']);
  return findings;
}

/** Whether a bank can write the name, and all of it. */
export function isNameForBanks(name: string): boolean {
  const { text, lost } = bankText(name, MAX_NAME_LENGTH + 1);
  return !lost && hasLetters(text) && text.length <= MAX_NAME_LENGTH;
}

const isBic = (text: string): boolean => text === text.toUpperCase() && isValidBIC(text);

const hasLetters = (text: string): boolean => /[A-Za-z0-9]/.test(text);

/** In the one form that `Instant` has, and on the calendar: 30 February is not. */
function isInstant(text: string): boolean {
  const epochMs = /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : NaN;
  return !Number.isNaN(epochMs) && new Date(epochMs).toISOString() === text;
}
