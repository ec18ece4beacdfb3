import type { TokenRole } from '../../src/application/ports/identity.js';
import type { ApiClient, Caller, Command, Json } from '../support/api-client.js';
import {
  acceptedOrder,
  deliver,
  newCreator,
  newFan,
  paidOrder,
  type Person,
  placeOrder,
  PRICE,
  staff,
} from '../support/marketplace.js';
import { uploadSample } from '../support/upload.js';

/** What one fan and one creator have between them, one of each kind that an address or a body can name. */
export interface Scene {
  readonly callers: Readonly<Record<TokenRole, Caller>>;
  /** By the name of the parameter or field that takes them. */
  readonly ids: Readonly<Record<string, readonly string[]>>;
  /** What a signed link to the video asks for. */
  readonly link: Readonly<Record<string, string>>;
}

export async function newScene(api: ApiClient): Promise<Scene> {
  const [fan, creator] = await Promise.all([newFan(api), newCreator(api)]);
  const [finance, support, admin] = await Promise.all([
    staff(api, 'finance'),
    staff(api, 'support'),
    staff(api, 'admin'),
  ]);
  const [unpaid, paid, accepted, delivered, quote] = await Promise.all([
    placeOrder(fan, creator, { payment_method: 'pm_card_chargeDeclined' }),
    paidOrder(fan, creator),
    acceptedOrder(fan, creator),
    acceptedOrder(fan, creator),
    quoteWithProposal(fan, creator),
  ]);
  const [upload, video] = await Promise.all([
    beginUpload(api, creator, accepted),
    uploadSample(creator.caller, accepted),
  ]);
  const { destination_id } = await bankAccountOf(creator);
  const played = await deliver(creator, delivered);
  const { url } = await fan.caller.get<{ readonly url: string }>(`/v1/inbox/${delivered}/video`);
  return {
    callers: { fan: fan.caller, creator: creator.caller, finance, support, admin },
    ids: {
      order_id: [delivered, accepted, paid, unpaid],
      creator_id: [creator.id],
      quote_id: [quote],
      upload_id: [upload],
      video_id: [played, video],
      market: ['DE'],
      name: ['fan_profiles'],
      // It serves: each that may drop another one is told so.
      collection: ['fan_profiles_v1'],
      // Nothing is available to be paid out yet: one that there is not.
      run_id: ['run_0193a5d2-0000-7000-8000-000000000007'],
      payout_id: ['pay_0193a5d2-0000-7000-8000-000000000008'],
      // Nor is there a difference.
      case_id: ['cas_0193a5d2-0000-7000-8000-000000000009'],
      // Nobody disputes anything.
      dispute_id: ['dp_1PqXyZ2eZvKYlo2C1aBcDeFg'],
      day: ['2026-11-22'],
      report: ['ledger_postings'],
      destination_id: [destination_id],
    },
    link: Object.fromEntries(new URL(url, api.url).searchParams),
  };
}

async function quoteWithProposal(fan: Person, creator: Person): Promise<string> {
  const question = { creator_id: creator.id, message: 'For my aunt?' };
  const { quote_id } = await fan.caller.post<Command & { readonly quote_id: string }>('/v1/quotes', question);
  await creator.caller.post(`/v1/quotes/${quote_id}/offer`, { price: PRICE });
  return quote_id;
}

/** A creator who is paid out by a bank. */
async function bankAccountOf({ id, caller }: Person): Promise<{ readonly destination_id: string }> {
  const account = { iban: 'TR330006100519786457841326', holder: 'Ada' };
  await caller.post('/v1/creators/me/payout-destination/bank-account', account);
  return caller.get(`/v1/creators/${id}/payout-destination`);
}

async function beginUpload(api: ApiClient, creator: Person, orderId: string): Promise<string> {
  const { headers } = await api.send<Json>('/v1/uploads', {
    method: 'POST',
    headers: { ...creator.caller.credentials, ...uploadHeaders(orderId), 'upload-length': '2048' },
  });
  return (headers.get('location') ?? '').split('/').at(-1) ?? '';
}

export const uploadHeaders = (orderId: string): Readonly<Record<string, string>> => ({
  'tus-resumable': '1.0.0',
  'upload-metadata': `order_id ${Buffer.from(orderId).toString('base64')}`,
});
