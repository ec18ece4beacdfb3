import { createHmac, randomUUID } from 'node:crypto';
import type { ApiClient, Caller, HeaderFields, Json } from '../support/api-client.js';
import type { Person } from '../support/marketplace.js';
import type { CommandName, Input, Output } from './order-model.js';
import type { Call } from './search.js';

/** Who can ask something of the order, and what they need for it. */
export interface Cast {
  readonly fan: Person;
  readonly creator: Person;
  readonly admin: Caller;
  readonly orderId: string;
  readonly videoId: string;
}

/** What a client is told to do. */
export interface Asked {
  readonly input:
    Exclude<Input, { readonly is: 'happening' }> | { readonly is: 'webhook'; readonly type: string };
  /** It hangs up before it hears the answer. */
  readonly hangsUp: boolean;
}

type Sent = Exclude<Asked['input'], { readonly is: 'webhook' }>;

const BY: Readonly<Record<CommandName, 'fan' | 'creator' | 'admin'>> = {
  ...{ accept: 'creator', decline: 'creator', deliver: 'creator', withdraw: 'fan', rate: 'fan' },
  ...{ approve: 'admin', reject: 'admin', 'retry refund': 'admin' },
};

interface Address {
  readonly path: string;
  readonly body?: Json;
}

const addressOf = (name: CommandName, videoId: string): Address => {
  switch (name) {
    case 'deliver':
      return { path: 'deliver', body: { video_id: videoId } };
    case 'rate':
      return { path: 'rating', body: { stars: 5 } };
    case 'approve':
      return { path: 'review', body: { verdict: 'approve' } };
    case 'reject':
      return { path: 'review', body: { verdict: 'reject', reason: 'no' } };
    case 'retry refund':
      return { path: 'refund/retry' };
    case 'accept':
    case 'decline':
    case 'withdraw':
      return { path: name };
  }
};

/** Tells at which revision the order is in the end: the refusal of a revision that there cannot be says so. */
const LAST = { is: 'command', name: 'retry refund', key: 'the last', ifRevision: 99 } as const;

/** Runs clients at once, each of which asks one thing after the other, and writes down what each saw and when. */
export async function recordHistory(
  cast: Cast,
  clients: readonly (readonly Asked[])[],
  instances: readonly ApiClient[],
  webhookSecret: string,
): Promise<readonly Call<Input, Output>[]> {
  const calls: Call<Input, Output>[] = [];
  await Promise.all(
    clients.map(async (asked, index) => {
      const api = instances[index % instances.length] ?? cast.fan.caller.api;
      for (const { input, hangsUp } of asked)
        if (input.is === 'webhook') await tellAgain(api, cast, input.type, webhookSecret);
        else calls.push(await recorded(input, () => ask(api, cast, input, hangsUp)));
    }),
  );
  calls.push(await recorded(LAST, () => ask(cast.fan.caller.api, cast, LAST, false)));
  return calls;
}

async function recorded(input: Sent, send: () => Promise<Output | undefined>): Promise<Call<Input, Output>> {
  const invokedAt = performance.now();
  const output = await send();
  return { input, invokedAt, output, answeredAt: output === undefined ? Infinity : performance.now() };
}

/** @returns `undefined` where no answer came. @throws for a fault */
async function ask(api: ApiClient, cast: Cast, input: Sent, hangsUp: boolean): Promise<Output | undefined> {
  const { fan, creator, admin, orderId, videoId } = cast;
  const order = `/v1/orders/${orderId}`;
  const of = (caller: Caller): Caller => caller.at(api);
  switch (input.is) {
    case 'advance':
      await api.anyone().post('/v1/test-clock/advance', { seconds: input.seconds });
      return 'ok';
    case 'pay again': {
      const body = { payment_method: 'pm_card_visa' };
      const output = await post(
        of(fan.caller),
        `${order}/payment`,
        body,
        { 'idempotency-key': `${orderId} ${input.key}` },
        hangsUp,
      );
      // Its revision is the payment's.
      return output !== undefined && /^\d+$/.test(output) ? 'paying' : output;
    }
    case 'command': {
      const { path, body } = addressOf(input.name, videoId);
      const headers = {
        'idempotency-key': `${orderId} ${input.key}`,
        ...(input.ifRevision === undefined ? {} : { 'if-match': `"${String(input.ifRevision)}"` }),
      };
      const caller = of({ fan: fan.caller, creator: creator.caller, admin }[BY[input.name]]);
      return post(caller, `${order}/${path}`, body, headers, hangsUp);
    }
  }
}

const FAULTS = ['internal_error', 'token_invalid', 'validation_failed', 'not_allowed'];
/** The server itself says that it may have happened, or not. */
const UNKNOWN = 'outcome_unknown';

async function post(
  caller: Caller,
  path: string,
  body: Json | undefined,
  headers: HeaderFields,
  hangsUp: boolean,
): Promise<Output | undefined> {
  const hangingUp = new AbortController();
  const sending = caller.tryPost(path, body, headers, hangingUp.signal);
  if (hangsUp) {
    // It is on its way by now, or soon; how far it comes is left to chance.
    await new Promise((resolve) => setImmediate(resolve));
    hangingUp.abort();
  }
  const answered = await sending.catch((error: unknown) => {
    if (hangingUp.signal.aborted) return undefined;
    throw error;
  });
  if (answered === undefined || answered.outcome === UNKNOWN) return undefined;
  const { outcome, body: answer, headers: told } = answered;
  if (FAULTS.includes(String(outcome))) throw new Error(`${path}: ${String(outcome)}`);
  if (outcome === 'revision_changed') return `${outcome} ${(told.get('etag') ?? '').replaceAll('"', '')}`;
  return typeof outcome === 'number' ? String(answer['revision']) : outcome;
}

/** A webhook that the provider sends twice; it says only where to look. */
async function tellAgain(
  api: ApiClient,
  { fan, orderId }: Cast,
  type: string,
  secret: string,
): Promise<void> {
  const { payment_id: id } = await fan.caller.at(api).get<Json>(`/v1/orders/${orderId}`);
  const object = {
    id: id ?? 'pi_unknown',
    object: 'payment_intent',
    payment_intent: id,
    metadata: { order_id: orderId },
  };
  const event = { id: `evt_${randomUUID().replaceAll('-', '')}`, object: 'event', type, data: { object } };
  const body = JSON.stringify(event);
  const at = String(Math.floor(Date.now() / 1000));
  const signature = createHmac('sha256', secret).update(`${at}.${body}`).digest('hex');
  const send = () =>
    api.anyone().tryPost('/v1/webhooks/stripe', body, { 'stripe-signature': `t=${at},v1=${signature}` });
  const answers = await Promise.all([send(), send()]);
  if (answers.some(({ status }) => status !== 200))
    throw new Error(`a webhook was answered ${JSON.stringify(answers)}`);
}
