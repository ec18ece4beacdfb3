import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { setPayoutDestination } from '../../domain/creator/payout-destination.js';
import type { CreatorId } from '../../domain/ids.js';
import { reject, type Rejection } from '../../domain/rejection.js';
import { creators, erasures } from '../aggregates.js';
import type { CommandContext } from '../command-context.js';
import { idFrom } from '../events/derived-ids.js';
import { BankFiles } from '../ports/bank-files.js';
import type { BankAccount, PaymentRunField, PaymentRunProblem } from '../ports/payment-run.js';
import { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import type { CommandOutcome } from '../runtime/outcome.js';

/** An account at the payment provider (`acct_…`), or one at a bank. */
export type WantedDestination =
  | { readonly rail: 'stripe_transfers'; readonly account: string }
  | ({ readonly rail: 'bank_transfers' } & BankAccount);

/** A creator says where to be paid out from now on. What is proposed to go elsewhere is refused when it is carried out. */
export class SetPayoutDestination extends Command<CommandOutcome> {
  constructor(
    readonly creatorId: CreatorId,
    readonly destination: WantedDestination,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(SetPayoutDestination)
export class SetPayoutDestinationHandler implements ICommandHandler<SetPayoutDestination> {
  constructor(
    private readonly aggregates: AggregatesRuntime,
    private readonly bankFiles: BankFiles,
  ) {}

  async execute({ creatorId, destination, context }: SetPayoutDestination): Promise<CommandOutcome> {
    const faults = destination.rail === 'bank_transfers' ? this.bankFiles.faultsOf(destination) : [];
    if (faults.length > 0) return refuseAccount(faults);
    const { state: erasure } = await this.aggregates.load(erasures, creatorId);
    if (erasure.status !== 'none') return reject('person_erased', 'this person is being erased');
    const wanted = { ...fieldsOf(destination), destinationId: idFrom('dst', context.commandId) };
    return this.aggregates.execute(creators, creatorId, context, (creator, now) =>
      setPayoutDestination(creator, { ...wanted, now }),
    );
  }
}

/** What a creator gives, by the names of a payment file. */
const GIVEN: Partial<Record<PaymentRunField, string>> = {
  'creditor.name': 'holder',
  'creditor.iban': 'iban',
  'creditor.bic': 'bic',
};

function refuseAccount(faults: readonly PaymentRunProblem[]): Rejection {
  const fields = faults.map(({ field, code }) => ({ field: GIVEN[field] ?? field, detail: code }));
  const detail = fields.map((fault) => `${fault.field}: ${fault.detail}`).join('; ');
  return reject('bank_account_invalid', detail, fields);
}

const fieldsOf = (destination: WantedDestination) =>
  destination.rail === 'stripe_transfers'
    ? { ...destination, holder: null, bic: null }
    : {
        ...{ rail: destination.rail, account: destination.iban },
        ...{ holder: destination.name, bic: destination.bic ?? null },
      };
