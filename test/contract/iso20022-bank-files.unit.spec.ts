import { Iso20022BankFiles } from '../../src/infrastructure/iso20022/iso20022-bank-files.js';
import { goodRun } from '../infrastructure/iso20022/runs.js';
import { inValid, textsAt } from '../infrastructure/iso20022/schemas.js';
import { type Entry, statement, statusReport } from '../support/bank.js';
import { bankFilesContract } from './bank-files.contract.js';

const SCHEMA = 'pain.001.001.09';
const PAYMENT = '//b:CdtTrfTxInf';

/** What a bank finds in a file that is valid, in its order. */
const paymentsIn = (file: string): readonly { readonly payout: string; readonly minor: number }[] =>
  inValid(SCHEMA, file, (document) => {
    const amounts = textsAt(document, SCHEMA, `${PAYMENT}/b:Amt/b:InstdAmt`);
    return textsAt(document, SCHEMA, `${PAYMENT}/b:PmtId/b:EndToEndId`).map((reference, index) => ({
      ...{ payout: `pay_${reference}`, minor: Math.round(Number(amounts[index]) * 100) },
    }));
  });

bankFilesContract('ISO 20022', {
  files: new Iso20022BankFiles(new Map([['TRY', goodRun.debtor]])),
  run: goodRun,
  rejected: (file) =>
    statusReport(
      'BANK-1',
      `run_${goodRun.messageId}`,
      paymentsIn(file)
        .slice(0, 1)
        .map((payment) => ({ ...payment, status: 'RJCT' })),
    ),
  booked: (file) => {
    const debits = paymentsIn(file).map((payment, n): Entry => ({
      ...{ ...payment, is: 'paid', name: `E${String(n)}` },
    }));
    const back = debits.slice(0, 1).map((each): Entry => ({ ...each, is: 'returned', name: 'BACK' }));
    return statement('BANK-2', [...debits, ...back]);
  },
});
