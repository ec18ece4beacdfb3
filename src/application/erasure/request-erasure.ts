import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { requestErasure } from '../../domain/erasure/erasure.js';
import type { PersonId } from '../../domain/ids.js';
import { erasures } from '../aggregates.js';
import type { CommandContext } from '../command-context.js';
import { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import type { CommandOutcome } from '../runtime/outcome.js';

/** A person asks to be forgotten (KVKK, GDPR). It is done as soon as none of their orders is open. */
export class RequestErasure extends Command<CommandOutcome> {
  constructor(
    readonly personId: PersonId,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(RequestErasure)
export class RequestErasureHandler implements ICommandHandler<RequestErasure> {
  constructor(private readonly aggregates: AggregatesRuntime) {}

  execute({ personId, context }: RequestErasure): Promise<CommandOutcome> {
    return this.aggregates.execute(erasures, personId, context, (erasure, now) =>
      requestErasure(erasure, { personId, now }),
    );
  }
}
