import type { RecordedEvent } from '../../src/application/ports/event-store.js';
import type { Answer, World } from '../world/world.js';
import { textIn } from './order-story.js';
import { REFUSALS } from './refusals.js';
import type { Served } from './served.js';
import { Standing } from './standing.js';

/** These change nothing where it is so already. */
const MAY_CHANGE_NOTHING: ReadonlySet<string> = new Set([
  'PublishOffering',
  'PauseOffering',
  'ReopenOffering',
  'RequestErasure',
  'ProposePrice',
  'AskForQuote',
  'SetPayoutDestination',
  'VerifyPayoutDestination',
  'HoldPayouts',
  'TakeInBankAnswers',
  'StartReconciliation',
  'AssignCase',
  'SettleDoubt',
]);

/** What follows from these is in other streams, and later than what they are known by. */
const IN_SEVERAL_STREAMS: ReadonlySet<string> = new Set(['TakeInBankAnswers', 'GiveOutBankFile']);

/** Every answer that a person was given agrees with the log, which they cannot see: nobody is refused what the rules allow. */
export class Answers {
  readonly #events = new Map<string, RecordedEvent>();
  readonly #standing: Standing;
  readonly #refused: Answer[] = [];

  constructor(
    private readonly world: World,
    served: Served,
  ) {
    this.#standing = new Standing(world, served);
  }

  /** To be told after the stories. */
  take(event: RecordedEvent): void {
    this.#events.set(textIn(event.metadata, 'commandId'), event);
    this.#standing.take(event);
  }

  hear(answer: Answer): void {
    if ('code' in answer.outcome) this.hearRefusal(answer, answer.outcome.code);
    else this.hearAccepted(answer);
  }

  checkEnd(): void {
    for (const { commandId, what, outcome } of this.#refused)
      if (this.#events.has(commandId) && 'code' in outcome)
        this.world.broke(`${what} ${commandId} was refused (${outcome.code}), and is in the log`);
  }

  private hearAccepted({ commandId, what, outcome, command }: Answer): void {
    if ('code' in outcome) return;
    const { creatorId, byCreator } = command as { readonly creatorId?: string; readonly byCreator?: string };
    if (byCreator !== undefined && byCreator === creatorId)
      this.world.broke(`${byCreator}: their bank account was verified by themselves`);
    const event = this.#events.get(commandId);
    const told = `${what} ${commandId} was accepted at position ${String(outcome.position)}`;
    if (event === undefined) {
      if (!MAY_CHANGE_NOTHING.has(what)) this.world.broke(`${told}, and nothing of it is in the log`);
      return;
    }
    if (IN_SEVERAL_STREAMS.has(what)) return;
    if (event.position !== outcome.position || event.revision !== outcome.revision)
      this.world.broke(`${told}, and is in the log at ${String(event.position)}`);
  }

  private hearRefusal(answer: Answer, code: string): void {
    // Of several instances, one that stood still may append after another has refused.
    if (!this.world.isShared) this.#refused.push(answer);
    const broke = (why: string) => {
      this.world.broke(`${subjectOf(answer)}: ${answer.what} by ${answer.actor.id} was told ${code}, ${why}`);
    };
    const { orderId } = answer.command as { readonly orderId?: string };
    if (orderId !== undefined) {
      const isHidden = code === 'order_not_found';
      // Hidden it may be when it came up while they asked, and shown as soon as it is there.
      const isTheirs = this.isTheirs(answer, orderId, (sinceMs) =>
        isHidden ? sinceMs < answer.askedMs : sinceMs <= answer.answeredMs,
      );
      if (isHidden === isTheirs) broke(isHidden ? 'and it is theirs' : 'and it is not theirs');
      if (isHidden) return;
    }
    const isSo = REFUSALS[answer.what]?.[code];
    if (isSo === undefined) broke('and nobody is refused that for this');
    else if (!isSo(answer, this.#standing)) broke('and it was not so: the rules allowed it');
  }

  private isTheirs({ actor }: Answer, orderId: string, isThereSince: (sinceMs: number) => boolean): boolean {
    const placed = this.#standing.placed(orderId);
    if (actor.role === 'creator')
      return placed?.['creatorId'] === actor.id && isThereSince(this.#standing.paidMs(orderId));
    const isSide = actor.role !== 'fan' || placed?.['fanId'] === actor.id;
    return isSide && isThereSince(this.#standing.orders.beganMs(orderId));
  }
}

/** What the history of a broken law is about: an order, a quote, or who asked. */
function subjectOf({ command, actor }: Answer): string {
  const { orderId, quoteId } = command as { readonly orderId?: string; readonly quoteId?: string };
  return orderId ?? quoteId ?? actor.id;
}
