import fc from 'fast-check';
import type { OrderBody } from '../support/marketplace.js';
import type { Asked } from './recorded-history.js';
import { type CommandName, type OrderState, placed, when } from './order-model.js';

const HOUR_SECONDS = 3_600;

/** Where an order stands when clients set upon it, and what they may ask. */
export interface Scenario {
  readonly name: string;
  readonly initial: OrderState;
  readonly market: 'TR' | 'FR';
  readonly paymentMethod: string;
  /** Steps that bring a placed order there: waited for, or asked for. */
  readonly reached: (order: OrderBody) => boolean;
  readonly isAccepted: boolean;
  readonly commands: readonly CommandName[];
  readonly mayPayAgain: boolean;
  /** Past the next deadline. */
  readonly hours: number;
}

const usual = { market: 'TR', paymentMethod: 'pm_card_visa', isAccepted: false, mayPayAgain: false } as const;
const paid = when(placed(), 'funds held');

export const SCENARIOS: readonly Scenario[] = [
  {
    ...{ ...usual, name: 'that is being paid', initial: placed(), hours: 1, mayPayAgain: true },
    reached: () => true,
    commands: ['withdraw', 'accept', 'decline', 'withdraw'],
  },
  {
    ...{ ...usual, name: 'whose payment was refused', paymentMethod: 'pm_card_chargeDeclined', hours: 1 },
    initial: { ...when(placed(), 'payment refused'), paymentIs: 'refused' },
    mayPayAgain: true,
    // Told of the payment first, and of the order after that.
    reached: ({ payment, revision }) => payment === 'refused' && revision === '1',
    commands: ['withdraw', 'accept'],
  },
  {
    ...{ ...usual, name: 'that waits for its creator', initial: paid, hours: 72 },
    reached: ({ state }) => state === 'awaiting_acceptance',
    commands: ['accept', 'decline', 'withdraw', 'accept', 'approve', 'retry refund'],
  },
  {
    ...{ ...usual, name: 'that is in review', market: 'FR', hours: 72 },
    initial: when(placed({ reviewRequests: true }), 'funds held'),
    reached: ({ state }) => state === 'in_request_review',
    commands: ['approve', 'reject', 'withdraw', 'accept', 'decline'],
  },
  {
    ...{ ...usual, name: 'that was accepted', initial: when(paid, 'accept'), isAccepted: true, hours: 168 },
    reached: ({ state }) => state === 'awaiting_acceptance',
    commands: ['deliver', 'rate', 'withdraw', 'deliver', 'decline'],
  },
];

const WEBHOOKS = [
  'payment_intent.succeeded',
  'refund.updated',
  'refund.created',
  'payment_intent.payment_failed',
];

/** Three to five clients with up to three things to ask each; keys are few, so that some calls repeat others. */
export function clientsOf(
  scenario: Scenario,
  mayAdvance: boolean,
): fc.Arbitrary<readonly (readonly Asked[])[]> {
  const { commands, mayPayAgain, hours, initial } = scenario;
  const keys = fc.constantFrom('1', '2', '3');
  const ifRevision = fc.constantFrom(undefined, undefined, undefined, initial.revision, initial.revision + 1);
  const command = fc
    .record({ name: fc.constantFrom(...commands), key: keys, ifRevision })
    .map(
      ({ name, key, ifRevision: revision }) =>
        ({ is: 'command', name, key: `${name} ${key}`, ifRevision: revision }) as const,
    );
  const payAgain = keys.map((key) => ({ is: 'pay again', key: `pay again ${key}` }) as const);
  const advance = fc
    .constantFrom(1, hours, hours)
    .map((many) => ({ is: 'advance', seconds: many * HOUR_SECONDS }) as const);
  const webhook = fc.constantFrom(...WEBHOOKS).map((type) => ({ is: 'webhook', type }) as const);
  const input: fc.Arbitrary<Asked['input']> = fc.oneof(
    { weight: 8, arbitrary: command },
    { weight: mayPayAgain ? 4 : 0, arbitrary: payAgain },
    { weight: mayAdvance ? 2 : 0, arbitrary: advance },
    { weight: 1, arbitrary: webhook },
  );
  const asked = fc.record({ input, hangsUp: fc.nat({ max: 9 }).map((of10) => of10 === 0) });
  return fc.array(fc.array(asked, { minLength: 1, maxLength: 3 }), { minLength: 3, maxLength: 5 });
}
