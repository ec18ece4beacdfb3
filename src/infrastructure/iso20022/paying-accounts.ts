import { isValidBIC, isValidIBAN } from 'ibantools';
import type { BankAccount } from '../../application/ports/payment-run.js';
import { type Currency, isCurrency } from '../../domain/money.js';

/** An account of ours, without whose it is: that is the same for all. */
export type PayingAccount = Omit<BankAccount, 'name'> & { readonly currency: string };

const ACCOUNT = /^([A-Z]{3})=([A-Z0-9]+)(?:\/([A-Z0-9]+))?$/;

/** `TRY=TR33…,AED=AE07…/BIC`; `undefined` for what is not of this form. */
export function readPayingAccounts(text: string): readonly PayingAccount[] | undefined {
  const accounts = text.split(',').map((part) => accountOf(part.replace(/\s/g, '')));
  return accounts.every((account) => account !== undefined) ? accounts : undefined;
}

function accountOf(text: string): PayingAccount | undefined {
  const [, currency = '', iban = '', bic] = ACCOUNT.exec(text) ?? [];
  if (currency === '') return undefined;
  return bic === undefined ? { currency, iban } : { currency, iban, bic };
}

/** What a bank would refuse of them. No account number is repeated: messages end in logs. */
export function faultOfPayingAccounts(text: string): string | undefined {
  const accounts = readPayingAccounts(text) ?? [];
  for (const { currency, iban, bic } of accounts) {
    if (!isCurrency(currency)) return `${currency} is no currency that is taken here`;
    if (!isValidIBAN(iban)) return `what stands for ${currency} is no IBAN`;
    if (bic !== undefined && !isValidBIC(bic)) return `what follows the slash for ${currency} is no BIC`;
  }
  const currencies = new Set(accounts.map(({ currency }) => currency));
  return currencies.size < accounts.length ? 'a currency stands there twice' : undefined;
}

/** By currency, each with its holder. */
export const payingAccountsOf = (
  accounts: readonly PayingAccount[],
  name: string,
): ReadonlyMap<Currency, BankAccount> =>
  new Map(
    accounts.flatMap(({ currency, ...account }) =>
      isCurrency(currency) ? [[currency, { name, ...account }] as const] : [],
    ),
  );
