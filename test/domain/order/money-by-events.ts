import type { OrderEvent } from '../../../src/domain/order/events.js';
import type { OrderMoney } from '../../../src/domain/order/money-of-order.js';

/** Where the money is, counted from the events alone, as a bookkeeper would: the check on `moneyOfOrder`. */
export function moneyByEvents(events: readonly OrderEvent[]): OrderMoney {
  const books = { paid: 0n, refunded: 0n, earned: 0n, fee: 0n, chargedBack: 0n };
  let split = { earning: 0n, fee: 0n };
  for (const event of events) {
    switch (event.type) {
      case 'OrderPlaced':
        split = { earning: event.data.earning.amountMinor, fee: event.data.fee.amountMinor };
        break;
      case 'FundsHeld':
        books.paid += event.data.amount.amountMinor;
        break;
      case 'VideoDelivered':
        books.earned += split.earning;
        books.fee += split.fee - (event.data.givenBack?.amountMinor ?? 0n);
        break;
      case 'PartRefundReturned':
        books.refunded -= event.data.amount.amountMinor;
        break;
      case 'PartRefunded':
      case 'RefundIssued':
        books.refunded += event.data.amount.amountMinor;
        break;
      case 'RefundFailed':
        // Only what had been issued comes back.
        books.refunded -= event.data.cameBack?.amountMinor ?? 0n;
        break;
      case 'ChargebackLost':
        // Of a delivered order, the bank has all of the price; what had gone back before stays with the platform.
        books.chargedBack += event.data.heldMoney?.amountMinor ?? books.paid;
        books.fee -= books.earned === 0n ? 0n : split.fee;
        books.earned = 0n;
        break;
      default:
        break;
    }
  }
  const { paid, refunded, earned, fee, chargedBack } = books;
  return {
    paidMinor: paid,
    refundedMinor: refunded,
    earnedMinor: earned,
    feeMinor: fee,
    heldMinor: paid - refunded - earned - fee - chargedBack,
    chargedBackMinor: chargedBack,
  };
}
