import fc from 'fast-check';
import { composeIBAN } from 'ibantools';
import { currencies, money } from '../../../src/domain/money.js';
import { instant } from '../../../src/domain/time.js';
import { maxTransferMinor } from '../../../src/infrastructure/iso20022/check-payment-run.js';
import type { BankAccount, PaymentLine, PaymentRun } from '../../../src/application/ports/payment-run.js';
import type { PayoutId } from '../../../src/domain/ids.js';

export const AYSE: PayoutId = 'pay_0192f0c1-1111-7aaa-8bbb-000000000001';
export const OMAR: PayoutId = 'pay_0192f0c1-1111-7aaa-8bbb-000000000002';

export const lineToAyse: PaymentLine = {
  payoutId: AYSE,
  amount: money(150_005n, 'TRY'),
  creditor: { name: 'Ayşe Gülbahar Çağlıyan', iban: 'TR330006100519786457841326', bic: 'TGBATRIS' },
  remittanceText: 'Shoutouts: Kasım kazançları – 3 videos & 1 bonus',
};
export const lineToOmar: PaymentLine = {
  payoutId: OMAR,
  amount: money(7n, 'TRY'),
  creditor: { name: 'Omar al-Fārisī', iban: 'AE070331234567890123456' },
  remittanceText: 'Shoutouts 2026-11',
};

/** A good run of two lines. */
export const goodRun: PaymentRun = {
  messageId: 'RUN-2026-11-23-TR-1',
  createdAt: instant(Date.UTC(2026, 10, 23, 9, 30)),
  executeOn: '2026-11-24',
  currency: 'TRY',
  debtor: { name: 'Shoutouts Yayıncılık A.Ş.', iban: 'TR330006100519786457841326', bic: 'TGBATRIS' },
  lines: [lineToAyse, lineToOmar],
};

const digits = (length: number) => fc.stringMatching(new RegExp(`^[0-9]{${String(length)}}$`));
const capitals = (length: number) => fc.stringMatching(new RegExp(`^[A-Z]{${String(length)}}$`));
const iban = fc
  .oneof(
    digits(19).map((bban) => ({ countryCode: 'AE', bban })),
    digits(22).map((bban) => ({ countryCode: 'TR', bban })),
    digits(18).map((bban) => ({ countryCode: 'DE', bban })),
    fc.tuple(capitals(4), digits(14)).map((parts) => ({ countryCode: 'GB', bban: parts.join('') })),
    fc.tuple(capitals(4), digits(22)).map((parts) => ({ countryCode: 'KW', bban: parts.join('') })),
  )
  .map((parts) => composeIBAN(parts) ?? '');
const bic = fc
  .tuple(
    capitals(4),
    fc.constantFrom('TR', 'AE', 'DE', 'GB', 'KW'),
    fc.stringMatching(/^[A-Z0-9]{2}([A-Z0-9]{3})?$/),
  )
  .map((parts) => parts.join(''));

/** Latin letters of every kind, with anything in between that is no letter and no digit. */
const name = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...'abczABCZ09şŞğĞıİöÖüÜçÇâßæÆøŁłđəƏñőžéẞ') },
      { weight: 1, arbitrary: fc.constantFrom(...` .,-'&<>"’–_@;/\\\t\n\u0000\u200f\u{1f389}`) },
    ),
    { maxLength: 200 },
  )
  .map((characters) => `A${characters.join('')}`);
/** Anything at all, behind a letter. */
const anyText = fc
  .string({
    unit: fc.oneof(fc.constantFrom('\ud800', 'ع', '漢', ']]>'), fc.string({ unit: 'binary' })),
    maxLength: 300,
  })
  .map((text) => `x${text}`);

const account: fc.Arbitrary<BankAccount> = fc
  .record({ name, iban, bic: fc.option(bic, { nil: undefined }) })
  .map(({ bic: known, ...rest }) => (known === undefined ? rest : { ...rest, bic: known }));

/** Every run that is good, in every currency. */
export const anyGoodRun: fc.Arbitrary<PaymentRun> = fc.constantFrom(...currencies()).chain((currency) =>
  fc.record({
    messageId: fc.stringMatching(/^[A-Z0-9]([A-Za-z0-9:().+-]{0,33}[A-Z0-9])?$/),
    createdAt: fc.integer({ min: 0, max: 4_000_000_000_000 }).map(instant),
    executeOn: fc.integer({ min: 0, max: 40_000 }).map((day) => instant(day * 86_400_000).slice(0, 10)),
    currency: fc.constant(currency),
    debtor: account,
    lines: fc.uniqueArray(
      fc.record({
        payoutId: fc.uuid().map((uuid): PayoutId => `pay_${uuid}`),
        amount: fc
          .bigInt({ min: 1n, max: maxTransferMinor(currency) })
          .map((amountMinor) => money(amountMinor, currency)),
        creditor: account,
        remittanceText: anyText,
      }),
      { minLength: 1, maxLength: 20, selector: ({ payoutId }) => payoutId },
    ),
  }),
);
