import { identityOf, LOG_KEY, ReadModelsOfAnotherLogError } from '../log-identity.js';
import { PROCESS_NAMES, type ProcessName } from '../processes/process.js';
import type { Clock } from '../ports/clock.js';
import type { EventStore, Position } from '../ports/event-store.js';
import type { Log } from '../ports/log.js';
import type { ReadModels } from '../ports/read-models.js';
import { checkpointOf, PROCESS_CHECKPOINTS } from './process-checkpoint.js';
import { Scrubs } from './projection-scrubs.js';

const TAKING_OVER = 'taking over ';

const copyKey = (identity: string): string => `copied_log:${identity}`;

/** What is known about a copy of the log that the read models were made from. */
interface CopiedLogNote {
  /** How far the log reached when it was copied. */
  readonly end: string;
  /** Where each process was, as a position of the copy. */
  readonly processes: Readonly<Partial<Record<ProcessName, string>>>;
}

/** The log went on after it was copied, and what came then is not in the copy. */
export class CopyOutdatedError extends Error {
  override readonly name = 'CopyOutdatedError';
  constructor() {
    super(
      'the log that is set is a copy of the one that the read models were made from, and that one went on after it was copied: ' +
        'repeat `npx shoutouts log copy`, which copies what is new, or set EVENTSTORE_URL as it was',
    );
  }
}

/**
 * Read models and processes keep positions, and a position is a place in one log. A copy of the log has other places: what was
 * made from the log is made anew from its copy, and processes go on after the event that they had come to.
 */
export class LogOfReadModels {
  constructor(
    private readonly store: EventStore,
    private readonly models: ReadModels,
  ) {}

  /**
   * To be called by one instance alone, before anything is appended, and before anything follows the log. Does nothing where
   * the log is no copy of the one that the read models were made from.
   *
   * @throws CopyOutdatedError, and ReadModelsOfAnotherLogError where the log is empty: a copy could not be made in it any more
   */
  async takeOver(clock: Clock, log: Log): Promise<void> {
    // In this order: meanwhile another instance may begin the log, and then says whose the read models are.
    const known = await this.models.getValue(LOG_KEY);
    const identity = await identityOf(this.store);
    if (identity === known) return;
    if (identity === undefined) throw new ReadModelsOfAnotherLogError(true);
    const note = await this.noteOf(identity);
    if (note === undefined) return;
    const began = `${TAKING_OVER}${identity}`;
    if (known !== began) {
      await this.refuseOutdated(note);
      await this.models.setValue(LOG_KEY, began, known);
    }
    log.info('the log was copied: read models are made anew, and processes go on where they were');
    await this.startOver(note, clock);
    await this.models.setValue(LOG_KEY, identity, began);
  }

  /**
   * For whoever copies the log: tells, event by event, where each lies in the copy, and then notes where the processes
   * were, so that the program can start on the copy. Does nothing when the read models are not of the log that is copied.
   */
  async copying(to: EventStore): Promise<CopyNotes> {
    const known = await this.models.getValue(LOG_KEY);
    const isOurs = known === undefined || known === (await identityOf(this.store));
    const reached = new Map<ProcessName, Position>();
    for (const name of isOurs ? PROCESS_NAMES : []) {
      const position = await this.models.lookAtCheckpoint(checkpointOf(name));
      if (position !== undefined) reached.set(name, position);
    }
    const inCopy: Partial<Record<ProcessName, string>> = {};
    return {
      seen: (position, copied) => {
        for (const [name, upTo] of reached) if (position <= upTo) inCopy[name] = copied.toString();
      },
      write: async () => {
        const identity = await identityOf(to);
        if (!isOurs || identity === undefined) return false;
        const note: CopiedLogNote = { end: (await this.store.endPosition()).toString(), processes: inCopy };
        const key = copyKey(identity);
        await this.models.setValue(key, JSON.stringify(note), await this.models.getValue(key));
        return true;
      },
    };
  }

  private async noteOf(identity: string): Promise<CopiedLogNote | undefined> {
    const text = await this.models.getValue(copyKey(identity));
    return text === undefined ? undefined : (JSON.parse(text) as CopiedLogNote);
  }

  private async refuseOutdated({ end }: CopiedLogNote): Promise<void> {
    const furthest = (await this.models.furthestCheckpoint()) ?? 0n;
    if (furthest > BigInt(end)) throw new CopyOutdatedError();
  }

  /** All of it can be done again: until the end, nothing follows the log. */
  private async startOver({ processes }: CopiedLogNote, clock: Clock): Promise<void> {
    for (const collection of await this.models.collections()) await this.models.dropCollection(collection);
    await new Scrubs(this.models, clock).request();
    for (const name of PROCESS_NAMES) {
      await this.models.forgetCheckpoint(checkpointOf(name));
      const position = processes[name];
      if (position === undefined) continue;
      const checkpoint = { name: checkpointOf(name), position: BigInt(position) };
      await this.models.write(PROCESS_CHECKPOINTS, [], checkpoint);
    }
  }
}

export interface CopyNotes {
  readonly seen: (position: Position, copied: Position) => void;
  /** Answers whether anything was noted. */
  readonly write: () => Promise<boolean>;
}
