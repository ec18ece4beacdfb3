import type { ShoutoutsEvent } from '../../domain/all-events.js';
import type { DecodedEvent } from '../events/decoded-event.js';
import { UnknownEventError } from '../events/errors.js';
import type { EventCodec } from '../events/event-codec.js';
import type { Clock } from '../ports/clock.js';
import type { EventBatch, EventStore, Position } from '../ports/event-store.js';
import type { Log } from '../ports/log.js';
import type { ReadModels } from '../ports/read-models.js';
import type { Telemetry } from '../ports/telemetry.js';
import type { Process } from '../processes/process.js';
import { handleByStream } from './by-stream.js';
import { backoffMs, describe, keepRunning, type Told } from './keep-running.js';
import type { Lease, Leases } from './leases.js';
import { LIMITS } from './limits.js';
import { isOutage } from './outages.js';
import { checkpointOf, PROCESS_CHECKPOINTS } from './process-checkpoint.js';
import { positionBefore } from './projection-batch.js';
import { readable } from './readable-events.js';
import { untilLost } from './until-lost.js';

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
  /** Ends when nothing is being handled any more. */
  loop: Promise<void>;
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

  constructor(private readonly deps: ProcessRuntimeDeps) {
    this.#running = deps.processes.map((process) => ({
      process,
      lease: undefined,
      position: undefined,
      caughtUp: false,
      trouble: undefined,
      idleBatches: 0,
      loop: Promise.resolve(),
    }));
  }

  start(): void {
    const { leases } = this.deps;
    for (const running of this.#running)
      if (leases === undefined) running.loop = this.keepRunning(running, this.#stop.signal);
      else
        leases.keep(
          checkpointOf(running.process.name),
          (lease) => (running.loop = this.drive(running, lease)),
        );
  }

  /** Finishes what is being handled, and no more. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#running.map(({ loop }) => loop));
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
      run: (told) => untilLost(this.deps.models, signal, (followed) => this.run(running, followed, told)),
      troubled: (error) => {
        running.caughtUp = false;
        running.trouble = error === undefined ? undefined : describe(error);
      },
    });
  }

  private async run(running: Running, signal: AbortSignal, { gotOn, troubled }: Told): Promise<void> {
    // Read anew each time: the store may have lost what it had acknowledged.
    const checkpoint = checkpointOf(running.process.name);
    running.position = await this.deps.models.checkpoint(checkpoint, running.lease?.fence);
    const options = { after: running.position, batchSize: LIMITS.logBatch, signal, troubled };
    for await (const batch of this.deps.store.subscribe(options)) {
      await this.handleBatch(running, batch, signal);
      if (signal.aborted) return;
      gotOn();
    }
  }

  private async handleBatch(running: Running, batch: EventBatch, signal: AbortSignal): Promise<void> {
    const { process } = running;
    const taken: readonly string[] = process.takes;
    const recorded = batch.events.filter(({ type }) => taken.includes(type));
    const { events, unreadable } = await readable(this.deps.codec, recorded);
    const begun = await handleByStream(events, (event) => this.handleOne(process, event, signal), signal);
    const left = begun ?? unreadable?.event;
    const position = left === undefined ? batch.position : positionBefore(events, left.position);
    await this.storeCheckpoint(running, position, events.length);
    // It may be of a newer release: nothing is given up for it, and nothing after it is begun.
    if (unreadable !== undefined && begun === undefined) throw unreadable.error;
    running.caughtUp = left === undefined && batch.caughtUp;
    running.trouble = undefined;
  }

  /** After each batch that had something for the process, and now and then after others. */
  private async storeCheckpoint(
    running: Running,
    position: Position | undefined,
    events: number,
  ): Promise<void> {
    const { process, lease } = running;
    running.idleBatches = events > 0 ? 0 : running.idleBatches + 1;
    const isDue = events > 0 || running.idleBatches % LIMITS.idleBatchesPerCheckpoint === 0;
    if (position === undefined) return;
    const checkpoint = { name: checkpointOf(process.name), position, fence: lease?.fence };
    if (isDue) await this.deps.models.write(PROCESS_CHECKPOINTS, [], checkpoint);
    running.position = position;
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
        // A stream that it reads has an event of a newer release: that one can handle it.
        if (signal.aborted || isOutage(error) || error instanceof UnknownEventError) throw error;
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
