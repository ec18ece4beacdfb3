import type { ShoutoutsEvent } from '../../domain/all-events.js';
import type { DecodedEvent } from '../events/decoded-event.js';
import type { EventCodec } from '../events/event-codec.js';
import type { Clock } from '../ports/clock.js';
import {
  type EventBatch,
  type EventStore,
  EventStoreUnavailableError,
  type Position,
} from '../ports/event-store.js';
import type { Log } from '../ports/log.js';
import { PaymentGatewayUnusableError, PaymentOutcomeUnknownError } from '../ports/payment-gateway.js';
import { type ReadModels, ReadModelsUnavailableError } from '../ports/read-models.js';
import type { Telemetry } from '../ports/telemetry.js';
import { VideosUnavailableError } from '../ports/video-store.js';
import type { Process } from '../processes/process.js';
import { backoffMs, describe, keepRunning } from './keep-running.js';
import type { Lease, Leases } from './leases.js';
import { LIMITS } from './limits.js';
import { checkpointOf, PROCESS_CHECKPOINTS } from './process-checkpoint.js';

/** Where a process is, for people. */
export interface ProcessStatus {
  readonly name: string;
  /** `failed`: it is not getting on, and tries again. `elsewhere`: this instance does not drive it. */
  readonly state: 'running' | 'failed' | 'elsewhere';
  readonly position: Position | undefined;
  readonly caughtUp: boolean;
  /** Why it is not getting on, if it is not. */
  readonly trouble: string | undefined;
}

interface Running {
  readonly process: Process;
  /** Under which it is driven; `undefined` while another of several instances drives it, and where there is only one. */
  lease: Lease | undefined;
  position: Position | undefined;
  caughtUp: boolean;
  trouble: string | undefined;
  idleBatches: number;
}

/** A failure of one event's handling that trying again did not mend. */
export type Abandon = (
  process: Process,
  event: DecodedEvent<ShoutoutsEvent>,
  error: unknown,
) => Promise<void>;

export interface ProcessRuntimeDeps {
  readonly store: EventStore;
  readonly models: ReadModels;
  readonly codec: Pick<EventCodec<ShoutoutsEvent>, 'decode'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly telemetry: Telemetry;
  readonly processes: readonly Process[];
  readonly abandon: Abandon;
  /** Where there are several instances: a process is driven under a lease. */
  readonly leases?: Leases | undefined;
}

/**
 * Drives the processes: hands each its events in log order per stream, several streams at once, and stores a checkpoint
 * after them. After a crash the events since the checkpoint come again; the processes are made for that. An event
 * that keeps failing is handed to `abandon`, which makes it a case for a person, so that it does not hold up
 * everybody else's money; when even that fails, the process waits.
 *
 * Of several instances, one drives a process at a time. What one does that was replaced and does not know it yet is recognised: a
 * command by its id in the stream, a call of the provider by its key; its checkpoint is refused by the fence.
 */
export class ProcessRuntime {
  readonly #running: readonly Running[];
  readonly #stop = new AbortController();
  #loops: Promise<unknown> = Promise.resolve();

  constructor(private readonly deps: ProcessRuntimeDeps) {
    this.#running = deps.processes.map((process) => ({
      process,
      lease: undefined,
      position: undefined,
      caughtUp: false,
      trouble: undefined,
      idleBatches: 0,
    }));
  }

  start(): void {
    const { leases } = this.deps;
    if (leases === undefined)
      this.#loops = Promise.all(this.#running.map((running) => this.keepRunning(running, this.#stop.signal)));
    else
      for (const running of this.#running)
        leases.keep(checkpointOf(running.process.name), (lease) => this.drive(running, lease));
  }

  /** Finishes what is being handled, and no more. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#loops;
  }

  status(): readonly ProcessStatus[] {
    const isShared = this.deps.leases !== undefined;
    return this.#running.map(({ process, lease, position, caughtUp, trouble }) => ({
      name: process.name,
      state: isShared && lease === undefined ? 'elsewhere' : trouble === undefined ? 'running' : 'failed',
      position,
      caughtUp,
      trouble,
    }));
  }

  private async drive(running: Running, lease: Lease): Promise<void> {
    running.lease = lease;
    await this.keepRunning(running, AbortSignal.any([lease.signal, this.#stop.signal]));
    // Whatever kept it from going on is its next owner's business.
    Object.assign(running, { lease: undefined, position: undefined, caughtUp: false, trouble: undefined });
  }

  private keepRunning(running: Running, signal: AbortSignal): Promise<void> {
    const { clock, log } = this.deps;
    return keepRunning({
      ...{ clock, log, signal, lease: running.lease },
      ...{ what: 'process', which: { process: running.process.name } },
      run: (gotOn) => this.run(running, signal, gotOn),
      troubled: (error) => (running.trouble = error === undefined ? undefined : describe(error)),
    });
  }

  private async run(running: Running, signal: AbortSignal, gotOn: () => void): Promise<void> {
    // Read anew each time: the store may have lost what it had acknowledged.
    const checkpoint = checkpointOf(running.process.name);
    running.position = await this.deps.models.checkpoint(checkpoint, running.lease?.fence);
    const options = { after: running.position, batchSize: LIMITS.logBatch, signal };
    for await (const batch of this.deps.store.subscribe(options)) {
      await this.handleBatch(running, batch, signal);
      if (signal.aborted) return;
      gotOn();
    }
  }

  private async handleBatch(running: Running, batch: EventBatch, signal: AbortSignal): Promise<void> {
    const { process } = running;
    const taken: readonly string[] = process.takes;
    const events = batch.events.filter(({ type }) => taken.includes(type));
    if (events.length > 0) await this.handleAll(process, await this.deps.codec.decode(events), signal);
    running.idleBatches = events.length > 0 ? 0 : running.idleBatches + 1;
    if (events.length > 0 || running.idleBatches % LIMITS.idleBatchesPerCheckpoint === 0)
      await this.deps.models.write(PROCESS_CHECKPOINTS, [], {
        name: checkpointOf(process.name),
        position: batch.position,
        fence: running.lease?.fence,
      });
    running.position = batch.position;
    running.caughtUp = batch.caughtUp;
    running.trouble = undefined;
  }

  /** One order after the other would be slow, and two steps of one order at once would be wrong. */
  private async handleAll(
    process: Process,
    events: readonly DecodedEvent<ShoutoutsEvent>[],
    signal: AbortSignal,
  ): Promise<void> {
    const waiting = [...byStream(events).values()];
    const worker = async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
        for (const event of next) await this.handleOne(process, event, signal);
    };
    await Promise.all(Array.from({ length: LIMITS.processConcurrency }, worker));
  }

  private async handleOne(
    process: Process,
    event: DecodedEvent<ShoutoutsEvent>,
    signal: AbortSignal,
  ): Promise<void> {
    const { telemetry } = this.deps;
    for (let attempt = 1; ; attempt += 1) {
      const beganMs = telemetry.now();
      const tell = (outcome: 'handled' | 'failed' | 'abandoned') =>
        telemetry.tell({ of: 'reaction', process: process.name, event, outcome }, beganMs);
      try {
        await process.handle(event);
        tell('handled');
        return;
      } catch (error) {
        if (attempt < LIMITS.processAttempts) tell('failed');
        if (signal.aborted || isOutage(error)) throw error;
        const fields = { process: process.name, eventId: event.id, attempt, trouble: describe(error) };
        this.deps.log.error('process failed on an event', fields);
        if (attempt === LIMITS.processAttempts) {
          await this.deps.abandon(process, event, error);
          tell('abandoned');
          return;
        }
        await this.deps.clock.sleep(backoffMs(attempt), signal);
      }
    }
  }
}

function byStream<E extends { readonly stream: string }>(events: readonly E[]): Map<string, E[]> {
  const groups = new Map<string, E[]>();
  for (const event of events) {
    const group = groups.get(event.stream);
    if (group === undefined) groups.set(event.stream, [event]);
    else group.push(event);
  }
  return groups;
}

/** Nothing is wrong with the event: a store, or the provider, cannot be asked now. */
const isOutage = (error: unknown): boolean =>
  error instanceof EventStoreUnavailableError ||
  error instanceof ReadModelsUnavailableError ||
  error instanceof VideosUnavailableError ||
  error instanceof PaymentOutcomeUnknownError ||
  error instanceof PaymentGatewayUnusableError;
