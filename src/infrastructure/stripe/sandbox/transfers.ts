import type Stripe from 'stripe';
import type { Account } from './account.js';
import { invalidRequest, noSuch } from './api-error.js';
import { recordMovement } from './balance.js';
import { newTransfer, newTransferReversal } from './connect-objects.js';
import { connectedFunds, moveConnectedFunds } from './connected-accounts.js';
import { availableFunds } from './funds.js';
import { idIn } from './identifiers.js';
import { found } from './found.js';

export interface TransferRequest {
  readonly amount?: number;
  readonly currency: string;
  readonly destination: string;
  readonly description?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly source_transaction?: string;
  readonly transfer_group?: string;
}

export function createTransfer(account: Account, request: TransferRequest): Stripe.Transfer {
  const { currency, destination, description = null, metadata } = request;
  refuseDestination(account, destination);
  const source = sourceOf(account, request);
  const amount = positive(request.amount ?? source?.amount);
  refuseAmount(account, source, amount, currency);
  const transfer = newTransfer({
    amount,
    created: account.nowSeconds(),
    currency,
    description,
    destination,
    metadata: { ...metadata },
    source_transaction: source?.id ?? null,
    transfer_group: request.transfer_group ?? source?.transfer_group ?? null,
  });
  const moved = recordMovement(account, 'transfer', transfer, availableOnOf(account, source));
  transfer.balance_transaction = moved.id;
  moveConnectedFunds(account, destination, currency, amount);
  account.records.insert('transfer', transfer, transfer.transfer_group);
  account.emit('transfer.created', transfer);
  return transfer;
}

export function findTransfer(account: Account, id: string): Stripe.Transfer {
  return found(account, 'transfer', id);
}

export interface ReversalRequest {
  readonly amount?: number;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Takes a transfer back, or a part of it, from what its receiver has not paid out yet. */
export function reverseTransfer(
  account: Account,
  id: string,
  request: ReversalRequest,
): Stripe.TransferReversal {
  const transfer = findTransfer(account, id);
  const { currency } = transfer;
  const destination = idIn(transfer.destination);
  const remaining = transfer.amount - transfer.amount_reversed;
  if (remaining === 0) throw invalidRequest(`Transfer ${id} has already been reversed.`);
  const amount = positive(request.amount ?? remaining);
  if (amount > remaining) {
    throw invalidRequest(
      `Transfer reversal amount (${String(amount)}) is greater than unreversed amount on transfer (${String(remaining)})`,
      { param: 'amount' },
    );
  }
  if (connectedFunds(account, destination, currency) < amount) throw insufficientFunds();
  const reversal = newTransferReversal(transfer, {
    amount,
    created: account.nowSeconds(),
    metadata: { ...request.metadata },
  });
  reversal.balance_transaction = recordMovement(account, 'transfer_reversal', reversal).id;
  moveConnectedFunds(account, destination, currency, -amount);
  account.records.insert('transfer_reversal', reversal, id);
  transfer.amount_reversed += amount;
  transfer.reversed = transfer.amount_reversed === transfer.amount;
  const reversals = [reversal, ...transfer.reversals.data];
  transfer.reversals.data = reversals.slice(0, REVERSALS_SHOWN);
  transfer.reversals.has_more ||= reversals.length > REVERSALS_SHOWN;
  account.records.update(transfer);
  account.emit('transfer.reversed', transfer);
  return reversal;
}

/** An object shows the newest ones; the others are in the list. */
const REVERSALS_SHOWN = 10;

export function findReversal(account: Account, transferId: string, id: string): Stripe.TransferReversal {
  const reversal = account.records.find('transfer_reversal', id);
  if (reversal?.transfer !== transferId) throw noSuch('transfer reversal', id);
  return reversal;
}

function positive(amount: number | undefined): number {
  if (amount === undefined)
    throw invalidRequest('Missing required param: amount.', { code: 'parameter_missing', param: 'amount' });
  if (amount >= 1) return amount;
  throw invalidRequest('Invalid positive integer', { code: 'parameter_invalid_integer', param: 'amount' });
}

function refuseDestination(account: Account, destination: string): void {
  const receiver = account.records.find('account', destination);
  if (receiver === undefined) throw noSuch('destination', destination, 'destination', 400);
  if (receiver.capabilities?.transfers === 'active') return;
  throw invalidRequest(
    'Your destination account needs to have at least one of the following capabilities enabled: ' +
      'transfers, crypto_transfers, legacy_payments',
    { code: 'insufficient_capabilities_for_transfer' },
  );
}

function sourceOf(account: Account, { source_transaction: id }: TransferRequest): Stripe.Charge | undefined {
  if (id === undefined) return undefined;
  const charge = account.records.find('charge', id);
  if (charge?.status !== 'succeeded') throw noSuch('charge', id, 'source_transaction', 400);
  return charge;
}

/** All transfers of a charge together cannot be more than it is; others cannot be more than what is available. */
function refuseAmount(
  account: Account,
  source: Stripe.Charge | undefined,
  amount: number,
  currency: string,
): void {
  if (source === undefined) {
    if (availableFunds(account, currency) < amount) throw insufficientFunds();
    return;
  }
  if (source.currency !== currency) {
    throw invalidRequest(
      `The currency of source_transaction's balance transaction (${source.currency}) must be the same as the ` +
        `transfer currency (${currency})`,
      { param: 'currency' },
    );
  }
  const sql = `SELECT coalesce(sum(body ->> '$.amount'), 0) FROM objects
               WHERE kind = 'transfer' AND body ->> '$.source_transaction' = ?`;
  const left = source.amount - (account.records.row(sql, source.id)?.[0] as number);
  if (amount <= left) return;
  throw invalidRequest(
    `Transfer amount (${String(amount)}) is greater than what is left of its source_transaction (${String(left)})`,
    { param: 'amount' },
  );
}

/** A transfer of a charge waits for the money of that charge. */
function availableOnOf(account: Account, source: Stripe.Charge | undefined): number {
  const booked = source && account.records.find('balance_transaction', idIn(source.balance_transaction));
  return Math.max(booked?.available_on ?? 0, account.nowSeconds());
}

/** Money in another currency does not help: a balance is kept for each. */
const insufficientFunds = () =>
  invalidRequest(
    'You have insufficient available funds in your Stripe account. Try adding funds directly to your available ' +
      'balance by creating Charges using the 4000000000000077 test card. ' +
      'See: https://stripe.com/docs/testing#available-balance',
    { code: 'balance_insufficient' },
  );
