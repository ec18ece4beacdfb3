import { sizeOf } from '../../src/domain/money.js';
import type { RecordedEvent } from '../../src/application/ports/event-store.js';
import { feeOf } from '../ports/provider-balance.js';
import type { World } from '../world/world.js';
import type { AllBooks } from './books.js';
import { type Amount, textIn } from './order-story.js';

/** Every difference that somebody has made at the provider is a case, and nothing else is; each day comes to its end. */
export class Reconciled {
  readonly #opened = new Set<string>();
  readonly #running = new Set<string>();
  readonly #finished = new Set<string>();
  readonly #proposedBy = new Map<string, string>();
  readonly #bankMovements = new Set<string>();
  #feesMinor = 0;

  constructor(
    private readonly world: World,
    private readonly books: AllBooks,
  ) {}

  take({ type, data }: RecordedEvent): void {
    const day = textIn(data, 'day');
    if (type === 'ReconciliationStarted') this.#running.add(day);
    if (type === 'ReconciliationFinished') {
      this.#running.delete(day);
      this.#finished.add(day);
    }
    if (type === 'ReconciliationFailed') this.world.broke(`${day}: its comparison was given up`);
    if (type === 'MoneyCaseOpened') this.open(data);
    if (type === 'ProviderFeesTaken')
      this.#feesMinor += (data['fee'] as unknown as { readonly amountMinor: number }).amountMinor;
    if (type === 'ProviderBankMovementFound') this.takeBankMovement(textIn(data, 'movementId'), data);
    this.takeClosing(type, data);
  }

  /** Whether no day is looked at any more. */
  isDone(): boolean {
    return this.#running.size === 0;
  }

  checkEnd(): void {
    if (!this.world.reconciles) return;
    for (const day of this.#running) this.world.broke(`${day}: its comparison has not come to an end`);
    for (const transfer of this.world.provider.transfers.all)
      if (transfer.payoutId === undefined && !this.#opened.has(transfer.reference))
        this.world.broke(`${transfer.reference}: was sent by hand, and is no case`);
    for (const { id, atMs } of this.world.core.bankMovements)
      if (this.#finished.has(this.world.dayAt(atMs)) && !this.#bankMovements.has(id))
        this.world.broke(`${id}: went between the provider and our bank, and the log does not say so`);
    const taken = this.world.provider
      .succeeded()
      .filter(({ chargeId }) => this.#finished.has(this.world.dayOf(chargeId)))
      .reduce((sum, { payment }) => sum + Number(feeOf(payment.amount.amountMinor)), 0);
    if (taken !== this.#feesMinor)
      this.world.broke(
        `the provider took ${String(taken)} of payments, and the log says ${String(this.#feesMinor)}`,
      );
  }

  private takeBankMovement(movementId: string, data: RecordedEvent['data']): void {
    if (this.#bankMovements.has(movementId)) this.world.broke(`${movementId}: is told twice`);
    this.#bankMovements.add(movementId);
    const { amountMinor = 0, currency } =
      this.world.core.bankMovements.find(({ id }) => id === movementId) ?? {};
    const told = data['amount'] as unknown as Amount;
    if (told.currency !== currency || BigInt(told.amountMinor) !== sizeOf(BigInt(amountMinor)))
      this.world.broke(`${movementId}: is told otherwise than the provider has it`);
  }

  private open(data: RecordedEvent['data']): void {
    const objectId = textIn(data, 'objectId');
    this.#opened.add(objectId);
    const orderId = textIn(data, 'orderId');
    const isByHand = this.world.provider.transfers.isByHand(objectId);
    const isKnown =
      this.world.provider.wasPaidByHand(orderId) || (this.books.orders.get(orderId)?.cases ?? 0) > 0;
    const isOfBalance = textIn(data, 'about') === 'balance' && this.canDiffer(objectId);
    if (!isByHand && !isKnown && !isOfBalance)
      this.world.broke(`${orderId || objectId}: is a case, and nothing differs: ${JSON.stringify(data)}`);
  }

  /** A balance differs where somebody has sent money by hand; and it may do so where an order has a case. */
  private canDiffer(currency: string): boolean {
    const { transfers } = this.world.provider;
    const isByHand =
      transfers.all.some(({ payoutId, amount }) => payoutId === undefined && amount.currency === currency) ||
      this.world.provider.paidByHand().some(({ amount }) => amount.currency === currency);
    return isByHand || [...this.books.orders.values()].some(({ cases }) => cases > 0);
  }

  private takeClosing(type: string, data: RecordedEvent['data']): void {
    const caseId = textIn(data, 'caseId');
    if (type === 'MoneyCaseClosingProposed') this.#proposedBy.set(caseId, textIn(data, 'proposedBy'));
    if (type === 'MoneyCaseClosingApproved' && this.#proposedBy.get(caseId) === textIn(data, 'approvedBy'))
      this.world.broke(`${caseId}: money was moved for it by one person alone`);
  }
}
