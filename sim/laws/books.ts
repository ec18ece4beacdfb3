import type { RecordedEvent } from '../../src/application/ports/event-store.js';

interface Amount {
  readonly amountMinor: number;
}

/** What the log says of one order, added up by somebody who knows nothing of deciders: a second opinion. */
export interface Books {
  readonly orderId: string;
  priceMinor: number;
  paidMinor: number;
  refundedMinor: number;
  isDelivered: boolean;
  /** The fan's bank has the money, until that is decided. */
  isDisputed: boolean;
  isTakenBack: boolean;
  /** What the provider took out of the balance for disputes, and has not given back; its fees are not in it. */
  withdrawnMinor: number;
  providerFeesMinor: number;
  /** Money goes back, or is to: asked for, and not failed since. */
  isRefunding: boolean;
  attempts: number;
  disputes: number;
  /** The last refund failed: a person has been told. */
  hasFailed: boolean;
  /** How it ended, if it has. */
  ending: string | undefined;
  cases: number;
}

const ENDINGS: ReadonlySet<string> = new Set([
  'OrderLapsed',
  'OrderWithdrawn',
  'OrderDeclined',
  'RequestRejected',
  'AcceptanceExpired',
  'DeliveryExpired',
  'ReviewExpired',
]);

/**
 * The money rules of product.md ("Money, always true"), checked with each event that comes into the log.
 */
export class AllBooks {
  readonly orders = new Map<string, Books>();

  constructor(
    private readonly broke: (law: string) => void,
    private readonly isPaidByHand: (orderId: string) => boolean,
  ) {}

  take(event: RecordedEvent): void {
    if (typeof event.data['orderId'] === 'string') this.takeOfOrder(event);
  }

  private takeOfOrder(event: RecordedEvent): void {
    const data = event.data as unknown as {
      readonly orderId: string;
      readonly price: Amount;
      readonly fee: Amount;
      readonly givenBack: Amount | null;
      readonly cameBack: Amount | null;
      readonly earning: Amount;
      readonly amount: Amount;
      readonly attempt: number;
      readonly code: string;
      readonly detail: string;
    };
    const { orderId } = data;
    const books = this.booksOf(orderId);
    const requires = (isSo: boolean, law: string): void => {
      if (!isSo) this.broke(`${orderId}: ${law} (${event.type})`);
    };
    takeFunds(books, event.type, data, requires);
    takePart(books, event.type, data, requires);
    takeDispute(books, event.type);
    switch (event.type) {
      case 'OrderPlaced':
        requires(books.priceMinor === 0, 'an order is placed once');
        requires(
          data.fee.amountMinor + data.earning.amountMinor === data.price.amountMinor,
          'fee and earning are the price',
        );
        requires(
          data.fee.amountMinor >= 0 && data.earning.amountMinor >= 0,
          'no part of a price is negative',
        );
        books.priceMinor = data.price.amountMinor;
        break;
      case 'FundsHeld':
        requires(books.paidMinor === 0, 'money is held once');
        requires(data.amount.amountMinor === books.priceMinor, 'what is held is the price');
        books.paidMinor = data.amount.amountMinor;
        break;
      case 'RefundRequested':
        books.attempts += 1;
        requires(books.paidMinor > 0, 'only what was paid is refunded');
        requires(!books.isRefunding, 'a refund is not asked for while one is under way');
        requires(!books.isDelivered, 'what was delivered is not refunded');
        requires(data.attempt === books.attempts, 'attempts are counted');
        requires(
          data.amount.amountMinor === books.paidMinor - books.refundedMinor,
          'everything that is left is to be given back',
        );
        requires(!books.isDisputed && !books.isTakenBack, 'what the bank has is not refunded');
        books.isRefunding = true;
        books.hasFailed = false;
        break;
      case 'RefundIssued':
        requires(books.refundedMinor < books.paidMinor, 'a refund is issued once');
        requires(!books.isDelivered, 'delivered and refunded exclude each other');
        books.refundedMinor += data.amount.amountMinor;
        requires(books.refundedMinor === books.paidMinor, 'a refund is everything');
        // Made in the provider's dashboard, it ends the order.
        books.ending ??= event.type;
        break;
      case 'RefundFailed':
        books.refundedMinor -= minorOf(data.cameBack);
        requires(books.refundedMinor >= 0, 'nothing comes back that was not given');
        books.isRefunding = false;
        books.hasFailed = true;
        break;
      case 'VideoDelivered':
        requires(!books.isDelivered, 'an order is delivered once');
        requires(books.paidMinor > 0, 'nothing is delivered that was not paid for');
        requires(!books.isRefunding, 'delivered and refunded exclude each other');
        requires(
          minorOf(data.givenBack) === books.refundedMinor,
          'what was given back before is borne by the platform',
        );
        requires(books.ending === undefined, 'nothing is delivered after its order ended');
        books.isDelivered = true;
        break;
      case 'MoneyDifferenceFound':
        books.cases += 1;
        requires(
          isCase(data.code, books) || (data.code === 'payment_not_expected' && this.isPaidByHand(orderId)),
          `there is nothing for a person to see to: ${data.code}, ${data.detail}`,
        );
        break;
      default:
    }
    if (!ENDINGS.has(event.type)) return;
    requires(books.ending === undefined && !books.isDelivered, 'an order ends once');
    books.ending = event.type;
  }

  private booksOf(orderId: string): Books {
    const there = this.orders.get(orderId);
    if (there !== undefined) return there;
    const books: Books = {
      ...{ orderId, priceMinor: 0, paidMinor: 0, refundedMinor: 0, attempts: 0, disputes: 0, cases: 0 },
      ...{ withdrawnMinor: 0, providerFeesMinor: 0 },
      ...{ isDelivered: false, isDisputed: false, isTakenBack: false, isRefunding: false, ending: undefined },
      hasFailed: false,
    };
    this.orders.set(orderId, books);
    return books;
  }
}

const minorOf = (amount: Amount | null): number => amount?.amountMinor ?? 0;

/** What the fan's bank decides. */
function takeDispute(books: Books, type: string): void {
  switch (type) {
    case 'ChargebackOpened':
      books.isDisputed = true;
      books.disputes += 1;
      if (!books.isDelivered) books.ending ??= type;
      break;
    case 'ChargebackWon':
      books.isDisputed = false;
      break;
    case 'ChargebackLost':
      books.isDisputed = false;
      books.isTakenBack = true;
      break;
    default:
  }
}

/** What somebody gives back by hand in the dashboard. */
function takePart(
  books: Books,
  type: string,
  { amount }: { readonly amount: Amount },
  requires: (isSo: boolean, law: string) => void,
): void {
  if (type === 'PartRefunded') {
    books.refundedMinor += amount.amountMinor;
    requires(!books.isDelivered, 'delivered and refunded exclude each other');
    requires(amount.amountMinor > 0 && books.refundedMinor < books.paidMinor, 'a part leaves something');
  }
  if (type !== 'PartRefundReturned') return;
  books.refundedMinor -= amount.amountMinor;
  requires(books.refundedMinor >= 0, 'nothing comes back that was not given');
}

/** What a bank takes and gives back, with what the provider takes for it. */
function takeFunds(
  books: Books,
  type: string,
  { amount, fee }: { readonly amount: Amount; readonly fee: Amount },
  requires: (isSo: boolean, law: string) => void,
): void {
  if (type === 'ChargebackFundsWithdrawn') {
    books.withdrawnMinor += amount.amountMinor;
    books.providerFeesMinor += fee.amountMinor;
    requires(books.disputes > 0, 'the bank takes nothing without a dispute');
    requires(books.withdrawnMinor <= books.paidMinor, 'the bank takes no more than was paid');
  }
  if (type !== 'ChargebackFundsReinstated') return;
  books.withdrawnMinor -= amount.amountMinor;
  books.providerFeesMinor -= fee.amountMinor;
  requires(
    books.withdrawnMinor >= 0 && books.providerFeesMinor >= 0,
    'nothing comes back that was not taken',
  );
}

/** In these worlds nobody but the bank and the dashboard does what the program cannot know: all else is no case, but a mistake of its own. */
function isCase(code: string, { isDelivered, isTakenBack, refundedMinor, disputes }: Books): boolean {
  if (code === 'refund_not_expected') return isDelivered || isTakenBack;
  if (code === 'refund_not_full') return !isDelivered && refundedMinor > 0;
  return code === 'chargeback_not_expected' && (refundedMinor > 0 || disputes > 0);
}
