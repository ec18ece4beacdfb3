import type { CreatorId, OrderId, PayoutId, PersonId } from '../../domain/ids.js';
import type { Currency } from '../../domain/money.js';
import { expireOrder } from '../../domain/order/decide.js';
import { expireQuote } from '../../domain/quote/decide.js';
import { orders, quotes } from '../aggregates.js';
import type { PersonEraser } from '../erasure/person-eraser.js';
import type { EvidenceProcess } from '../processes/evidence-process.js';
import type { OrderSlotsProcess } from '../processes/order-slots-process.js';
import type { PaymentProcess } from '../processes/payment-process.js';
import type { PayoutProcess } from '../processes/payout-process.js';
import { type Cause, stepContext } from '../processes/process.js';
import type { RefundProcess } from '../processes/refund-process.js';
import type { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import type { DeadlineHandlers } from './deadline-scanner.js';

/** Who goes on when a deadline has come. */
interface Concerned {
  readonly aggregates: AggregatesRuntime;
  readonly payment: PaymentProcess;
  readonly refund: RefundProcess;
  readonly evidence: EvidenceProcess;
  readonly payout: PayoutProcess;
  readonly slots: OrderSlotsProcess;
  readonly erasure: PersonEraser;
}

export const deadlineHandlers = ({
  aggregates,
  payment,
  refund,
  evidence,
  payout,
  slots,
  erasure,
}: Concerned): DeadlineHandlers => ({
  order: async ({ subjectId }, cause) => {
    await aggregates.execute(orders, subjectId, deadlineContext(cause), (order, now) =>
      expireOrder(order, { now }),
    );
  },
  payment: ({ subjectId }, cause) => payment.resume(subjectId as OrderId, cause),
  refund: ({ subjectId }, cause) => refund.resume(subjectId as OrderId, cause),
  evidence: ({ subjectId }, cause) => evidence.resume(subjectId as OrderId, cause),
  quote: async ({ subjectId }, cause) => {
    await aggregates.execute(quotes, subjectId, deadlineContext(cause), (quote, now) =>
      expireQuote(quote, { now }),
    );
  },
  erasure: ({ subjectId }, cause) => erasure.resume(subjectId as PersonId, cause),
  payout: ({ subjectId, creatorId, currency }, cause) => {
    const of = { creatorId: creatorId as CreatorId, currency: currency as Currency };
    return payout.resume(of, subjectId as PayoutId, cause);
  },
  order_slot: ({ subjectId, creatorId }, cause) =>
    slots.resume(creatorId as CreatorId, subjectId as OrderId, cause),
});

const deadlineContext = (cause: Cause) => ({
  ...stepContext('deadlines', cause, 'expire'),
  source: 'deadline' as const,
});
