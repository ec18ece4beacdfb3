import type { ProviderEvent } from '../../src/application/ports/payment-gateway.js';
import { receiveEvent } from '../../src/application/payments/receive-provider-event.js';
import type { Dice } from './dice.js';
import type { World } from './world.js';

const RETRIED_FOR_MS = 3 * 24 * 3_600_000;
const LOST_PERMILLE = 100;
const LONGEST_DELAY_MS = 2 * 3_600_000;

/** The provider's webhooks, with all that may be wrong with them: late, twice, in any order, or never. */
export class Webhooks {
  readonly #undelivered = new Map<string, ProviderEvent>();

  readonly #lost: Dice;

  constructor(
    private readonly world: World,
    private readonly dice: Dice,
  ) {
    this.#lost = dice.for('lost for ever');
  }

  /** What the provider's own record says was not taken; newest first. */
  get undelivered(): readonly ProviderEvent[] {
    return [...this.#undelivered.values()].reverse();
  }

  send(event: ProviderEvent): void {
    this.world.trace.tell('provider', `${event.id} ${event.type} ${event.objectId}`);
    // Where the books are looked through, some events are heard of by nothing else.
    if (this.world.reconciles && !this.world.faults.areOver && this.#lost.permille(LOST_PERMILLE)) return;
    this.#undelivered.set(event.id, event);
    const isMissing = !this.world.faults.areOver && this.dice.permille(150);
    if (isMissing) return;
    const copies = this.dice.permille(150) ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      const delayMs = this.dice.permille(600)
        ? this.dice.between(0, 5_000)
        : this.dice.between(0, LONGEST_DELAY_MS);
      this.world.time.after(delayMs, () => void this.deliver(event, 60_000, RETRIED_FOR_MS));
    }
  }

  private async deliver(event: ProviderEvent, againMs: number, forMs: number): Promise<void> {
    const instance = this.world.someInstance();
    if (instance !== undefined) {
      const taken = await Promise.race([
        receiveEvent(instance.application.aggregates, event).then(
          () => true,
          () => false,
        ),
        instance.gone.then(() => false),
      ]);
      if (taken) {
        this.#undelivered.delete(event.id);
        return;
      }
    }
    if (againMs > forMs) return;
    this.world.time.after(againMs, () => void this.deliver(event, againMs * 4, forMs - againMs));
  }
}
