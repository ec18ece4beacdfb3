import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  EVIDENCE_CHARS,
  InvalidWebhookError,
  PaymentOutcomeUnknownError,
  PaymentRequestRefusedError,
  type PaymentGateway,
  type RefundStatus,
} from '../../src/application/ports/payment-gateway.js';
import { money, type Money } from '../../src/domain/money.js';

/** A fault of the provider or of the way to it, for the next requests that move or create something. */
export type ProviderFault = 'unreachable' | 'reply_lost' | 'no_reply' | 'server_error' | 'rate_limited';
export type GatewayOperation =
  'createPayment' | 'confirmPayment' | 'refundPayment' | 'findPayment' | 'submitEvidence' | 'uploadEvidence';

/** A gateway with a provider behind it that does what a test tells it. */
export interface PaymentGatewayWorld {
  readonly gateway: PaymentGateway;
  /** Payment methods by what their issuer does. */
  readonly methods: Readonly<
    Record<'good' | 'declined' | 'poor' | 'needs3ds' | 'slowRefund' | 'lateRefundFailure', string>
  >;
  authenticate(paymentId: string, outcome: 'succeed' | 'fail'): Promise<void>;
  dispute(paymentId: string): Promise<string>;
  /** The bank asks about a payment, and takes nothing. */
  inquire(paymentId: string): Promise<string>;
  /** Somebody gives a part back by hand. @returns the refund's id */
  refundInDashboard(paymentId: string, amountMinor: bigint): Promise<string>;
  /** What the provider takes for each dispute. */
  readonly disputeFeeMinor: bigint;
  /** The bank that only asked takes the money. */
  escalate(disputeId: string): Promise<void>;
  /** For good: after the tests that go by the clock. */
  passDays(days: number): Promise<void>;
  closeDispute(disputeId: string, outcome: 'won' | 'lost'): Promise<void>;
  settleRefund(
    refundId: string,
    outcome: 'succeeded' | 'failed' | 'canceled' | 'requires_action',
  ): Promise<void>;
  /** The fault stays until {@link heal}. */
  breakDown(fault: ProviderFault, operation: GatewayOperation): Promise<void>;
  heal(): Promise<void>;
  /** What the provider's books say: charges and refunds that moved money, in minor units. */
  moved(
    paymentId: string,
  ): Promise<{ readonly charged: readonly bigint[]; readonly refunded: readonly bigint[] }>;
  /** The newest event as it would be posted, signed `ageSeconds` ago. */
  webhook(ageSeconds: number): Promise<{ readonly rawBody: Buffer; readonly signature: string }>;
  close(): Promise<void>;
}

const price: Money = money(15_000n, 'AED');
const nothing: Money = money(0n, 'AED');
const FAULTS: readonly ProviderFault[] = [
  'unreachable',
  'reply_lost',
  'no_reply',
  'server_error',
  'rate_limited',
];

export function paymentGatewayContract(adapter: string, start: () => Promise<PaymentGatewayWorld>): void {
  describe(`PaymentGateway: ${adapter}`, () => {
    let world: PaymentGatewayWorld;
    let gateway: PaymentGateway;
    let keys = 0;
    const key = (): string => `contract-${String((keys += 1))}`;
    const orderId = 'ord_00000000-0000-7000-8000-000000000001';

    beforeAll(async () => {
      world = await start();
      gateway = world.gateway;
    });
    beforeEach(() => world.heal());
    afterAll(() => world.close());

    const created = async (amount = price): Promise<string> =>
      (await gateway.createPayment({ orderId, amount, idempotencyKey: key() })).paymentId;
    const paid = async (paymentMethod = world.methods.good): Promise<string> => {
      const paymentId = await created();
      await gateway.confirmPayment({ paymentId, paymentMethod, idempotencyKey: key() });
      return paymentId;
    };
    const refund = (paymentId: string, idempotencyKey = key()): Promise<RefundStatus> =>
      gateway.refundPayment({ orderId, paymentId, amount: price, idempotencyKey });

    describe('taking money', () => {
      it('moves nothing by creating a payment', async () => {
        const paymentId = await created();
        expect(await gateway.findPayment(paymentId)).toEqual({ status: 'created' });
        expect(await world.moved(paymentId)).toEqual({ charged: [], refunded: [] });
      });

      it('answers a repeated creation with the same payment', async () => {
        const request = { orderId, amount: price, idempotencyKey: key() };
        expect(await gateway.createPayment(request)).toEqual(await gateway.createPayment(request));
      });

      it('refuses the same key for another amount', async () => {
        const idempotencyKey = key();
        await gateway.createPayment({ orderId, amount: price, idempotencyKey });
        await expect(
          gateway.createPayment({ orderId, amount: money(1_000n, 'AED'), idempotencyKey }),
        ).rejects.toBeInstanceOf(PaymentRequestRefusedError);
      });

      it('charges the whole price, once, when the payment is confirmed', async () => {
        const paymentId = await created();
        const request = { paymentId, paymentMethod: world.methods.good, idempotencyKey: key() };
        const first = await gateway.confirmPayment(request);
        expect(first).toMatchObject({ status: 'succeeded', amount: price });
        expect(await gateway.confirmPayment(request)).toEqual(first);
        expect(await gateway.confirmPayment({ ...request, idempotencyKey: key() })).toEqual(first);
        expect(await gateway.findPayment(paymentId)).toEqual(first);
        expect((await world.moved(paymentId)).charged).toEqual([15_000n]);
      });

      it.each([
        ['no decimals', money(1_500n, 'JPY')],
        ['two decimals', money(123_456n, 'TRY')],
        ['three decimals', money(12_340n, 'KWD')],
      ])('keeps minor units exact in currencies with %s', async (_decimals, amount) => {
        const paymentId = await created(amount);
        expect(
          await gateway.confirmPayment({
            paymentId,
            paymentMethod: world.methods.good,
            idempotencyKey: key(),
          }),
        ).toMatchObject({ status: 'succeeded', amount });
      });

      it.each([
        ['below the least amount', money(199n, 'AED')],
        ['above the greatest', money(100_000_000n, 'AED')],
        ['that it cannot express', money(12_345n, 'KWD')],
      ])('refuses an amount %s', async (_what, amount) => {
        await expect(created(amount)).rejects.toBeInstanceOf(PaymentRequestRefusedError);
      });

      it.each([
        ['declined', 'generic_decline'],
        ['poor', 'insufficient_funds'],
      ] as const)('says why a card was refused (%s), and takes another one', async (method, code) => {
        const paymentId = await created();
        const refused = { status: 'refused', code };
        const attempt = { paymentId, paymentMethod: world.methods[method], idempotencyKey: key() };
        expect(await gateway.confirmPayment(attempt)).toEqual(refused);
        expect(await gateway.findPayment(paymentId)).toEqual(refused);
        expect(
          await gateway.confirmPayment({
            ...attempt,
            paymentMethod: world.methods.good,
            idempotencyKey: key(),
          }),
        ).toMatchObject({ status: 'succeeded', amount: price });
        expect((await world.moved(paymentId)).charged).toEqual([15_000n]);
      });

      it('refuses an unknown payment method and an unknown payment', async () => {
        const paymentId = await created();
        await expect(
          gateway.confirmPayment({ paymentId, paymentMethod: 'pm_nobody', idempotencyKey: key() }),
        ).rejects.toMatchObject({ name: 'PaymentRequestRefusedError', code: 'resource_missing' });
        await expect(gateway.findPayment('pi_nobody')).rejects.toMatchObject({ code: 'resource_missing' });
      });

      it('refuses a key of more than 255 characters', async () => {
        await expect(
          gateway.createPayment({ orderId, amount: price, idempotencyKey: 'k'.repeat(256) }),
        ).rejects.toBeInstanceOf(PaymentRequestRefusedError);
      });
    });

    describe('3-D Secure', () => {
      it('waits for the fan, then succeeds', async () => {
        const paymentId = await paid(world.methods.needs3ds);
        expect(await gateway.findPayment(paymentId)).toEqual({ status: 'action_required' });
        expect(await gateway.clientSecret(paymentId)).toContain(paymentId);
        await world.authenticate(paymentId, 'succeed');
        expect(await gateway.findPayment(paymentId)).toMatchObject({ status: 'succeeded', amount: price });
      });

      it('refuses when the fan fails it, and charges nothing', async () => {
        const paymentId = await paid(world.methods.needs3ds);
        await world.authenticate(paymentId, 'fail');
        expect(await gateway.findPayment(paymentId)).toEqual({
          status: 'refused',
          code: 'payment_intent_authentication_failure',
        });
        expect((await world.moved(paymentId)).charged).toEqual([]);
      });
    });

    describe('canceling', () => {
      it('ends a payment that was not paid, once and for all', async () => {
        const paymentId = await paid(world.methods.needs3ds);
        expect(await gateway.cancelPayment(paymentId)).toEqual({ status: 'canceled' });
        expect(await gateway.cancelPayment(paymentId)).toEqual({ status: 'canceled' });
        expect(
          await gateway.confirmPayment({
            paymentId,
            paymentMethod: world.methods.good,
            idempotencyKey: key(),
          }),
        ).toEqual({ status: 'canceled' });
        expect((await world.moved(paymentId)).charged).toEqual([]);
      });

      it('answers that the money had already come', async () => {
        expect(await gateway.cancelPayment(await paid())).toMatchObject({
          status: 'succeeded',
          amount: price,
        });
      });
    });

    describe('giving money back', () => {
      const ours = { isOurs: true, amount: price };

      it('tells of each part that somebody gave back in the dashboard, and takes a refund of the rest', async () => {
        const paymentId = await paid();
        const part = await world.refundInDashboard(paymentId, 100n);
        const byHand = { refundId: part, status: 'succeeded', isOurs: false, amount: money(100n, 'AED') };
        expect(await gateway.findRefunds(paymentId)).toEqual([byHand]);
        await expect(refund(paymentId)).rejects.toBeInstanceOf(PaymentRequestRefusedError);
        const amount = money(14_900n, 'AED');
        const rest = await gateway.refundPayment({ orderId, paymentId, amount, idempotencyKey: key() });
        expect(rest).toMatchObject({ ...ours, status: 'succeeded', amount });
        expect(await gateway.findRefunds(paymentId)).toEqual([rest, byHand]);
      });

      it('refunds in full, once, whatever is repeated', async () => {
        const paymentId = await paid();
        expect(await gateway.findRefunds(paymentId)).toEqual([]);
        const idempotencyKey = key();
        const first = await refund(paymentId, idempotencyKey);
        expect(first).toMatchObject({ status: 'succeeded', amount: price });
        expect(await refund(paymentId, idempotencyKey)).toEqual(first);
        expect(await refund(paymentId)).toEqual(first);
        expect((await gateway.findRefunds(paymentId))[0]).toEqual(first);
        expect((await world.moved(paymentId)).refunded).toEqual([15_000n]);
      });

      it('says pending until the provider says otherwise', async () => {
        const paymentId = await paid(world.methods.slowRefund);
        const { refundId } = await refund(paymentId);
        expect((await gateway.findRefunds(paymentId))[0]).toEqual({ ...ours, status: 'pending', refundId });
        await world.settleRefund(refundId, 'requires_action');
        expect((await gateway.findRefunds(paymentId))[0]).toEqual({ ...ours, status: 'pending', refundId });
        await world.settleRefund(refundId, 'succeeded');
        expect((await gateway.findRefunds(paymentId))[0]).toEqual({ ...ours, status: 'succeeded', refundId });
      });

      it('does not pay twice while a refund is pending', async () => {
        const paymentId = await paid(world.methods.slowRefund);
        const first = await refund(paymentId);
        expect(await refund(paymentId)).toEqual(first);
      });

      it.each(['failed', 'canceled'] as const)(
        'tells of a refund that was %s, and of the next one',
        async (outcome) => {
          const paymentId = await paid(world.methods.slowRefund);
          const first = await refund(paymentId);
          await world.settleRefund(first.refundId, outcome);
          expect((await gateway.findRefunds(paymentId))[0]).toMatchObject({
            status: 'failed',
            refundId: first.refundId,
          });
          const second = await refund(paymentId);
          expect(second.refundId).not.toBe(first.refundId);
          await world.settleRefund(second.refundId, 'succeeded');
          expect((await gateway.findRefunds(paymentId))[0]).toMatchObject({
            status: 'succeeded',
            refundId: second.refundId,
          });
        },
      );

      it('tells of a refund that fails after it had succeeded', async () => {
        const paymentId = await paid(world.methods.lateRefundFailure);
        const { refundId, status } = await refund(paymentId);
        expect(status).toBe('succeeded');
        await world.settleRefund(refundId, 'failed');
        expect((await gateway.findRefunds(paymentId))[0]).toEqual({
          ...ours,
          status: 'failed',
          refundId,
          code: 'expired_or_canceled_card',
        });
      });

      it('refuses to refund what was never paid, or more than was', async () => {
        await expect(refund(await created())).rejects.toBeInstanceOf(PaymentRequestRefusedError);
        const paymentId = await paid();
        await expect(
          gateway.refundPayment({ orderId, paymentId, amount: money(15_001n, 'AED'), idempotencyKey: key() }),
        ).rejects.toBeInstanceOf(PaymentRequestRefusedError);
      });
    });

    describe('chargebacks', () => {
      it.each(['won', 'lost'] as const)('follows a dispute until it is %s', async (outcome) => {
        const paymentId = await paid();
        const disputeId = await world.dispute(paymentId);
        const dispute = { disputeId, amount: price, reason: 'fraudulent', withdrawn: price };
        const opened = await gateway.findDispute(disputeId);
        expect(opened).toMatchObject({ ...dispute, status: 'open', reinstated: nothing });
        await expect(refund(paymentId)).rejects.toMatchObject({ code: 'charge_disputed' });
        await world.closeDispute(disputeId, outcome);
        const closed = await gateway.findDispute(disputeId);
        expect(closed).toEqual({
          ...opened,
          ...{ status: outcome, takesEvidence: false },
          reinstated: outcome === 'won' ? price : nothing,
        });
      });

      it('says until when evidence is taken, and what the provider takes for a dispute', async () => {
        const { evidenceDueBy, fee, ...dispute } = await gateway.findDispute(
          await world.dispute(await paid()),
        );
        expect(dispute).toMatchObject({ isInquiry: false, isEvidenceSubmitted: false });
        expect(Date.parse(evidenceDueBy ?? '')).toBeGreaterThan(Date.now());
        expect(fee).toEqual(money(world.disputeFeeMinor, 'AED'));
      });

      it('takes nothing while a bank only asks', async () => {
        expect(await gateway.findDispute(await world.inquire(await paid()))).toMatchObject({
          ...{ status: 'open', isInquiry: true, amount: price },
          ...{ withdrawn: nothing, reinstated: nothing, fee: nothing },
        });
      });
    });

    describe('evidence', () => {
      const evidence = {
        fanName: 'Şükrü Çağlayan',
        product: 'A song',
        playback: '',
        everything: 'All of it.',
      };
      const submit = (disputeId: string, name = 'first', idempotencyKey = key()) =>
        gateway.submitEvidence({ disputeId, name, evidence, idempotencyKey });

      it('is found under its name, and taken once', async () => {
        const disputeId = await world.dispute(await paid());
        const opened = await gateway.findDispute(disputeId);
        expect(opened).toMatchObject({
          ...{ takesEvidence: true, isEvidenceSubmitted: false, evidenceName: undefined },
        });
        const idempotencyKey = key();
        const submitted = await submit(disputeId, 'first', idempotencyKey);
        expect(submitted).toEqual({
          ...opened,
          ...{ takesEvidence: false, isEvidenceSubmitted: true, evidenceName: 'first' },
        });
        expect(await submit(disputeId, 'first', idempotencyKey)).toEqual(submitted);
        await expect(submit(disputeId, 'second')).rejects.toBeInstanceOf(PaymentRequestRefusedError);
        expect(await gateway.findDispute(disputeId)).toEqual(submitted);
      });

      it.each(['won', 'lost'] as const)('is refused once the dispute is %s', async (outcome) => {
        const disputeId = await world.dispute(await paid());
        await world.closeDispute(disputeId, outcome);
        await expect(submit(disputeId)).rejects.toBeInstanceOf(PaymentRequestRefusedError);
        const closed = await gateway.findDispute(disputeId);
        expect(closed).toMatchObject({ takesEvidence: false, isEvidenceSubmitted: false });
      });

      it('is refused for a dispute that there is not, and where it is too long', async () => {
        await expect(submit('dp_nobody')).rejects.toMatchObject({ code: 'resource_missing' });
        const disputeId = await world.dispute(await paid());
        const everything = 'x'.repeat(EVIDENCE_CHARS);
        const tooLong = { disputeId, name: 'first', evidence: { everything: `${everything}x` } };
        await expect(gateway.submitEvidence({ ...tooLong, idempotencyKey: key() })).rejects.toBeInstanceOf(
          PaymentRequestRefusedError,
        );
        await gateway.submitEvidence({ ...tooLong, evidence: { everything }, idempotencyKey: key() });
      });

      it('is taken with its document, and without one that is not taken', async () => {
        const document = {
          name: 'evidence.pdf',
          mediaType: 'application/pdf',
          bytes: Buffer.from('%PDF-1.7'),
        };
        for (const mediaType of [document.mediaType, 'text/html']) {
          const disputeId = await world.dispute(await paid());
          const request = { disputeId, name: 'first', evidence, document: { ...document, mediaType } };
          const idempotencyKey = key();
          const submitted = await gateway.submitEvidence({ ...request, idempotencyKey });
          expect(submitted).toMatchObject({ isEvidenceSubmitted: true, evidenceName: 'first' });
          expect(await gateway.submitEvidence({ ...request, idempotencyKey })).toEqual(submitted);
        }
      });

      it('is not there where its document may have come and was not heard of, and is sent again', async () => {
        const document = {
          name: 'evidence.pdf',
          mediaType: 'application/pdf',
          bytes: Buffer.from('%PDF-1.7'),
        };
        const disputeId = await world.dispute(await paid());
        const request = { disputeId, name: 'first', evidence, document };
        await world.breakDown('reply_lost', 'uploadEvidence');
        await expect(gateway.submitEvidence({ ...request, idempotencyKey: key() })).rejects.toBeInstanceOf(
          PaymentOutcomeUnknownError,
        );
        await world.heal();
        expect(await gateway.findDispute(disputeId)).toMatchObject({ takesEvidence: true });
        await gateway.submitEvidence({ ...request, idempotencyKey: key() });
        expect(await gateway.findDispute(disputeId)).toMatchObject({ takesEvidence: false });
      });

      it('is taken again once an inquiry has become a chargeback', async () => {
        const disputeId = await world.inquire(await paid());
        await submit(disputeId);
        await world.escalate(disputeId);
        expect(await gateway.findDispute(disputeId)).toMatchObject({
          ...{ takesEvidence: true, isEvidenceSubmitted: true, evidenceName: 'first', isInquiry: false },
        });
        expect(await submit(disputeId, 'second')).toMatchObject({
          ...{ takesEvidence: false, evidenceName: 'second' },
        });
      });

      it.each(FAULTS)(
        'is there once, however often it is asked for, when the provider is %s',
        async (fault) => {
          const disputeId = await world.dispute(await paid());
          await world.breakDown(fault, 'submitEvidence');
          await expect(submit(disputeId)).rejects.toBeInstanceOf(PaymentOutcomeUnknownError);
          await world.heal();
          const found = await gateway.findDispute(disputeId);
          if (found.takesEvidence) await submit(disputeId);
          else await expect(submit(disputeId)).rejects.toBeInstanceOf(PaymentRequestRefusedError);
          expect(await gateway.findDispute(disputeId)).toMatchObject({
            ...{ takesEvidence: false, isEvidenceSubmitted: true, evidenceName: 'first' },
          });
        },
      );
    });

    describe.each(FAULTS)('when the provider is %s', (fault) => {
      it('creates one payment when the creation is repeated with its key', async () => {
        const request = { orderId, amount: price, idempotencyKey: key() };
        await world.breakDown(fault, 'createPayment');
        await expect(gateway.createPayment(request)).rejects.toBeInstanceOf(PaymentOutcomeUnknownError);
        await world.heal();
        const { paymentId } = await gateway.createPayment(request);
        expect(await gateway.createPayment(request)).toEqual({ paymentId });
        expect(await gateway.findPayment(paymentId)).toEqual({ status: 'created' });
      });

      it('charges once, however often it is asked after that', async () => {
        const paymentId = await created();
        const request = { paymentId, paymentMethod: world.methods.good, idempotencyKey: key() };
        await world.breakDown(fault, 'confirmPayment');
        await expect(gateway.confirmPayment(request)).rejects.toBeInstanceOf(PaymentOutcomeUnknownError);
        await world.heal();
        const { status } = await gateway.findPayment(paymentId);
        expect(['created', 'succeeded']).toContain(status);
        await gateway.confirmPayment({ ...request, idempotencyKey: key() });
        expect(await gateway.findPayment(paymentId)).toMatchObject({ status: 'succeeded', amount: price });
        expect((await world.moved(paymentId)).charged).toEqual([15_000n]);
      });

      it('refunds once, however often it is asked after that', async () => {
        const paymentId = await paid();
        await world.breakDown(fault, 'refundPayment');
        await expect(refund(paymentId)).rejects.toBeInstanceOf(PaymentOutcomeUnknownError);
        await world.heal();
        await gateway.findRefunds(paymentId);
        const again = await refund(paymentId);
        expect(again).toMatchObject({ status: 'succeeded', amount: price });
        expect((await gateway.findRefunds(paymentId))[0]).toEqual(again);
        expect((await world.moved(paymentId)).refunded).toEqual([15_000n]);
      });

      it('concludes nothing from a look-up', async () => {
        const paymentId = await paid();
        await world.breakDown(fault, 'findPayment');
        await expect(gateway.findPayment(paymentId)).rejects.toBeInstanceOf(PaymentOutcomeUnknownError);
      });
    });

    describe('webhooks', () => {
      it('takes one that the provider signed', async () => {
        const paymentId = await paid();
        const { rawBody, signature } = await world.webhook(0);
        expect(gateway.verifyWebhook(rawBody, signature)).toMatchObject({
          type: 'payment_intent.succeeded',
          objectId: paymentId,
          orderId,
          paymentId,
        });
      });

      it('refuses one that was changed, signed by another, too old, or not signed', async () => {
        await paid();
        const { rawBody, signature } = await world.webhook(0);
        const changed = Buffer.from(rawBody.toString().replace('15000', '15001'));
        const old = await world.webhook(301);
        for (const [body, header] of [
          [changed, signature],
          [rawBody, signature.replace(/v1=.*/, `v1=${'0'.repeat(64)}`)],
          [rawBody, ''],
          [old.rawBody, old.signature],
          [Buffer.from('{'), signature],
        ] as const) {
          expect(() => gateway.verifyWebhook(body, header)).toThrow(InvalidWebhookError);
        }
      });

      it('lists what could not be delivered, newest first', async () => {
        const paymentId = await paid();
        const [newest] = await gateway.undeliveredEvents();
        expect(newest).toMatchObject({ type: 'payment_intent.succeeded', paymentId, orderId });
      });
    });

    it('takes no evidence after the day by which it is due', async () => {
      const disputeId = await world.dispute(await paid());
      await world.passDays(10);
      await expect(
        gateway.submitEvidence({
          ...{ disputeId, name: 'late', evidence: { everything: 'All of it.' }, idempotencyKey: key() },
        }),
      ).rejects.toBeInstanceOf(PaymentRequestRefusedError);
      expect(await gateway.findDispute(disputeId)).toMatchObject({ isEvidenceSubmitted: false });
    });
  });
}
