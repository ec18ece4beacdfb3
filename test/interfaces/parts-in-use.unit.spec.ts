import { describe, expect, it } from '@jest/globals';
import { partsInUse, partsInWords } from '../../src/parts-in-use.js';
import { readSettings } from '../../src/settings.js';

const stripe = (mode: string) => ({
  STRIPE_SECRET_KEY: `sk_${mode}_5417`,
  STRIPE_WEBHOOK_SECRET: 'whsec_5417',
});
const SERVERS = {
  EVENTSTORE_URL: 'esdb://me:5417@host',
  MONGODB_URL: 'mongodb://me:5417@host/db',
  S3_BUCKET: 'videos-of-all',
};

describe('what a start uses is said in its first lines:', () => {
  it('everything in the data folder, and a sandbox, without settings', () => {
    expect(partsInWords(readSettings({}))).toBe(
      'payments: a sandbox, which moves no money; log: events.sqlite; read models: read-models.sqlite; ' +
        'keys: subject-keys.sqlite; videos: videos/',
    );
  });

  it('servers, and the mode of Stripe, without anything secret', () => {
    const parts = partsInUse(readSettings({ ...SERVERS, ...stripe('live') }));
    expect(parts).toEqual({
      payments: 'Stripe, live mode',
      log: 'EventStoreDB',
      readModels: 'MongoDB',
      keys: 'MongoDB',
      videos: 'the bucket videos-of-all',
    });
  });

  it('keys are in the folder while either the log or the read models are', () => {
    const { MONGODB_URL } = SERVERS;
    expect(partsInUse(readSettings({ MONGODB_URL })).keys).toBe('subject-keys.sqlite');
  });

  it('whoever speaks in the place of Stripe', () => {
    const env = { ...stripe('test'), STRIPE_API_URL: 'http://stand-in.example' };
    expect(partsInUse(readSettings(env)).payments).toBe('Stripe, test mode at http://stand-in.example');
  });
});
