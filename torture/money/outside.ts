import { StripeSandbox } from '../../src/infrastructure/stripe/sandbox/stripe-sandbox.js';
import { WEBHOOK_EVENTS } from '../../src/infrastructure/stripe/stripe-events.js';

const WEBHOOK_RETRY_MS = 100;
/** Refunds that wait are settled by hand. */
const NEVER_MS = 24 * 3_600_000;

export const OUR_IBAN = 'TR330006100519786457841326';

/** The payment provider, which is not stopped with the program; so a lost reply is one. */
export class Outside {
  private constructor(readonly sandbox: StripeSandbox) {}

  static async open(dataDir: string, programUrl: string): Promise<Outside> {
    const sandbox = await StripeSandbox.start({
      ...{ dataDir, webhookRetryAfterMs: WEBHOOK_RETRY_MS, refundSettlesAfterMs: NEVER_MS },
    });
    await sandbox.setWebhookUrl(`${programUrl}/v1/webhooks/stripe`, WEBHOOK_EVENTS);
    await sandbox.control.topUp(10_000_000, 'try');
    return new Outside(sandbox);
  }

  get environment(): Readonly<Record<string, string>> {
    const { url, apiKey, webhookSecret } = this.sandbox;
    return {
      ...{ STRIPE_API_URL: url, STRIPE_SECRET_KEY: apiKey, STRIPE_WEBHOOK_SECRET: webhookSecret },
      ...{ BANK_ACCOUNTS: `TRY=${OUR_IBAN}/TGBATRIS`, BANK_ACCOUNT_HOLDER: 'Shoutouts' },
    };
  }

  /** An account that money can be transferred to. */
  async newAccount(): Promise<string> {
    const { url, apiKey, control } = this.sandbox;
    const response = await fetch(`${url}/v1/accounts`, {
      ...{ method: 'POST', headers: { authorization: `Bearer ${apiKey}` } },
      body: new URLSearchParams({ type: 'express', country: 'AE' }),
    });
    const { id } = (await response.json()) as { readonly id: string };
    await control.verifyAccount(id);
    return id;
  }

  close(): Promise<void> {
    return this.sandbox.close();
  }
}
