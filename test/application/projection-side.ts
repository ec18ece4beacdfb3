import { expect } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CatchUps } from '../../src/application/ports/catch-ups.js';
import type { Clock } from '../../src/application/ports/clock.js';
import type { Position } from '../../src/application/ports/event-store.js';
import type { ReadModels } from '../../src/application/ports/read-models.js';
import type { Projection } from '../../src/application/projections/projection.js';
import { Leases } from '../../src/application/runtime/leases.js';
import { LIMITS } from '../../src/application/runtime/limits.js';
import { ProjectionRuntime } from '../../src/application/runtime/projection-runtime.js';
import type { ProjectionStatus } from '../../src/application/runtime/projection-status.js';
import { EmbeddedEventStore } from '../../src/infrastructure/embedded/event-store/embedded-event-store.js';
import { EmbeddedReadModels } from '../../src/infrastructure/embedded/read-models/embedded-read-models.js';
import { realClock } from '../support/real-clock.js';
import { until } from '../support/until.js';
import { ordersProjection, plainCodec, quietLog } from './projection-fixtures.js';

/** Times that these tests are not about: of dropping, and between looks at what is wanted. */
const HURRIED: readonly number[] = [LIMITS.dropAfterMs, LIMITS.servingLookMs];

const hurriedClock: Clock = {
  now: () => realClock.now(),
  monotonicMs: () => realClock.monotonicMs(),
  sleep: (ms, signal) => realClock.sleep(HURRIED.includes(ms) ? 5 : ms, signal),
};

/** A log and read models in a folder of their own, and the runtimes that project the one into the other. */
export class ProjectionSide {
  readonly #running: { readonly stop: () => Promise<void> }[] = [];

  private constructor(
    readonly dataDir: string,
    readonly store: EmbeddedEventStore,
    readonly models: EmbeddedReadModels,
  ) {}

  static async open(): Promise<ProjectionSide> {
    const dataDir = await mkdtemp(join(tmpdir(), 'projections-'));
    const parts = { dataDir, clock: realClock };
    return new ProjectionSide(
      dataDir,
      await EmbeddedEventStore.open(parts),
      await EmbeddedReadModels.open(parts),
    );
  }

  /** One that drives everything. It replaces the one before. */
  async run(
    projections: readonly Projection[] = [ordersProjection],
    over: {
      readonly models?: ReadModels;
      readonly codec?: typeof plainCodec;
      readonly catchUps?: CatchUps;
    } = {},
  ): Promise<ProjectionRuntime> {
    await this.stop();
    const runtime = new ProjectionRuntime({ ...this.deps(projections), ...over });
    this.#running.push(runtime);
    await runtime.start();
    return runtime;
  }

  /** One of several, which drives whatever it has the lease of, if it is to drive anything. */
  async runShared(
    owner: string,
    isDriving: boolean,
    projection: Projection = ordersProjection,
  ): Promise<ProjectionRuntime> {
    const { models } = this;
    const leases = new Leases({ models, clock: realClock, log: quietLog, owner, leaseMs: 2_000 });
    const runtime = new ProjectionRuntime({
      ...this.deps([projection]),
      shared: { leases, isDriving },
    });
    this.#running.push({ stop: () => leases.stop().then(() => runtime.stop()) });
    await runtime.start();
    return runtime;
  }

  async stop(): Promise<void> {
    for (const each of this.#running.splice(0)) await each.stop();
  }

  async close(): Promise<void> {
    await this.stop();
    await Promise.all([this.store.close(), this.models.close()]);
    await rm(this.dataDir, { recursive: true });
  }

  statusOf(runtime: ProjectionRuntime, name = 'orders'): Promise<ProjectionStatus> {
    return runtime.statusOf(name);
  }

  /** Waits until the status is so. */
  untilStatus(
    runtime: ProjectionRuntime,
    isSo: (status: ProjectionStatus) => boolean,
  ): Promise<ProjectionStatus> {
    return until(() => runtime.statusOf('orders'), isSo);
  }

  private deps(projections: readonly Projection[]) {
    const { store, models } = this;
    return { store, models, codec: plainCodec, clock: hurriedClock, log: quietLog, projections };
  }
}

/** Fails where it does not come to the position. */
export const reached = async (
  runtime: ProjectionRuntime,
  position: Position,
  name = ordersProjection.name,
): Promise<void> => expect(await runtime.waitFor(name, position, WAIT_MS)).toBe(true);

/** Longer than anything takes that comes at all. */
const WAIT_MS = 15_000;
