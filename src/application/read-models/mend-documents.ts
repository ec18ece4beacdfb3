import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { rebuildDocuments, retryDocuments, skipEvent } from '../../domain/read-model/mending.js';
import { isRejection } from '../../domain/rejection.js';
import { readModelStreams } from '../aggregates.js';
import type { CommandContext } from '../command-context.js';
import type { Position } from '../ports/event-store.js';
import { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import { LIMITS } from '../runtime/limits.js';
import type { CommandOutcome } from '../runtime/outcome.js';
import { ProjectionRuntime } from '../runtime/projection-runtime.js';

/** Documents that were set aside are made anew from the log. */
export class RetryDocuments extends Command<CommandOutcome> {
  constructor(
    readonly readModel: string,
    /** All that are set aside, where none is named. */
    readonly key: string | undefined,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/**
 * It is recorded first, and asked for then: where the program ends in between, the same command asks once more. What is asked for is done
 * by the instance that drives the read model, once that is past the record.
 */
@CommandHandler(RetryDocuments)
export class RetryDocumentsHandler implements ICommandHandler<RetryDocuments> {
  constructor(
    private readonly aggregates: AggregatesRuntime,
    private readonly projections: ProjectionRuntime,
  ) {}

  async execute({ readModel, key, context }: RetryDocuments): Promise<CommandOutcome> {
    const { setAside } = await this.projections.asideOf(readModel);
    const found = setAside.filter((each) => key === undefined || each.key === key);
    const keys = [...new Set(found.map((each) => each.key))];
    const outcome = await this.aggregates.execute(readModelStreams, readModel, context, (mending, now) =>
      retryDocuments(mending, { readModel, keys, now }),
    );
    if (isRejection(outcome)) return outcome;
    await this.projections.mend(readModel, keys, { what: 'retry', ...wantedBy(context, outcome) });
    return outcome;
  }
}

/** The event that a document was set aside for is left out of it. Its context says why. */
export class SkipEvent extends Command<CommandOutcome> {
  constructor(
    readonly readModel: string,
    readonly key: string,
    readonly context: CommandContext & { readonly reason: string },
  ) {
    super();
  }
}

@CommandHandler(SkipEvent)
export class SkipEventHandler implements ICommandHandler<SkipEvent> {
  constructor(
    private readonly aggregates: AggregatesRuntime,
    private readonly projections: ProjectionRuntime,
  ) {}

  async execute({ readModel, key, context }: SkipEvent): Promise<CommandOutcome> {
    const { setAside } = await this.projections.asideOf(readModel);
    const serving = this.projections.collectionOf(readModel);
    const all = setAside.filter((each) => each.key === key);
    const found = all.find(({ collection }) => collection === serving) ?? all[0];
    const event = found && { id: found.eventId, type: found.type };
    const outcome = await this.aggregates.execute(readModelStreams, readModel, context, (mending, now) =>
      skipEvent(mending, { readModel, key, event, now }),
    );
    if (isRejection(outcome) || event === undefined) return outcome;
    await this.projections.mend(readModel, [key], {
      ...{ what: 'skip', ...wantedBy(context, outcome), eventId: event.id },
    });
    return outcome;
  }
}

/** Documents of what serves are made anew from the log, in its place: those that are named, or that events from a position on are about. */
export class RebuildDocuments extends Command<CommandOutcome> {
  constructor(
    readonly readModel: string,
    readonly which: { readonly keys: readonly string[] } | { readonly from: Position },
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** Recorded and asked for as a retry is. @throws PositionBeyondLogError */
@CommandHandler(RebuildDocuments)
export class RebuildDocumentsHandler implements ICommandHandler<RebuildDocuments> {
  constructor(
    private readonly aggregates: AggregatesRuntime,
    private readonly projections: ProjectionRuntime,
  ) {}

  async execute({ readModel, which, context }: RebuildDocuments): Promise<CommandOutcome> {
    const most = LIMITS.madeAnew;
    const keys =
      'keys' in which
        ? [...new Set(which.keys)]
        : await this.projections.documentsFrom(readModel, which.from, most);
    const outcome = await this.aggregates.execute(readModelStreams, readModel, context, (mending, now) =>
      rebuildDocuments(mending, { readModel, keys, most, now }),
    );
    if (isRejection(outcome)) return outcome;
    await this.projections.makeAnew(readModel, keys, wantedBy(context, outcome));
    return outcome;
  }
}

const wantedBy = ({ actor, reason }: CommandContext, { position }: { readonly position: Position }) => ({
  ...{ recordedAt: String(position), by: actor.id },
  ...(reason !== undefined && { reason }),
});
