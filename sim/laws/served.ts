import type { RecordedEvent } from '../../src/application/ports/event-store.js';
import type { Stored } from '../../src/application/ports/read-models.js';
import { ALL_PROJECTIONS } from '../../src/application/projections/all-projections.js';
import type { Dice } from '../world/dice.js';
import type { Instance, World } from '../world/world.js';
import { type Documents, type Fields, orderOpinion } from './order-opinions.js';
import { Ledger } from './ledger.js';
import { isOver, OrderStories, type OrderStory } from './order-story.js';
import { OtherOpinions } from './other-opinions.js';

/** After so many of a thousand events, somebody looks whether the read models say what is so. */
const LOOKED_AT_PERMILLE = 50;
const LONGEST_LOOK_MS = 60_000;

/**
 * The read models as they are served, held against what somebody else made of the same log who knows nothing of the projections: now
 * and then while the world goes on, and at its end.
 */
export class Served {
  readonly stories = new OrderStories();
  readonly others = new OtherOpinions();
  readonly #ledger = new Ledger();

  constructor(
    private readonly world: World,
    private readonly dice: Dice,
  ) {}

  take(event: RecordedEvent): void {
    this.stories.take(event);
    this.others.take(event);
    this.#ledger.take(event);
    // A server that forgets is behind what its writer knows of it.
    if (!this.world.documents.isForgetful && this.dice.permille(LOOKED_AT_PERMILLE)) void this.look();
  }

  checkEnd(): void {
    const [instance] = this.world.up;
    if (instance === undefined) return;
    for (const { name } of ALL_PROJECTIONS) this.check(name, instance);
  }

  private async look(): Promise<void> {
    const { world } = this;
    await world.time.work(this.dice.between(0, 2_000));
    const { name } = this.dice.oneOf(ALL_PROJECTIONS);
    const [instance] = world.up;
    const { end } = world.log;
    const hasAll = await instance?.application.projections.waitFor(name, end, LONGEST_LOOK_MS);
    if (instance === undefined || !world.up.includes(instance)) return;
    if (hasAll === true && world.log.end === end) this.check(name, instance);
  }

  private check(name: string, { application }: Instance): void {
    const collection = application.projections.collectionOf(name);
    const served = this.world.documents.collections.get(collection) ?? NOTHING;
    const expected = name === 'deadlines' ? this.deadlines() : this.opinionOf(name);
    // A new read model has none until somebody writes it; that it is what the log makes is asked of it all the same (rebuilt.ts).
    if (expected === undefined) return;
    for (const [id, fields] of expected)
      if (!this.world.isAside(name, id)) this.compare(`${name} ${id}`, served.get(id)?.doc ?? {}, fields);
    this.checkNothingElse(name, [...served.keys()], expected);
  }

  private checkNothingElse(name: string, ids: readonly string[], expected: Documents): void {
    for (const id of ids)
      if (!expected.has(id) && !isAboutCalls(id) && !this.world.isAside(name, id))
        this.world.broke(`${name} ${id}: shown, and the log has no such thing`);
  }

  private compare(what: string, shown: Fields, expected: Fields): void {
    for (const [field, value] of Object.entries(expected)) {
      if (shown[field] === value) continue;
      const [one, other] = [JSON.stringify(shown[field]), JSON.stringify(value)];
      if (one !== other) this.world.broke(`${what}: shows ${field} ${one}, and the log says ${other}`);
    }
  }

  private opinionOf(name: string): Documents | undefined {
    if (name === 'ledger_postings') return this.#ledger.postings;
    if (name === 'ledger_days') return this.#ledger.days;
    if (name === 'ledger_open_items') return this.#ledger.openItems;
    return orderOpinion(name, this.stories.all) ?? this.others.all.get(name);
  }

  /** What is due, and what the provider has to be asked about; when that is, and when a slot without its order is freed, is the program's affair. */
  private deadlines(): Documents {
    const due = dueOfOrders(this.stories.all);
    for (const [quoteId, quote] of this.others.all.get('quote_view') ?? [])
      if (quote['state'] === 'open')
        due.set(`quote:${quoteId}`, { subjectId: quoteId, dueAt: quote['until'] });
    for (const [personId, { state, requestedAt }] of this.others.all.get('erasures') ?? [])
      if (state === 'requested') due.set(`erasure:${personId}`, { dueAt: requestedAt });
    for (const payoutId of this.askedAboutPayouts())
      due.set(`payout:${payoutId}`, { kind: 'payout', subjectId: payoutId });
    return due;
  }

  /** What the provider has still to say of a payout; a bank is not asked. */
  private askedAboutPayouts(): readonly string[] {
    return [...(this.others.all.get('payouts') ?? [])]
      .filter(([, { rail }]) => rail === 'stripe_transfers')
      .filter(([, { state }]) => /^(reserved|unknown|sent)$/.test(String(state)))
      .map(([payoutId]) => payoutId);
  }
}

/** What the provider has still to say of an order. */
const askedAbout = ({ refund, payment }: OrderStory): readonly string[] => [
  ...(refund === 'requested' || refund === 'pending' ? ['refund'] : []),
  ...(payment === 'action_required' || payment === 'outcome_unknown' ? ['payment'] : []),
];

function dueOfOrders(stories: ReadonlyMap<string, OrderStory>): Documents {
  const due: Documents = new Map();
  for (const [orderId, story] of stories) {
    if (!isOver(story)) due.set(`order:${orderId}`, { kind: 'order', subjectId: orderId, dueAt: story.due });
    for (const kind of askedAbout(story)) due.set(`${kind}:${orderId}`, { kind, subjectId: orderId });
  }
  return due;
}

const NOTHING: ReadonlyMap<string, Stored> = new Map();

const isAboutCalls = (id: string): boolean => /^(payment|refund|evidence|payout|order_slot):/.test(id);
