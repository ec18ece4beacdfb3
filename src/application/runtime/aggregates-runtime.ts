import type { ShoutoutsEvent } from '../../domain/all-events.js';
import { type Decision, isRejection, type Rejection } from '../../domain/rejection.js';
import type { Instant } from '../../domain/time.js';
import type { AggregateType } from '../aggregates.js';
import type { CommandContext } from '../command-context.js';
import type { EventCodec } from '../events/event-codec.js';
import type { Clock } from '../ports/clock.js';
import type { Random } from '../ports/random.js';
import {
  type Appended,
  AppendOutcomeUnknownError,
  type EventStore,
  type ExpectedRevision,
  type NewEvent,
  WrongExpectedRevisionError,
} from '../ports/event-store.js';
import { KeyedQueue } from './keyed-queue.js';
import { LIMITS } from './limits.js';
import {
  type CommandReceipt,
  type CommandOutcome,
  RevisionChangedError,
  TooManyConflictsError,
} from './outcome.js';
import { ALONE, type Memory, type Remembered, RememberedStreams } from './remembered-streams.js';

/** A command that is being run on a stream. */
interface Running<State, Event extends ShoutoutsEvent> {
  readonly type: AggregateType<State, Event>;
  readonly stream: string;
  readonly context: CommandContext;
  readonly decide: (state: State, now: Instant) => Decision<Event>;
}

const EMPTY: CommandReceipt = { revision: -1n, position: -1n };

/**
 * Runs commands: load, decide, append with the revision that was decided on. Streams are remembered between
 * commands, which spares the read before each append; a conflict tells when another instance was faster. Memory may
 * be stale, so it is never the ground for a refusal: that is always decided on a fresh read.
 */
export class AggregatesRuntime {
  readonly #remembered: RememberedStreams;
  /** One at a time per stream: in one process, nobody loses a race for a revision. */
  readonly #inTurn = new KeyedQueue();

  constructor(
    private readonly store: EventStore,
    private readonly codec: EventCodec<ShoutoutsEvent>,
    private readonly clock: Clock,
    private readonly random: Random,
    memory: Memory = ALONE,
  ) {
    this.#remembered = new RememberedStreams(memory);
  }

  /**
   * The state of an aggregate, for decisions about another one. Not older than this call: a process that looks after an event
   * finds it in there.
   */
  async load<State, Event extends ShoutoutsEvent>(
    type: AggregateType<State, Event>,
    id: string,
  ): Promise<{ readonly state: State } & CommandReceipt> {
    const { state, at } = await this.current(type, streamName(type, id));
    return { state, ...at };
  }

  /** What a command that this aggregate has taken already was answered; `undefined` when it has not. */
  async find<State, Event extends ShoutoutsEvent>(
    type: AggregateType<State, Event>,
    id: string,
    commandId: string,
  ): Promise<CommandReceipt | undefined> {
    const { commands } = await this.current(type, streamName(type, id));
    return commands.get(commandId);
  }

  /**
   * Decides and appends; a command that the stream has taken already is answered as the first time.
   *
   * @throws RevisionChangedError, TooManyConflictsError, EventStoreUnavailableError (nothing was written)
   * @throws AppendOutcomeUnknownError it may have been: repeat the same command
   */
  execute<State, Event extends ShoutoutsEvent>(
    type: AggregateType<State, Event>,
    id: string,
    context: CommandContext,
    decide: (state: State, now: Instant) => Decision<Event>,
  ): Promise<CommandOutcome> {
    const command = { type, stream: streamName(type, id), context, decide };
    return this.#inTurn.run(command.stream, () => this.decideAndAppend(command));
  }

  /**
   * Like `execute`, for what usually begins a stream: it is first decided on an empty one, without a look, and a conflict tells
   * that there was something. That spares a read, and refuses nothing that `execute` would not.
   */
  begin<State, Event extends ShoutoutsEvent>(
    type: AggregateType<State, Event>,
    id: string,
    context: CommandContext,
    decide: (state: State, now: Instant) => Decision<Event>,
  ): Promise<CommandOutcome> {
    const command = { type, stream: streamName(type, id), context, decide };
    return this.#inTurn.run(
      command.stream,
      async () => (await this.appendFirst(command)) ?? (await this.decideAndAppend(command)),
    );
  }

  /** Forgets what is remembered: after an erasure, nothing of the person stays in memory. */
  forgetAll(): void {
    this.#remembered.forgetAll();
  }

  /** `undefined` where that cannot be told without a look. */
  private async appendFirst<State, Event extends ShoutoutsEvent>(
    command: Running<State, Event>,
  ): Promise<CommandReceipt | undefined> {
    const { type, stream } = command;
    if (this.#remembered.has(stream)) return undefined;
    return this.accepted(stream, await this.attempt(command, unwritten(type)));
  }

  private async decideAndAppend<State, Event extends ShoutoutsEvent>(
    command: Running<State, Event>,
  ): Promise<CommandOutcome> {
    const { type, stream } = command;
    const remembered = this.#remembered.recall<State>(stream);
    if (remembered !== undefined) {
      const accepted = this.accepted(stream, await this.attempt(command, remembered));
      if (accepted !== undefined) return accepted;
    }
    for (let conflicts = 0; conflicts < LIMITS.commandConflicts; conflicts += 1) {
      const outcome = await this.attempt(command, await this.read(type, stream));
      if (outcome.is === 'changed') throw new RevisionChangedError(outcome.revision);
      if (outcome.is === 'nothing') return outcome.at;
      const accepted = this.accepted(stream, outcome);
      if (accepted !== undefined) return accepted;
    }
    throw new TooManyConflictsError(`${stream}: ${String(LIMITS.commandConflicts)} conflicts in a row`);
  }

  private accepted(stream: string, outcome: Attempt): CommandReceipt | undefined {
    if (outcome.is === 'taken') return outcome.at;
    if (outcome.is !== 'appended') return undefined;
    this.#remembered.keep(stream, outcome.then);
    return outcome.then.at;
  }

  private async attempt<State, Event extends ShoutoutsEvent>(
    command: Running<State, Event>,
    current: Remembered<State>,
  ): Promise<Attempt> {
    const { type, stream, context, decide } = command;
    const taken = current.commands.get(context.commandId);
    if (taken !== undefined) return { is: 'taken', at: taken };
    const { revision } = current.at;
    if (context.expectedRevision !== undefined && context.expectedRevision !== revision)
      return { is: 'changed', revision };
    const now = this.clock.now();
    const decision = decide(current.state, now);
    if (isRejection(decision)) return { is: 'nothing', at: decision };
    if (decision.length === 0) return { is: 'nothing', at: current.at };
    const events = await this.codec.encode(decision, contextOf(context, now), this.random);
    const appended = await this.append(stream, revision < 0n ? 'no_stream' : revision, events);
    if (appended === 'conflict') return { is: 'conflict' };
    const then = {
      state: decision.reduce(type.evolve, current.state),
      at: appended,
      commands: current.commands.set(context.commandId, appended),
    };
    return { is: 'appended', then };
  }

  /** After a lost reply, repeats the ids *and* the revision: anything else could write twice (EventStoreDB). */
  private async append(
    stream: string,
    expected: ExpectedRevision,
    events: readonly NewEvent[],
  ): Promise<Appended | 'conflict'> {
    for (let repeats = 0; ; repeats += 1) {
      try {
        return await this.store.append(stream, expected, events);
      } catch (error) {
        this.#remembered.forget(stream);
        if (error instanceof WrongExpectedRevisionError) return 'conflict';
        if (!(error instanceof AppendOutcomeUnknownError) || repeats === LIMITS.appendRepeats) throw error;
        await this.clock.sleep(LIMITS.appendRepeatMs * 2 ** repeats);
      }
    }
  }

  private async current<State, Event extends ShoutoutsEvent>(
    type: AggregateType<State, Event>,
    stream: string,
  ): Promise<Remembered<State>> {
    if (this.#remembered.mayBeStale) return this.read(type, stream, this.#remembered.recall<State>(stream));
    // In turn: an append under way may be in the log already, and its event have been seen by whoever asks.
    return this.#inTurn.run(
      stream,
      async () => this.#remembered.recall<State>(stream) ?? (await this.read(type, stream)),
    );
  }

  private async read<State, Event extends ShoutoutsEvent>(
    type: AggregateType<State, Event>,
    stream: string,
    base: Remembered<State> = unwritten(type),
  ): Promise<Remembered<State>> {
    const recorded = await this.store.readStream(stream, { from: base.at.revision + 1n });
    const decoded = await this.codec.decode(recorded, type.needsPersonalData ? 'opened' : 'left sealed');
    const commands = new Map(base.commands);
    let { state, at } = base;
    for (const event of decoded) {
      // The category says which events a stream holds.
      state = type.evolve(state, event as unknown as Event);
      at = { revision: event.revision, position: event.position };
      commands.set(event.metadata.commandId, at);
    }
    const remembered = { state, at, commands };
    this.#remembered.keep(stream, remembered);
    return remembered;
  }
}

type Attempt =
  /** With what the stream is from then on. */
  | { readonly is: 'appended'; readonly then: Remembered<unknown> }
  /** The stream had the command already. */
  | { readonly is: 'taken'; readonly at: CommandReceipt }
  | { readonly is: 'nothing'; readonly at: CommandReceipt | Rejection }
  | { readonly is: 'changed'; readonly revision: bigint }
  | { readonly is: 'conflict' };

const unwritten = <State>({ initial }: { readonly initial: State }): Remembered<State> => ({
  state: initial,
  at: EMPTY,
  commands: new Map(),
});

export const streamName = ({ category }: { readonly category: string }, id: string): string =>
  `${category}-${id}`;

function contextOf(context: CommandContext, now: Instant) {
  const { commandId, correlationId, causationId, actor, source, reason } = context;
  return {
    commandId,
    $correlationId: correlationId,
    $causationId: causationId,
    actor,
    source,
    ...(reason === undefined ? {} : { reason }),
    at: now,
  };
}
