import { LRUCache } from 'lru-cache';
import type { ShoutoutsEvent } from '../../domain/all-events.js';
import { type Decision, isRejection, type Rejection } from '../../domain/rejection.js';
import type { Instant } from '../../domain/time.js';
import type { AggregateType } from '../aggregates.js';
import type { CommandContext } from '../command-context.js';
import type { EventCodec } from '../events/event-codec.js';
import type { Clock } from '../ports/clock.js';
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
  type Accepted,
  type CommandOutcome,
  RevisionChangedError,
  TooManyConflictsError,
} from './outcome.js';

/** A stream as it was last seen: its state, where it ends, and which commands it has taken. */
/** How far memory is trusted: another instance may have appended since. */
export interface Memory {
  /** Whether a state that is only looked at is read on from where it was: there is no append that would meet a conflict. */
  readonly isReadOn: boolean;
  /** After so long, a stream is forgotten, and what it knew of persons with it; 0 is never. */
  readonly keptMs: number;
}

/** Nobody else appends to this log. */
export const ALONE: Memory = { isReadOn: false, keptMs: 0 };
export const AMONG_OTHERS: Memory = { isReadOn: true, keptMs: LIMITS.rememberedMs };

interface Remembered<State> {
  readonly state: State;
  readonly at: Accepted;
  readonly commands: Map<string, Accepted>;
}

const EMPTY: Accepted = { revision: -1n, position: -1n };

/**
 * Runs commands: load, decide, append with the revision that was decided on. Streams are remembered between
 * commands, which spares the read before each append; a conflict tells when another instance was faster. Memory may
 * be stale, so it is never the ground for a refusal: that is always decided on a fresh read.
 */
export class AggregatesRuntime {
  readonly #remembered: LRUCache<string, Remembered<unknown>>;
  readonly #queue = new KeyedQueue();

  constructor(
    private readonly store: EventStore,
    private readonly codec: EventCodec<ShoutoutsEvent>,
    private readonly clock: Clock,
    private readonly memory: Memory = ALONE,
  ) {
    this.#remembered = new LRUCache({ max: LIMITS.rememberedStreams, ttl: memory.keptMs });
  }

  /**
   * The state of an aggregate, for decisions about another one. Not older than this call: a process that looks after an event
   * finds it in there.
   */
  async load<State, Event extends ShoutoutsEvent>(
    type: AggregateType<State, Event>,
    id: string,
  ): Promise<{ readonly state: State; readonly revision: bigint }> {
    const stream = streamName(type, id);
    const remembered = this.recall<State>(stream);
    const isEnough = remembered !== undefined && !this.memory.isReadOn;
    const { state, at } = isEnough ? remembered : await this.read(type, stream, remembered);
    return { state, revision: at.revision };
  }

  /** What a command that this aggregate has taken already was answered; `undefined` when it has not. */
  async find<State, Event extends ShoutoutsEvent>(
    type: AggregateType<State, Event>,
    id: string,
    commandId: string,
  ): Promise<Accepted | undefined> {
    const stream = streamName(type, id);
    const { commands } = this.recall(stream) ?? (await this.read(type, stream));
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
    const stream = streamName(type, id);
    // One at a time per stream: in one process, nobody loses a race for a revision.
    return this.#queue.run(stream, () => this.decideAndAppend(type, stream, context, decide));
  }

  /** Forgets what is remembered: after an erasure, nothing of the person stays in memory. */
  forgetAll(): void {
    this.#remembered.clear();
  }

  private async decideAndAppend<State, Event extends ShoutoutsEvent>(
    type: AggregateType<State, Event>,
    stream: string,
    context: CommandContext,
    decide: (state: State, now: Instant) => Decision<Event>,
  ): Promise<CommandOutcome> {
    const remembered = this.recall<State>(stream);
    if (remembered !== undefined) {
      const outcome = await this.attempt(type, stream, context, decide, remembered);
      if (outcome.is === 'appended') return outcome.at;
    }
    for (let conflicts = 0; conflicts < LIMITS.commandConflicts; conflicts += 1) {
      const outcome = await this.attempt(type, stream, context, decide, await this.read(type, stream));
      if (outcome.is === 'changed') throw new RevisionChangedError(outcome.revision);
      if (outcome.is !== 'conflict') return outcome.at;
    }
    throw new TooManyConflictsError(`${stream}: ${String(LIMITS.commandConflicts)} conflicts in a row`);
  }

  private async attempt<State, Event extends ShoutoutsEvent>(
    type: AggregateType<State, Event>,
    stream: string,
    context: CommandContext,
    decide: (state: State, now: Instant) => Decision<Event>,
    current: Remembered<State>,
  ): Promise<Attempt> {
    const taken = current.commands.get(context.commandId);
    if (taken !== undefined) return { is: 'appended', at: taken };
    const { revision } = current.at;
    if (context.expectedRevision !== undefined && context.expectedRevision !== revision)
      return { is: 'changed', revision };
    const now = this.clock.now();
    const decision = decide(current.state, now);
    if (isRejection(decision)) return { is: 'nothing', at: decision };
    if (decision.length === 0) return { is: 'nothing', at: current.at };
    const events = await this.codec.encode(decision, contextOf(context, now));
    const appended = await this.append(stream, revision < 0n ? 'no_stream' : revision, events);
    if (appended === 'conflict') return { is: 'conflict' };
    this.#remembered.set(stream, {
      state: decision.reduce(type.evolve, current.state),
      at: appended,
      commands: current.commands.set(context.commandId, appended),
    });
    return { is: 'appended', at: appended };
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
        this.#remembered.delete(stream);
        if (error instanceof WrongExpectedRevisionError) return 'conflict';
        if (!(error instanceof AppendOutcomeUnknownError) || repeats === LIMITS.appendRepeats) throw error;
        await this.clock.sleep(LIMITS.appendRepeatMs * 2 ** repeats);
      }
    }
  }

  private recall<State>(stream: string): Remembered<State> | undefined {
    // What was stored under this stream was made by `read` or `attempt` for the same aggregate type.
    return this.#remembered.get(stream) as Remembered<State> | undefined;
  }

  private async read<State, Event extends ShoutoutsEvent>(
    type: AggregateType<State, Event>,
    stream: string,
    base: Remembered<State> = { state: type.initial, at: EMPTY, commands: new Map() },
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
    this.#remembered.set(stream, remembered);
    return remembered;
  }
}

type Attempt =
  | { readonly is: 'appended'; readonly at: Accepted }
  | { readonly is: 'nothing'; readonly at: Accepted | Rejection }
  | { readonly is: 'changed'; readonly revision: bigint }
  | { readonly is: 'conflict' };

const streamName = ({ category }: { readonly category: string }, id: string): string => `${category}-${id}`;

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
