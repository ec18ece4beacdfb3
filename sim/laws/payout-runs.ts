import type { RecordedEvent } from '../../src/application/ports/event-store.js';
import type { World } from '../world/world.js';
import { textIn } from './order-story.js';

type Data = RecordedEvent['data'];
type Requires = (isSo: boolean, law: string) => void;

interface Run {
  readonly runId: string;
  readonly proposedBy: string;
  readonly expiresAt: string;
  /** What each payout was when it was looked at. */
  readonly lines: ReadonlyMap<string, string>;
  state: 'proposed' | 'approved' | 'rejected' | 'executed';
  /** By payout: what somebody says became of it, and who. */
  readonly settlings: Map<string, string>;
  approvedMs: number;
}

/** Nothing but work keeps the program from carrying out what was approved. */
const LATEST_MS = 3_600_000;

/** What was agreed to be paid out, as one text: nothing of it may change on the way. */
const textOf = (line: Data): string =>
  JSON.stringify(
    ['creatorId', 'orderIds', 'rail', 'destinationId', 'earned', 'debtSettled', 'amount'].map(
      (field) => line[field],
    ),
  );

/** Two people for each run, one decision, and nothing else is carried out than what they have looked at. */
export class PayoutRuns {
  readonly #runs = new Map<string, Run>();
  #calmSinceMs = 0;

  constructor(private readonly world: World) {}

  take(type: string, data: Data): void {
    const runId = textIn(data, 'runId');
    if (type === 'PayoutRunProposed') this.propose(runId, data);
    const run = this.#runs.get(runId);
    if (run !== undefined)
      DECISIONS[type]?.(run, data, (isSo, law) => {
        if (!isSo) this.world.broke(`${runId}: ${law} (${type})`);
      });
    if (run !== undefined && type === 'PayoutRunApproved') run.approvedMs = this.world.time.storyMs;
    if (run !== undefined && type === 'PayoutRunExecuted') this.checkInTime(run);
  }

  /** From now on nothing goes wrong any more. */
  calm(): void {
    this.#calmSinceMs = this.world.time.storyMs;
  }

  isDone(): boolean {
    return [...this.#runs.values()].every(({ state }) => state !== 'approved');
  }

  checkReserved(data: Data, requires: Requires): void {
    const run = this.#runs.get(textIn(data, 'runId'));
    requires(run?.state === 'approved', 'is reserved, and its run is not being carried out');
    const looked = run?.lines.get(textIn(data, 'payoutId'));
    requires(looked === textOf(data), 'is not what was looked at and approved');
  }

  checkEnd(): void {
    for (const { runId, state } of this.#runs.values())
      if (state === 'approved') this.world.broke(`${runId}: was approved, and was never carried out`);
  }

  private propose(runId: string, data: Data): void {
    if (this.#runs.has(runId)) this.world.broke(`${runId}: a run is proposed once`);
    const lines = data['lines'] as unknown as readonly Data[];
    this.#runs.set(runId, {
      ...{ runId, proposedBy: textIn(data, 'proposedBy'), expiresAt: textIn(data, 'expiresAt') },
      ...{ state: 'proposed', approvedMs: 0, settlings: new Map() },
      lines: new Map(lines.map((line) => [textIn(line, 'payoutId'), textOf(line)])),
    });
  }

  private checkInTime({ runId, approvedMs }: Run): void {
    const { faults, time, isShared } = this.world;
    if (!faults.areOver || isShared) return;
    const lateMs = time.storyMs - Math.max(approvedMs, this.#calmSinceMs);
    if (lateMs > LATEST_MS)
      this.world.broke(`${runId}: was carried out ${String(lateMs / 3_600_000)} hours after it was approved`);
  }
}

const DECISIONS: Readonly<Record<string, (run: Run, data: Data, requires: Requires) => void>> = {
  PayoutRunApproved: (run, data, requires) => {
    requires(run.state === 'proposed', 'a run is decided on once');
    requires(textIn(data, 'approvedBy') !== run.proposedBy, 'a run takes two people');
    requires(textIn(data, 'approvedAt') < run.expiresAt, 'a run is approved in time');
    run.state = 'approved';
  },
  PayoutRunRejected: (run, _data, requires) => {
    requires(run.state === 'proposed', 'a run is decided on once');
    run.state = 'rejected';
  },
  PayoutRunExecuted: (run, _data, requires) => {
    requires(run.state === 'approved', 'only what was approved is carried out, and once');
    run.state = 'executed';
  },
  PayoutDoubtSettlingProposed: ({ settlings }, data) => {
    settlings.set(textIn(data, 'payoutId'), `${textIn(data, 'outcome')} ${textIn(data, 'proposedBy')}`);
  },
  PayoutDoubtSettled: ({ settlings }, data, requires) => {
    const said = `${textIn(data, 'outcome')} ${textIn(data, 'proposedBy')}`;
    requires(settlings.get(textIn(data, 'payoutId')) === said, 'nobody proposed what became of a payout');
    requires(data['approvedBy'] !== data['proposedBy'], 'what became of a payout takes two people');
  },
  PayoutLineRefused: (run, _data, requires) => {
    requires(run.state === 'approved', 'lines are refused while the run is carried out');
  },
};
