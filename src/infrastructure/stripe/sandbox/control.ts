import type { Account } from './account.js';
import { ApiError, invalidRequest } from './api-error.js';
import { closeDispute, openDispute } from './disputes.js';
import { FAULTS, type FaultPlan } from './faults.js';
import { FINANCE_ACTS } from './finance-control.js';
import type { FormFields } from './form.js';
import type { Replies } from './idempotency.js';
import * as param from './params.js';
import { authenticate, findPaymentIntent } from './payment-intents.js';
import { settleRefund } from './refunds.js';
import type { WebhookDeliveries } from './webhooks.js';

/** What the outside world does, which Stripe's API has no request for: under `/sandbox/…`. */
export class Control {
  constructor(
    private readonly parts: {
      readonly account: Account;
      readonly faults: FaultPlan;
      readonly replies: Replies;
      readonly webhooks: WebhookDeliveries;
    },
  ) {}

  /**
   * @param isMerchant whether the request came with the secret key; without it the fan's app may complete 3-D Secure
   * of the one payment whose client secret it holds
   * @throws ApiError
   */
  handle(path: string, given: FormFields, isMerchant: boolean): object {
    const [, , resource = '', id = '', action = ''] = path.split('/');
    if (resource === 'payment_intents' && action === 'authenticate')
      return this.#authenticate(id, given, isMerchant);
    if (!isMerchant) throw new ApiError(401, 'invalid_request_error', 'The secret key is needed.');
    const financeAct = FINANCE_ACTS[`${resource}/${action}`];
    if (financeAct !== undefined) return financeAct(this.parts.account, given, id);
    switch (`${resource}/${action}`) {
      case 'payment_intents/dispute':
        return this.#dispute(id, given);
      case 'disputes/close':
        return this.#closeDispute(id, given);
      case 'refunds/settle':
        return this.#settleRefund(id, given);
      default:
        return this.#setUp(resource, given);
    }
  }

  #authenticate(id: string, given: FormFields, isMerchant: boolean): object {
    const { outcome, client_secret } = param.parseParams(
      { outcome: param.required(param.oneOf('succeed', 'fail')), client_secret: param.optional(param.text) },
      given,
    );
    const { account } = this.parts;
    if (!isMerchant && findPaymentIntent(account, id).client_secret !== client_secret) {
      throw invalidRequest('The client_secret provided does not match the PaymentIntent', {
        param: 'client_secret',
      });
    }
    return account.perform(null, () => authenticate(account, id, outcome));
  }

  #dispute(id: string, given: FormFields): object {
    const {
      reason = 'fraudulent',
      inquiry = false,
      amount,
    } = param.parseParams(
      {
        reason: param.optional(param.text),
        inquiry: param.optional(param.flag),
        amount: param.optional(param.integer),
      },
      given,
    );
    const { account } = this.parts;
    return account.perform(null, () => openDispute(account, id, { reason, inquiry, amount }));
  }

  #closeDispute(id: string, given: FormFields): object {
    const { outcome } = param.parseParams({ outcome: param.required(param.oneOf('won', 'lost')) }, given);
    const { account } = this.parts;
    return account.perform(null, () => closeDispute(account, id, outcome));
  }

  #settleRefund(id: string, given: FormFields): object {
    const { outcome, failure_reason } = param.parseParams(
      {
        outcome: param.required(param.oneOf('succeeded', 'failed', 'canceled', 'requires_action')),
        failure_reason: param.optional(param.text),
      },
      given,
    );
    const { account } = this.parts;
    return account.perform(null, () => settleRefund(account, id, outcome, failure_reason));
  }

  #setUp(resource: string, given: FormFields): object {
    switch (resource) {
      case 'faults':
        return this.#planFault(given);
      case 'clear_faults':
        this.parts.faults.clear();
        return {};
      case 'forget_idempotency_keys':
        this.parts.replies.forgetAll();
        return {};
      case 'lose_events':
        return this.#loseEvents(given);
      case 'webhook_endpoint':
        return this.#setWebhookEndpoint(given);
      case 'webhooks':
        return this.#behave(given);
      default:
        throw new ApiError(404, 'invalid_request_error', `Unrecognized request URL (/sandbox/${resource}).`);
    }
  }

  #setWebhookEndpoint(given: FormFields): object {
    const shape = { url: param.required(param.text), enabled_events: param.optional(param.text) };
    const { url, enabled_events } = param.parseParams(shape, given);
    this.parts.account.enableEvents(enabled_events?.split(','));
    this.parts.webhooks.setUrl(url);
    return {};
  }

  #loseEvents(given: FormFields): object {
    const shape = { count: param.required(param.integer), types: param.optional(param.text) };
    const { count, types } = param.parseParams(shape, given);
    this.parts.account.loseEvents({ count, types: types?.split(',') });
    return {};
  }

  #planFault(given: FormFields): object {
    this.parts.faults.plan(
      param.parseParams(
        {
          fault: param.required(param.oneOf(...FAULTS)),
          operation: param.optional(param.text),
          times: param.optional(param.integer),
        },
        given,
      ),
    );
    return {};
  }

  #behave(given: FormFields): object {
    const { newest_first, ...rest } = param.parseParams(
      {
        paused: param.optional(param.flag),
        duplicates: param.optional(param.integer),
        newest_first: param.optional(param.flag),
      },
      given,
    );
    this.parts.webhooks.behave({
      ...rest,
      ...(newest_first === undefined ? {} : { newestFirst: newest_first }),
    });
    return {};
  }
}
