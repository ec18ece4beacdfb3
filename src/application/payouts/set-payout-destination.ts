import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { setPayoutDestination } from '../../domain/creator/decide.js';
import type { CreatorId } from '../../domain/ids.js';
import { reject } from '../../domain/rejection.js';
import { creators, erasures } from '../aggregates.js';
import type { CommandContext } from '../command-context.js';
import { idFrom } from '../events/derived-ids.js';
import { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import type { CommandOutcome } from '../runtime/outcome.js';

/** A creator says where to be paid out from now on. What is proposed to go elsewhere is refused when it is carried out. */
export class SetPayoutDestination extends Command<CommandOutcome> {
  constructor(
    readonly creatorId: CreatorId,
    /** At the payment provider (`acct_…`). */
    readonly account: string,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(SetPayoutDestination)
export class SetPayoutDestinationHandler implements ICommandHandler<SetPayoutDestination> {
  constructor(private readonly aggregates: AggregatesRuntime) {}

  async execute({ creatorId, account, context }: SetPayoutDestination): Promise<CommandOutcome> {
    const { state: erasure } = await this.aggregates.load(erasures, creatorId);
    if (erasure.status !== 'none') return reject('person_erased', 'this person is being erased');
    const destinationId = idFrom('dst', context.commandId);
    return this.aggregates.execute(creators, creatorId, context, (creator, now) =>
      setPayoutDestination(creator, { rail: 'stripe_transfers', account, holder: null, destinationId, now }),
    );
  }
}
