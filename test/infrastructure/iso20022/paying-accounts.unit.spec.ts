import { describe, expect, it } from '@jest/globals';
import { readSettings, SettingsError } from '../../../src/settings.js';

const TRY = 'TRY=TR33 0006 1005 1978 6457 8413 26';
const holder = { BANK_ACCOUNT_HOLDER: 'Shoutouts A.Ş.' };

const refusal = (env: Record<string, string>): string => {
  try {
    readSettings(env);
    return 'taken';
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return error.message;
  }
};

describe('the accounts that pay creators out', () => {
  it('are one per currency, with or without a BIC', () => {
    const { payingAccounts } = readSettings({
      ...holder,
      BANK_ACCOUNTS: `${TRY}, AED=AE070331234567890123456/EBILAEAD`,
    });
    expect([...payingAccounts]).toEqual([
      ['TRY', { name: 'Shoutouts A.Ş.', iban: 'TR330006100519786457841326' }],
      ['AED', { name: 'Shoutouts A.Ş.', iban: 'AE070331234567890123456', bic: 'EBILAEAD' }],
    ]);
  });

  it('need not be', () => {
    expect(readSettings({}).payingAccounts.size).toBe(0);
  });

  it.each([
    ['no IBAN', { ...holder, BANK_ACCOUNTS: 'TRY=TR330006100519786457841327' }, 'no IBAN'],
    ['no BIC', { ...holder, BANK_ACCOUNTS: `${TRY}/ABC` }, 'no BIC'],
    ['no currency of ours', { ...holder, BANK_ACCOUNTS: TRY.replace('TRY', 'XAU') }, 'XAU is no currency'],
    ['a currency twice', { ...holder, BANK_ACCOUNTS: `${TRY},${TRY}` }, 'twice'],
    ['another form', { ...holder, BANK_ACCOUNTS: 'TR330006100519786457841326' }, 'BANK_ACCOUNTS must be'],
    ['no holder', { BANK_ACCOUNTS: TRY }, 'BANK_ACCOUNT_HOLDER is missing'],
    ['a holder alone', holder, 'BANK_ACCOUNTS is missing'],
    ['letters that no bank writes', { BANK_ACCOUNTS: TRY, BANK_ACCOUNT_HOLDER: 'محمد' }, 'must be a name'],
  ])('are refused with %s, without their number', (_what, env, says) => {
    expect(refusal(env)).toContain(says);
    expect(refusal(env)).not.toContain('TR33');
  });
});
