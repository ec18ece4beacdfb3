import type { RecordedEvent } from '../../src/application/ports/event-store.js';
import type { World } from '../world/world.js';
import { type OrderStory, textIn } from './order-story.js';

/** Whose it is to do, by the field that names them. */
const OF_ORDER: Readonly<Record<string, 'fanId' | 'creatorId'>> = {
  OrderPlaced: 'fanId',
  OrderWithdrawn: 'fanId',
  OrderRated: 'fanId',
  PaymentRetried: 'fanId',
  OrderAccepted: 'creatorId',
  OrderDeclined: 'creatorId',
  VideoSubmitted: 'creatorId',
};
const OF_EVENT: Readonly<Record<string, 'fanId' | 'creatorId' | 'personId'>> = {
  FanRegistered: 'fanId',
  CreatorRegistered: 'creatorId',
  OfferingPublished: 'creatorId',
  OfferingPaused: 'creatorId',
  OfferingReopened: 'creatorId',
  QuoteAsked: 'fanId',
  QuoteOffered: 'creatorId',
  QuoteCountered: 'fanId',
  ErasureRequested: 'personId',
  PayoutDestinationSet: 'creatorId',
};
const OF_STAFF: ReadonlySet<string> = new Set([
  'RequestApproved',
  'RequestRejected',
  'VideoApproved',
  'VideoRejected',
]);
const OF_FINANCE: ReadonlySet<string> = new Set([
  ...['PayoutDestinationVerified', 'PayoutRunProposed', 'PayoutRunApproved', 'PayoutRunRejected'],
  ...['PayoutHoldPlaced', 'PayoutHoldReleased', 'BankFileGivenOut', 'BankAnswersReceived'],
  ...['ChargebackEvidencePrepared', 'PayoutDoubtSettlingProposed', 'PayoutDoubtSettled'],
]);
const OF_EITHER: ReadonlySet<string> = new Set(['QuoteMessageSent', 'QuoteAccepted', 'QuoteDeclined']);

/** Who may do what: each event that somebody caused was theirs to cause. */
export class WhoMay {
  constructor(
    private readonly world: World,
    private readonly stories: ReadonlyMap<string, OrderStory>,
  ) {}

  /** To be told after the stories. */
  take({ type, data, metadata }: RecordedEvent): void {
    const { role, id } = metadata['actor'] as { readonly role: string; readonly id: string };
    const expected = this.whose(type, data);
    if (expected !== undefined && !expected.includes(id))
      this.world.broke(`${type} of ${expected.join(' or ')} was done by ${role} ${id}`);
    if (OF_STAFF.has(type) && role !== 'support' && role !== 'admin')
      this.world.broke(`${type} was done by ${role} ${id}`);
    if (OF_FINANCE.has(type) && role !== 'finance') this.world.broke(`${type} was done by ${role} ${id}`);
  }

  private whose(type: string, data: RecordedEvent['data']): readonly string[] | undefined {
    const ofOrder = OF_ORDER[type];
    const placed = this.stories.get(textIn(data, 'orderId'))?.placed;
    if (ofOrder !== undefined) return placed && [textIn(placed, ofOrder)];
    const ofEvent = OF_EVENT[type];
    if (ofEvent !== undefined) return [textIn(data, ofEvent)];
    if (!OF_EITHER.has(type)) return undefined;
    const side = textIn(data, 'by');
    return (side === '' ? ['fan', 'creator'] : [side]).map((each) => textIn(data, `${each}Id`));
  }
}
