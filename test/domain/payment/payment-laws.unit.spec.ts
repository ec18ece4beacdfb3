import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  recordPaymentReport,
  type RecordPaymentReport,
  refusePayment,
  type ReportedPayment,
  retryPayment,
} from '../../../src/domain/payment/decide.js';
import { evolvePayment, type Payment, type PaymentEvent } from '../../../src/domain/payment/payment.js';
import { type Decision, isRejection } from '../../../src/domain/rejection.js';
import { PAID } from '../order/story.js';
import { START } from '../timeline.js';
import { CREATED, givenPayment, STARTED } from './story.js';

const now = START;
const { chargeId, amount } = PAID;
const SUCCESS: ReportedPayment = { status: 'succeeded', chargeId, amount };
const CANCELATION: ReportedPayment = { status: 'canceled' };

type Step = (payment: Payment) => Decision<PaymentEvent>;

const telling =
  (command: Omit<RecordPaymentReport, 'now' | 'attempt'>): Step =>
  (payment) =>
    recordPaymentReport(payment, { ...command, attempt: attemptOf(payment), now });

const attemptOf = (payment: Payment): number => (payment.status === 'none' ? 0 : payment.attempt);

const from = fc.constantFrom('confirm' as const, 'look_up' as const);
const passing = fc.constantFrom<ReportedPayment>(
  { status: 'created' },
  { status: 'processing' },
  { status: 'action_required' },
  { status: 'refused', code: 'card_declined' },
);
const ourSteps = fc.constantFrom<Step>(
  (payment) => retryPayment(payment, { paymentMethod: 'pm_card_mastercard', now }),
  (payment) => refusePayment(payment, { attempt: attemptOf(payment), code: 'resource_missing', now }),
);
const reportOf = (report: fc.Arbitrary<ReportedPayment>) => fc.record({ report, from }).map(telling);
/** Reports as webhooks bring them: late, twice and in any order, with what the fan does in between. */
const anything = fc.array(fc.oneof(reportOf(passing), ourSteps), { maxLength: 20 });

interface Run {
  readonly payment: Payment;
  readonly events: readonly PaymentEvent[];
}

const run = (steps: readonly Step[]): Run =>
  steps.reduce<Run>(
    ({ payment, events }, step) => {
      const decision = step(payment);
      const added = isRejection(decision) ? [] : decision;
      return { payment: added.reduce(evolvePayment, payment), events: [...events, ...added] };
    },
    { payment: givenPayment(STARTED, CREATED).state, events: [] },
  );

const count = ({ events }: Run, type: PaymentEvent['type']) =>
  events.filter((event) => event.type === type).length;

/** `steps` with `marked` put in at random places, at least once. */
const withSomewhere = (marked: readonly Step[]) =>
  fc
    .tuple(anything, fc.array(fc.tuple(fc.nat(), fc.constantFrom(...marked)), { minLength: 1, maxLength: 6 }))
    .map(([steps, marks]) =>
      marks.reduce((all, [at, step]) => all.toSpliced(at % (all.length + 1), 0, step), steps),
    );

describe('whatever the provider tells, late, twice and in any order', () => {
  it('a payment succeeds at most once, and stays so', () => {
    const reports = [
      telling({ report: SUCCESS, from: 'look_up' }),
      telling({ report: CANCELATION, from: 'look_up' }),
    ];
    fc.assert(
      fc.property(withSomewhere(reports), (steps) => {
        const end = run(steps);
        expect(count(end, 'PaymentSucceeded')).toBeLessThanOrEqual(1);
        const types = end.events.map(({ type }) => type);
        if (types.includes('PaymentSucceeded')) expect(types.at(-1)).toBe('PaymentSucceeded');
      }),
    );
  });

  it('a payment that succeeded at the provider has succeeded here', () => {
    const success = [
      telling({ report: SUCCESS, from: 'look_up' }),
      telling({ report: SUCCESS, from: 'confirm' }),
    ];
    fc.assert(
      fc.property(withSomewhere(success), (steps) => {
        expect(run(steps).payment).toMatchObject({ status: 'started', phase: 'succeeded', failures: 0 });
      }),
    );
  });

  it('a payment that is canceled at the provider is canceled here, once', () => {
    fc.assert(
      fc.property(withSomewhere([telling({ report: CANCELATION, from: 'look_up' })]), (steps) => {
        const end = run(steps);
        expect(end.payment).toMatchObject({ phase: 'canceled' });
        expect(count(end, 'PaymentCanceled')).toBe(1);
      }),
    );
  });

  it('an attempt is refused at most once', () => {
    fc.assert(
      fc.property(anything, (steps) => {
        const attempts = run(steps).events.flatMap((event) =>
          event.type === 'PaymentRefused' ? [event.data.attempt] : [],
        );
        expect(new Set(attempts).size).toBe(attempts.length);
      }),
    );
  });

  it('the same report again adds nothing', () => {
    fc.assert(
      fc.property(
        anything,
        fc.oneof(reportOf(passing), reportOf(fc.constantFrom(SUCCESS, CANCELATION)), ourSteps),
        (steps, step) => {
          const { payment } = run([...steps, step]);
          const again = step(payment);
          expect(isRejection(again) ? [] : again).toEqual([]);
        },
      ),
    );
  });
});
