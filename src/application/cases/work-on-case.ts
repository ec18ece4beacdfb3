import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CaseId } from '../../domain/ids.js';
import { approveClosing, assignCase, closeCase, noteOnCase } from '../../domain/money-case/decide.js';
import type { CaseMovement } from '../../domain/money-case/money-case.js';
import { moneyCaseStreams } from '../aggregates.js';
import type { CommandContext } from '../command-context.js';
import { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import type { CommandOutcome } from '../runtime/outcome.js';

/** Somebody of finance sees to a case. */
export class AssignCase extends Command<CommandOutcome> {
  constructor(
    readonly caseId: CaseId,
    readonly owner: string,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(AssignCase)
export class AssignCaseHandler implements ICommandHandler<AssignCase> {
  constructor(private readonly aggregates: AggregatesRuntime) {}

  execute({ caseId, owner, context }: AssignCase): Promise<CommandOutcome> {
    return this.aggregates.execute(moneyCaseStreams, caseId, context, (found, now) =>
      assignCase(found, { owner, now }),
    );
  }
}

export class NoteOnCase extends Command<CommandOutcome> {
  constructor(
    readonly caseId: CaseId,
    readonly note: string,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(NoteOnCase)
export class NoteOnCaseHandler implements ICommandHandler<NoteOnCase> {
  constructor(private readonly aggregates: AggregatesRuntime) {}

  execute({ caseId, note, context }: NoteOnCase): Promise<CommandOutcome> {
    return this.aggregates.execute(moneyCaseStreams, caseId, context, (found, now) =>
      noteOnCase(found, { note, by: context.actor.id, now }),
    );
  }
}

/** With a movement it is a proposal, which somebody else approves. */
export class CloseCase extends Command<CommandOutcome> {
  constructor(
    readonly caseId: CaseId,
    readonly closing: { readonly reason: string; readonly movement: CaseMovement | null },
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(CloseCase)
export class CloseCaseHandler implements ICommandHandler<CloseCase> {
  constructor(private readonly aggregates: AggregatesRuntime) {}

  execute({ caseId, closing, context }: CloseCase): Promise<CommandOutcome> {
    return this.aggregates.execute(moneyCaseStreams, caseId, context, (found, now) =>
      closeCase(found, { ...closing, by: context.actor.id, now }),
    );
  }
}

export class ApproveCaseClosing extends Command<CommandOutcome> {
  constructor(
    readonly caseId: CaseId,
    /** The one that was looked at. */
    readonly movement: CaseMovement,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(ApproveCaseClosing)
export class ApproveCaseClosingHandler implements ICommandHandler<ApproveCaseClosing> {
  constructor(private readonly aggregates: AggregatesRuntime) {}

  execute({ caseId, movement, context }: ApproveCaseClosing): Promise<CommandOutcome> {
    return this.aggregates.execute(moneyCaseStreams, caseId, context, (found, now) =>
      approveClosing(found, { movement, by: context.actor.id, now }),
    );
  }
}
