import {
  PaymentOutcomeUnknownError,
  PaymentRequestRefusedError,
} from '../../src/application/ports/payment-gateway.js';
import type {
  DestinationStatus,
  NamedPayout,
  PayoutStatus,
  ReversePayout,
  SendPayout,
} from '../../src/application/ports/payout-rail.js';
import { money, type Money, sameMoney } from '../../src/domain/money.js';
import type { ProviderCore } from './provider-core.js';

/** What the owner of an account at the provider has to reckon with. */
export const ACCOUNTS = [
  ...(['acct_good', 'acct_slow', 'acct_comes_back', 'acct_partly_back'] as const),
  ...(['acct_closed', 'acct_unknown'] as const),
] as const;

export interface Transfer {
  readonly reference: string;
  /** `undefined` of one that was made by hand. */
  readonly payoutId: string | undefined;
  readonly creatorId: string;
  readonly amount: Money;
  readonly destination: string;
  status: 'pending' | 'paid' | 'failed';
  returnedMinor: bigint;
  /** Each time that something of it came back. */
  readonly returns: { readonly minor: bigint; readonly atMs: number }[];
}

const DAY_MS = 24 * 3_600_000;
/** Of a thousand payouts, how many find too little in the balance to pay from. */
const TOO_LITTLE_PERMILLE = 40;

/** Money that goes out to accounts of creators at the provider. Keys are forgotten after a day, the ids of payouts never. */
export class SimulatedTransfers {
  readonly all: Transfer[] = [];
  /** Accounts that take what is sent to them, and of which the provider says that they are not to be sent anything. */
  readonly paused = new Set<string>();

  constructor(private readonly core: ProviderCore) {}

  /** Whoever sends looks first for what is there; this makes one, whatever is there, under a key of its own. */
  create({ payoutId, creatorId, amount, destination, idempotencyKey }: SendPayout): PayoutStatus {
    const parameters = { payoutId, destination, amount: String(amount.amountMinor) };
    const make = () => {
      this.requirePayable(destination);
      return this.make({ payoutId, creatorId, amount, destination });
    };
    const keeping = { forMs: DAY_MS, keepsRefusals: true };
    return statusOf(this.core.once(idempotencyKey, parameters, make, keeping));
  }

  /** The request stays under way for a while: whoever asked has given it up by then. */
  createLater(request: SendPayout): never {
    this.core.soon(() => {
      try {
        this.create(request);
      } catch {
        // Nobody waits for the answer.
      }
    });
    throw new PaymentOutcomeUnknownError('simulated: the request is under way, and nobody answers');
  }

  /** Whether the next request to make one is slow to arrive. */
  isSlow(): boolean {
    return this.core.dice.permille(this.core.slowPermille());
  }

  /** What is there of that name, where it is the same. */
  existing(request: SendPayout): PayoutStatus | undefined {
    const there = this.of(request.payoutId);
    return there && statusOf(this.sameAsAsked(there, request));
  }

  find(payoutId: string): PayoutStatus | undefined {
    const transfer = this.of(payoutId);
    return transfer && statusOf(transfer);
  }

  payoutOf(reference: string): NamedPayout | undefined {
    const found = this.all.find((each) => each.reference === reference);
    if (found?.payoutId === undefined) return undefined;
    return { payoutId: found.payoutId, creatorId: found.creatorId, currency: found.amount.currency };
  }

  canPay(destination: string): DestinationStatus {
    if (destination.startsWith('acct_unknown')) return { status: 'not_payable', code: 'account_invalid' };
    if (destination.startsWith('acct_closed') || this.paused.has(destination))
      return { status: 'not_payable', code: 'payouts_disabled' };
    return { status: 'payable' };
  }

  reverse({ payoutId, amount }: ReversePayout): PayoutStatus {
    const transfer = this.of(payoutId);
    if (transfer === undefined) throw new PaymentRequestRefusedError('payout_unknown', payoutId);
    this.takeBack(transfer, amount.amountMinor);
    return statusOf(transfer);
  }

  /** Somebody takes it back by hand, in the provider's dashboard. */
  takeBackInDashboard(reference: string, minor: bigint): void {
    const transfer = this.all.find((each) => each.reference === reference);
    if (transfer !== undefined) this.takeBack(transfer, minor);
  }

  /** Somebody sends money to somebody by hand, and says for nothing of ours. */
  makeByHand(amount: Money): string {
    const wanted = { payoutId: undefined, creatorId: '', amount, destination: 'acct_somebody' };
    return this.make(wanted).reference;
  }

  isByHand(reference: string): boolean {
    return this.all.some((each) => each.reference === reference && each.payoutId === undefined);
  }

  private requirePayable(destination: string): void {
    const payable = this.canPay(destination);
    if (payable.status === 'not_payable' && !this.paused.has(destination))
      throw new PaymentRequestRefusedError(payable.code, destination);
    if (this.core.dice.permille(TOO_LITTLE_PERMILLE))
      throw new PaymentRequestRefusedError('balance_insufficient', 'there is too little to pay from');
  }

  private make(wanted: Pick<Transfer, 'payoutId' | 'creatorId' | 'amount' | 'destination'>): Transfer {
    const isSlow = wanted.destination.startsWith('acct_slow');
    const transfer: Transfer = {
      ...wanted,
      ...{ reference: this.core.newId('tr'), status: isSlow ? 'pending' : 'paid', returnedMinor: 0n },
      returns: [],
    };
    this.all.push(transfer);
    this.core.tellOf('transfer.created', transfer.reference);
    if (isSlow) this.core.later(() => this.settle(transfer));
    else if (wanted.destination.startsWith('acct_comes_back'))
      this.core.later(() => this.takeBack(transfer, transfer.amount.amountMinor));
    else if (wanted.destination.startsWith('acct_partly_back')) this.takePartsBack(transfer);
    return transfer;
  }

  /** In two parts, of which the second one may be all that is left. */
  private takePartsBack(transfer: Transfer): void {
    const { amountMinor } = transfer.amount;
    this.core.later(() => this.takeBack(transfer, amountMinor / 3n));
    this.core.later(() =>
      this.takeBack(
        transfer,
        this.core.dice.permille(500) ? amountMinor / 4n : amountMinor - transfer.returnedMinor,
      ),
    );
  }

  private settle(transfer: Transfer): void {
    if (transfer.status !== 'pending') return;
    transfer.status = this.core.dice.permille(600) ? 'paid' : 'failed';
    this.core.tellOf(`transfer.${transfer.status}`, transfer.reference);
  }

  private takeBack(transfer: Transfer, minor: bigint): void {
    const left = transfer.amount.amountMinor - transfer.returnedMinor;
    if (transfer.status !== 'paid' || minor <= 0n || minor > left) return;
    transfer.returnedMinor += minor;
    transfer.returns.push({ minor, atMs: this.core.nowMs() });
    this.core.tellOf('transfer.reversed', transfer.reference);
  }

  private sameAsAsked(there: Transfer, { payoutId, amount, destination }: SendPayout): Transfer {
    if (sameMoney(there.amount, amount) && there.destination === destination) return there;
    throw this.core.mistaken('payout_differs', `${payoutId} was sent with another amount or elsewhere`);
  }

  private of(payoutId: string): Transfer | undefined {
    return this.all.find((each) => each.payoutId === payoutId);
  }
}

function statusOf({ reference, status, amount, returnedMinor }: Transfer): PayoutStatus {
  const returned = money(returnedMinor, amount.currency);
  if (returnedMinor === amount.amountMinor)
    return { reference, status: 'returned', code: 'reversed', amount, returned };
  if (status === 'failed') return { reference, status, code: 'account_closed', amount, returned };
  return { reference, status, amount, returned };
}
