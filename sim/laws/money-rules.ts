import { SEALED_EVENTS } from '../../src/application/events/event-codec.js';
import { type BrokenRule, brokenInWords, MoneyAudit } from '../../src/application/finance/money-audit.js';
import type { RecordedEvent } from '../../src/application/ports/event-store.js';
import { instant } from '../../src/domain/time.js';
import type { World } from '../world/world.js';

/** What `shoutouts money check` would say of the log, asked with each event that comes into it, and at its end. */
export class MoneyRules {
  readonly #audit = new MoneyAudit();
  #waiting: RecordedEvent[] = [];
  #isReading = false;

  constructor(private readonly world: World) {}

  take(event: RecordedEvent): void {
    this.#waiting.push(event);
    if (!this.#isReading) void this.read();
  }

  /** At the end of the log, long after its last event. */
  async checkEnd(): Promise<void> {
    while (this.#isReading) await Promise.resolve();
    this.tell(this.#audit.leftBehind(LONG_AFTER));
  }

  private async read(): Promise<void> {
    this.#isReading = true;
    while (this.#waiting.length > 0) {
      const events = this.#waiting;
      this.#waiting = [];
      for (const event of await SEALED_EVENTS.decode(events, 'left sealed'))
        this.tell(this.#audit.take(event));
    }
    this.#isReading = false;
  }

  private tell(broken: readonly BrokenRule[]): void {
    for (const each of broken) this.world.broke(brokenInWords(each));
  }
}

const LONG_AFTER = instant(Date.UTC(9999, 0, 1));
