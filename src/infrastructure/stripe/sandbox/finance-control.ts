import type { Account } from './account.js';
import { recordMovement } from './balance.js';
import type { DisabledReason } from './connect-objects.js';
import { payOutConnectedFunds, restrictAccount, verifyAccount } from './connected-accounts.js';
import { escalateInquiry } from './disputes.js';
import type { FormFields } from './form.js';
import { setUpFunds } from './funds.js';
import { newId } from './identifiers.js';
import * as param from './params.js';
import { payOutAutomatically, settlePayout, topUp } from './payouts.js';
import { createRefund } from './refunds.js';
import { reverseTransfer } from './transfers.js';

type Shape = Parameters<typeof param.parseParams>[0];
type Act = (account: Account, given: FormFields, id: string) => object;

const act =
  <S extends Shape>(shape: S, work: (account: Account, params: param.Params<S>, id: string) => object): Act =>
  (account, given, id) => {
    const params = param.parseParams(shape, given);
    return account.perform(null, () => work(account, params, id));
  };

/**
 * What happens to money without a request of ours: at banks, by Stripe's own schedule, and by hand in its dashboard. Under
 * `/sandbox/<resource>/<id>/<action>`.
 */
export const FINANCE_ACTS: Readonly<Record<string, Act>> = {
  'accounts/verify': act({}, (account, _params, id) => verifyAccount(account, id)),
  'accounts/restrict': act({ reason: param.required(param.text) }, (account, { reason }, id) =>
    restrictAccount(account, id, reason as DisabledReason),
  ),
  'accounts/pay_out': act({}, (account, _params, id) => payOutConnectedFunds(account, id)),
  'disputes/escalate': act({}, (account, _params, id) => escalateInquiry(account, id)),
  'payment_intents/refund': act({ amount: param.optional(param.integer) }, (account, { amount }, id) =>
    createRefund(account, { payment_intent: id, ...(amount === undefined ? {} : { amount }) }),
  ),
  'transfers/reverse': act({ amount: param.optional(param.integer) }, (account, params, id) =>
    reverseTransfer(account, id, params),
  ),
  'payouts/settle': act(
    { outcome: param.required(param.oneOf('paid', 'failed')), failure_code: param.optional(param.text) },
    (account, { outcome, failure_code }, id) => settlePayout(account, id, outcome, failure_code),
  ),
  'balance/pay_out': act({ currency: param.required(param.currency) }, (account, { currency }) =>
    payOutAutomatically(account, currency),
  ),
  'balance/top_up': act(
    { amount: param.required(param.integerBetween(1, 99_999_999)), currency: param.required(param.currency) },
    (account, { amount, currency }) => topUp(account, currency, amount),
  ),
  'balance/take_fee': act(
    { amount: param.required(param.integerBetween(1, 99_999_999)), currency: param.required(param.currency) },
    (account, { amount, currency }) =>
      recordMovement(account, 'stripe_fee', { id: newId('fee'), amount, currency }),
  ),
  'balance/adjust': act(
    { amount: param.required(param.integerBetween(1, 99_999_999)), currency: param.required(param.currency) },
    (account, { amount, currency }) =>
      recordMovement(account, 'adjustment', { id: newId('adj'), amount, currency }),
  ),
  'clock/advance': act({ seconds: param.required(param.integer) }, (account, { seconds }) => {
    account.advance(seconds);
    return {};
  }),
  'balance/set_up': act(
    { available_after_s: param.optional(param.integer), covers_shortfalls: param.optional(param.flag) },
    (account, { available_after_s, covers_shortfalls }) => {
      setUpFunds(account, {
        ...(available_after_s === undefined ? {} : { availableAfterS: available_after_s }),
        ...(covers_shortfalls === undefined ? {} : { coversShortfalls: covers_shortfalls }),
      });
      return {};
    },
  ),
};
