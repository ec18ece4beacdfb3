import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import {
  PaymentGatewayUnusableError,
  PaymentOutcomeUnknownError,
} from '../../src/application/ports/payment-gateway.js';
import type { PayoutRail, ReversePayout, SendPayout } from '../../src/application/ports/payout-rail.js';
import { money, type Money } from '../../src/domain/money.js';

/**
 * What can go wrong with one call. `undone`: nothing happened; `reply_lost`, `no_reply`: all of it did, and nobody says so;
 * `fault_kept`, `undone_fault_kept`: the rail answers with a fault, having done it or not, and repeats that for the key.
 */
export type RailFault =
  'unreachable' | 'reply_lost' | 'no_reply' | 'fault_kept' | 'undone_fault_kept' | 'rate_limited';
export type RailOperation = 'send' | 'reverse' | 'lookUp' | 'canPay';

/** A rail with a provider behind it that does what a test tells it. */
export interface PayoutRailWorld {
  readonly rail: PayoutRail;
  /** The same rail with credentials that are not taken. */
  readonly stranger: PayoutRail;
  /** A destination that can be paid. */
  payable(): Promise<string>;
  /** One whose owner the provider does not know well enough. */
  unverified(): Promise<string>;
  restrict(destination: string): Promise<void>;
  /** From now on there is this much to pay from, and no more. */
  fund(amount: Money): Promise<void>;
  /** The receiver has taken the money to their bank. */
  empty(destination: string): Promise<void>;
  /** Somebody takes a payout back by hand. */
  reverseByHand(reference: string): Promise<void>;
  /** Somebody pays in the payout's name, by hand: answers how the rail calls that. */
  sendByHand(payoutId: string, destination: string, amount: Money): Promise<string>;
  /** The fault stays until {@link heal}. */
  breakDown(fault: RailFault, operation: RailOperation): Promise<void>;
  heal(): Promise<void>;
  /** A day passes: no idempotency key is known any more. */
  forgetKeys(): Promise<void>;
  /** What a destination was sent in all, and what came back of it, in minor units. */
  moved(
    destination: string,
  ): Promise<{ readonly sent: readonly bigint[]; readonly returned: readonly bigint[] }>;
  close(): Promise<void>;
}

const earning: Money = money(12_345n, 'AED');
const plenty: Money = money(99_000_000n, 'AED');
const DONE: readonly RailFault[] = ['reply_lost', 'no_reply', 'fault_kept'];
const UNDONE: readonly RailFault[] = ['unreachable', 'undone_fault_kept', 'rate_limited'];

export function payoutRailContract(adapter: string, start: () => Promise<PayoutRailWorld>): void {
  describe(`PayoutRail: ${adapter}`, () => {
    let world: PayoutRailWorld;
    let rail: PayoutRail;

    beforeAll(async () => {
      world = await start();
      rail = world.rail;
    });
    beforeEach(async () => {
      await world.heal();
      await world.fund(plenty);
    });
    afterAll(() => world.close());

    const payout = async (given: Partial<SendPayout> = {}): Promise<SendPayout> => ({
      payoutId: `pay_${randomUUID()}`,
      creatorId: 'cre_1',
      amount: earning,
      destination: given.destination ?? (await world.payable()),
      idempotencyKey: randomUUID(),
      ...given,
    });
    const part = ({ payoutId }: SendPayout, given: Partial<ReversePayout> = {}): ReversePayout => ({
      ...{ payoutId, amount: money(345n, 'AED'), idempotencyKey: randomUUID() },
      ...given,
    });
    const sent = ({ destination }: SendPayout): Promise<unknown> => world.moved(destination);

    describe('sending', () => {
      it('pays the destination, and finds it again by the id of the payout', async () => {
        const request = await payout();
        expect(await rail.find(request.payoutId)).toBeUndefined();
        const status = await rail.send(request);
        expect(status).toMatchObject({ status: 'paid', amount: earning, returned: money(0n, 'AED') });
        expect(status.destination).toBe(request.destination);
        expect(await rail.find(request.payoutId)).toEqual(status);
        expect(await sent(request)).toEqual({ sent: [12_345n], returned: [] });
      });

      it('pays once, however often it is asked, with whatever key, and after a day', async () => {
        const request = await payout();
        const status = await rail.send(request);
        expect(await rail.send(request)).toEqual(status);
        expect(await rail.send({ ...request, idempotencyKey: randomUUID() })).toEqual(status);
        await world.forgetKeys();
        expect(await rail.send(request)).toEqual(status);
        expect(await sent(request)).toEqual({ sent: [12_345n], returned: [] });
      });

      it('pays once when it is asked twice at the same time', async () => {
        const request = await payout();
        const answers = await Promise.allSettled([rail.send(request), rail.send(request)]);
        expect(answers.some(({ status }) => status === 'fulfilled')).toBe(true);
        expect(await sent(request)).toEqual({ sent: [12_345n], returned: [] });
      });

      it('keeps payouts apart', async () => {
        const [one, other] = [await payout(), await payout({ amount: money(2n, 'AED') })];
        const references = [await rail.send(one), await rail.send(other)].map(({ reference }) => reference);
        expect(new Set(references).size).toBe(2);
        expect((await rail.find(other.payoutId))?.reference).toBe(references[1]);
      });

      it('refuses another amount or destination for a payout that is there', async () => {
        const request = await payout();
        await rail.send(request);
        for (const other of [
          { amount: money(12_346n, 'AED') },
          { amount: money(12_345n, 'EUR') },
          { destination: await world.payable() },
        ])
          await expect(
            rail.send({ ...request, ...other, idempotencyKey: randomUUID() }),
          ).rejects.toMatchObject({ name: 'PaymentRequestRefusedError', code: 'payout_differs' });
        expect(await sent(request)).toEqual({ sent: [12_345n], returned: [] });
      });

      it.each([
        ['nothing', money(0n, 'AED')],
        ['less than nothing', money(-1n, 'AED')],
        ['an amount that the rail cannot express', money(12_345n, 'KWD')],
        ['an amount without end', money(2n ** 60n, 'AED')],
      ])('refuses %s', async (_what, amount) => {
        const request = await payout({ amount });
        await expect(rail.send(request)).rejects.toMatchObject({ name: 'PaymentRequestRefusedError' });
        expect(await rail.find(request.payoutId)).toBeUndefined();
      });

      it('refuses what there is no money for, and pays it once there is', async () => {
        await world.fund(money(12_344n, 'AED'));
        const request = await payout();
        await expect(rail.send(request)).rejects.toMatchObject({
          name: 'PaymentRequestRefusedError',
          code: 'balance_insufficient',
        });
        expect(await sent(request)).toEqual({ sent: [], returned: [] });
        await world.fund(earning);
        const again = { ...request, idempotencyKey: randomUUID() };
        expect(await rail.send(again)).toMatchObject({ status: 'paid', amount: earning });
      });

      it('does not pay from the money of another currency', async () => {
        const request = await payout({ amount: money(100n, 'TRY') });
        await expect(rail.send(request)).rejects.toMatchObject({ code: 'balance_insufficient' });
      });
    });

    describe('destinations', () => {
      it('can be paid once they are verified', async () => {
        expect(await rail.canPay(await world.payable())).toEqual({ status: 'payable' });
      });

      it.each([
        ['unknown', () => Promise.resolve('acct_nobody'), 'account_invalid', 'resource_missing'],
        [
          'unverified',
          () => world.unverified(),
          expect.any(String),
          'insufficient_capabilities_for_transfer',
        ],
      ])('that are %s cannot be paid, and are not', async (_what, destinationOf, reason, code) => {
        const request = await payout({ destination: await destinationOf() });
        expect(await rail.canPay(request.destination)).toEqual({ status: 'not_payable', code: reason });
        await expect(rail.send(request)).rejects.toMatchObject({ name: 'PaymentRequestRefusedError', code });
        expect(await rail.find(request.payoutId)).toBeUndefined();
      });

      it('that were restricted cannot be paid any more', async () => {
        const request = await payout();
        await world.restrict(request.destination);
        expect(await rail.canPay(request.destination)).toMatchObject({ status: 'not_payable' });
        await expect(rail.send(request)).rejects.toMatchObject({
          code: 'insufficient_capabilities_for_transfer',
        });
      });
    });

    describe('taking back', () => {
      it('brings back a part, then the rest', async () => {
        const request = await payout();
        const { reference } = await rail.send(request);
        expect(await rail.reverse(part(request))).toEqual({
          ...{ reference, destination: request.destination },
          ...{ status: 'paid', amount: earning, returned: money(345n, 'AED') },
        });
        const rest = part(request, { amount: money(12_000n, 'AED') });
        expect(await rail.reverse(rest)).toMatchObject({ status: 'returned', returned: earning });
        expect(await rail.find(request.payoutId)).toMatchObject({ status: 'returned', reference });
        expect(await sent(request)).toEqual({ sent: [12_345n], returned: [345n, 12_000n] });
      });

      it('does so once for a key, also after a day', async () => {
        const request = await payout();
        await rail.send(request);
        const reversal = part(request);
        const after = await rail.reverse(reversal);
        expect(await rail.reverse(reversal)).toEqual(after);
        await world.forgetKeys();
        expect(await rail.reverse(reversal)).toEqual(after);
        expect(await sent(request)).toEqual({ sent: [12_345n], returned: [345n] });
      });

      it.each([
        ['more than was paid', { amount: money(12_346n, 'AED') }, expect.any(String)],
        ['another currency', { amount: money(345n, 'EUR') }, 'payout_differs'],
        ['a payout that is not there', { payoutId: 'pay_nobody' }, 'payout_unknown'],
      ])('refuses %s', async (_what, given, code) => {
        const request = await payout();
        await rail.send(request);
        await expect(rail.reverse(part(request, given))).rejects.toMatchObject({
          name: 'PaymentRequestRefusedError',
          code,
        });
        expect(await sent(request)).toEqual({ sent: [12_345n], returned: [] });
      });

      it('refuses what its receiver no longer has', async () => {
        const request = await payout();
        await rail.send(request);
        await world.empty(request.destination);
        await expect(rail.reverse(part(request))).rejects.toMatchObject({ code: 'balance_insufficient' });
        expect(await rail.find(request.payoutId)).toMatchObject({ status: 'paid' });
      });

      it('tells of one that was taken back by hand, and does not send it again', async () => {
        const request = await payout();
        const { reference } = await rail.send(request);
        await world.reverseByHand(reference);
        const returned = { status: 'returned', reference, amount: earning, returned: earning };
        expect(await rail.find(request.payoutId)).toMatchObject(returned);
        const again = { ...request, idempotencyKey: randomUUID() };
        expect(await rail.send(again)).toMatchObject(returned);
        expect(await sent(request)).toEqual({ sent: [12_345n], returned: [12_345n] });
      });
    });

    describe.each([...DONE, ...UNDONE])('when the provider is %s', (fault) => {
      it('pays once, when the payout is looked up and sent again', async () => {
        const request = await payout();
        await world.breakDown(fault, 'send');
        await expect(rail.send(request)).rejects.toBeInstanceOf(PaymentOutcomeUnknownError);
        await world.heal();
        expect((await rail.find(request.payoutId)) !== undefined).toBe(DONE.includes(fault));
        await world.forgetKeys();
        expect(await rail.send(request)).toMatchObject({ status: 'paid', amount: earning });
        expect(await sent(request)).toEqual({ sent: [12_345n], returned: [] });
      });

      it('takes back once, when that is asked again after a day', async () => {
        const request = await payout();
        await rail.send(request);
        const reversal = part(request);
        await world.breakDown(fault, 'reverse');
        await expect(rail.reverse(reversal)).rejects.toBeInstanceOf(PaymentOutcomeUnknownError);
        await world.heal();
        await world.forgetKeys();
        expect(await rail.reverse(reversal)).toMatchObject({ returned: money(345n, 'AED') });
        expect(await sent(request)).toEqual({ sent: [12_345n], returned: [345n] });
      });
    });

    it('says that it does not know, for as long as a fault is kept for the key', async () => {
      const request = await payout();
      await world.breakDown('undone_fault_kept', 'send');
      await expect(rail.send(request)).rejects.toBeInstanceOf(PaymentOutcomeUnknownError);
      await world.heal();
      await expect(rail.send(request)).rejects.toBeInstanceOf(PaymentOutcomeUnknownError);
      expect(await sent(request)).toEqual({ sent: [], returned: [] });
    });

    it('sends nothing while it cannot look whether that was done', async () => {
      const request = await payout();
      await world.breakDown('no_reply', 'lookUp');
      await expect(rail.send(request)).rejects.toBeInstanceOf(PaymentOutcomeUnknownError);
      await expect(rail.find(request.payoutId)).rejects.toBeInstanceOf(PaymentOutcomeUnknownError);
      await world.heal();
      expect(await sent(request)).toEqual({ sent: [], returned: [] });
    });

    it('concludes nothing about a destination from silence', async () => {
      const destination = await world.payable();
      await world.breakDown('no_reply', 'canPay');
      await expect(rail.canPay(destination)).rejects.toBeInstanceOf(PaymentOutcomeUnknownError);
    });

    it('leaves a payout that was sent twice by somebody else to a person', async () => {
      const request = await payout();
      await rail.send(request);
      await world.sendByHand(request.payoutId, request.destination, earning);
      for (const call of [() => rail.find(request.payoutId), () => rail.send(request)])
        await expect(call()).rejects.toMatchObject({
          ...{ name: 'PaymentRequestRefusedError', code: 'payout_differs' },
        });
    });

    it('knows the one that is left of several, once the others were taken back', async () => {
      const request = await payout();
      const { reference } = await rail.send(request);
      const second = await world.sendByHand(request.payoutId, request.destination, earning);
      await world.reverseByHand(second);
      expect(await rail.find(request.payoutId)).toMatchObject({ status: 'paid', reference });
      await world.reverseByHand(reference);
      expect(await rail.find(request.payoutId)).toMatchObject({ status: 'returned', reference });
    });

    it('says that its credentials are wrong, so that a person puts it right', async () => {
      const request = await payout();
      for (const call of [
        () => world.stranger.send(request),
        () => world.stranger.find(request.payoutId),
        () => world.stranger.canPay(request.destination),
      ])
        await expect(call()).rejects.toBeInstanceOf(PaymentGatewayUnusableError);
    });
  });
}
