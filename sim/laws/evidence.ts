import type { RecordedEvent } from '../../src/application/ports/event-store.js';
import type { World } from '../world/world.js';
import { type OrderStory, textIn } from './order-story.js';

/**
 * What a bank is told of an order: what finance wanted, in time, what the provider says it has, and nothing that happened since. And
 * whatever was begun comes to its end.
 */
export class EvidenceLaws {
  /** Of each order, when its last answer was made ready, and in words that no later event has. */
  readonly #prepared = new Map<string, { readonly disputeId: string; readonly attempt: number }>();
  readonly #attempts = new Map<string, number>();

  constructor(
    private readonly world: World,
    private readonly stories: ReadonlyMap<string, OrderStory>,
  ) {}

  /** To be told before the stories. */
  take({ type, data }: RecordedEvent): void {
    const orderId = textIn(data, 'orderId');
    if (type === 'ChargebackEvidencePrepared') this.takePrepared(orderId, data);
    if (type === 'ChargebackEvidenceSubmitted') this.takeSubmitted(orderId, data);
    if (type === 'ChargebackEvidenceRefused') this.takeRefused(orderId, data);
  }

  checkEnd(): void {
    for (const [orderId, { attempt }] of this.#prepared)
      this.broke(
        orderId,
        `its evidence number ${String(attempt)} was prepared, and nobody knows what became of it`,
      );
    for (const { evidence } of this.world.provider.disputes.all())
      for (const { name, said } of evidence) if (name !== undefined) this.checkSaid(name, said);
  }

  private takePrepared(orderId: string, data: RecordedEvent['data']): void {
    const story = this.stories.get(orderId);
    const attempt = Number(data['attempt']);
    if (story?.chargeback !== 'open') this.broke(orderId, 'a bank is answered that asks for nothing');
    const due = story?.evidenceDueBy ?? null;
    if (due !== null && textIn(data, 'preparedAt') >= due)
      this.broke(orderId, `evidence that was due by ${due} is taken at ${textIn(data, 'preparedAt')}`);
    if (this.#prepared.has(orderId)) this.broke(orderId, 'a bank is answered while an answer is on its way');
    if (attempt !== (this.#attempts.get(orderId) ?? 0) + 1) this.broke(orderId, 'answers are counted');
    this.#attempts.set(orderId, attempt);
    this.#prepared.set(orderId, { disputeId: textIn(data, 'disputeId'), attempt });
  }

  private takeSubmitted(orderId: string, data: RecordedEvent['data']): void {
    const { evidence } = this.disputeOf(data) ?? { evidence: [] };
    const attempt = data['attempt'] as number | null;
    const isThere = evidence.some(({ name }) =>
      attempt === null ? name === undefined : name === `${orderId}-${String(attempt)}`,
    );
    if (!isThere)
      this.broke(
        orderId,
        `evidence number ${String(attempt)} is called submitted, and the provider has none`,
      );
    this.#prepared.delete(orderId);
  }

  /** What the bank has is never called refused. */
  private takeRefused(orderId: string, data: RecordedEvent['data']): void {
    const name = `${orderId}-${String(Number(data['attempt']))}`;
    if (this.disputeOf(data)?.evidence.some((each) => each.name === name) === true)
      this.broke(orderId, `${name} is called refused, and the bank has it`);
    this.#prepared.delete(orderId);
  }

  /** It names the order, and is as of its intent: it knows of nothing that came after. */
  private checkSaid(name: string, said: string): void {
    const [orderId, attempt] = [name.slice(0, name.lastIndexOf('-')), name.slice(name.lastIndexOf('-') + 1)];
    if (!said.includes(orderId)) this.broke(orderId, `${name} does not tell of it`);
    const { log } = this.world;
    const events = log.stream(`order-${orderId}`);
    const intent = events.find(
      ({ type, data }) =>
        type === 'ChargebackEvidencePrepared' && String(Number(data['attempt'])) === attempt,
    );
    for (const { type, metadata, position } of [...events, ...log.stream(`payment-${orderId}`)]) {
      const line = `${textIn(metadata, 'at')} | ${textIn(metadata['actor'] as never, 'role')} | ${type} `;
      if (intent !== undefined && position > intent.position && said.includes(line))
        this.broke(orderId, `${name} tells of ${type}, which happened after it was prepared`);
    }
  }

  private disputeOf(data: RecordedEvent['data']) {
    const disputeId = textIn(data, 'disputeId');
    return this.world.provider.disputes.all().find((each) => each.disputeId === disputeId);
  }

  private broke(orderId: string, law: string): void {
    this.world.broke(`${orderId}: ${law}`);
  }
}
