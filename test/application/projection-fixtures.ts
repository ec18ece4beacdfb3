import { createHash } from 'node:crypto';
import type { ShoutoutsEvent } from '../../src/domain/all-events.js';
import type { DecodedEvent } from '../../src/application/events/decoded-event.js';
import type {
  EventStore,
  JsonObject,
  NewEvent,
  Position,
  RecordedEvent,
} from '../../src/application/ports/event-store.js';
import type { Log } from '../../src/application/ports/log.js';
import type { ReadModels, Stored } from '../../src/application/ports/read-models.js';
import type { Projection } from '../../src/application/projections/projection.js';

export type OrderDoc = JsonObject & {
  readonly orderId: string;
  readonly fanId: string;
  readonly brief: string;
  readonly ratings: number;
  readonly events: readonly string[];
};

const ids = ({ data }: { readonly data: { readonly orderId: string } }) => [data.orderId];

const noted = (doc: OrderDoc | undefined, { id }: { readonly id: string }): OrderDoc | null =>
  doc === undefined ? null : { ...doc, events: [...doc.events, id] };

/** Counts and lists what it applied, so that an event applied twice or never shows. */
export const ordersProjection: Projection<OrderDoc> = {
  name: 'orders',
  version: 1,
  onFailure: 'stop',
  indexes: [{ name: 'by_fan', fields: ['fanId', 'brief'] }],
  personal: [{ field: 'brief', subject: 'fanId' }],
  handles: {
    OrderPlaced: {
      ids,
      apply: (_doc, { id, data: { orderId, fanId, brief } }) => ({
        orderId,
        fanId,
        brief,
        ratings: 0,
        events: [id],
      }),
    },
    OrderRated: { ids, apply: (doc, event) => noted(doc && { ...doc, ratings: doc.ratings + 1 }, event) },
    OrderLapsed: { ids, apply: () => null },
  },
};

/** Of a release that counts otherwise. */
export const secondVersion: Projection<OrderDoc> = {
  ...ordersProjection,
  version: 2,
  handles: {
    ...ordersProjection.handles,
    OrderRated: {
      ids: ({ data }) => [data.orderId],
      apply: (doc) => (doc === undefined ? null : { ...doc, ratings: doc.ratings + 10 }),
    },
  },
};

type FanCount = JsonObject & { readonly orders: number };

/** Several documents per event, and an event that deletes. */
export const fanCountsProjection: Projection<FanCount> = {
  name: 'fan_counts',
  version: 1,
  onFailure: 'stop',
  indexes: [],
  handles: {
    OrderPlaced: {
      ids: ({ data }) => [data.fanId, 'all'],
      apply: (doc) => ({ orders: (doc?.orders ?? 0) + 1 }),
    },
    PersonErased: { ids: ({ data }) => [data.personId], apply: () => null },
  },
};

export const auditProjection: Projection<JsonObject> = {
  name: 'audit',
  version: 1,
  onFailure: 'stop',
  indexes: [{ name: 'by_position', fields: ['position'] }],
  handles: {
    '*': {
      ids: ({ id }) => [id],
      apply: (_doc, { type, stream, position }) => ({ type, stream, position: String(position) }),
    },
  },
};

export const TEST_PROJECTIONS: readonly Projection[] = [
  ordersProjection,
  fanCountsProjection,
  auditProjection,
];

/** The events of these tests are stored in plain text. */
export const plainCodec = {
  decode: (events: readonly RecordedEvent[]): Promise<readonly DecodedEvent<ShoutoutsEvent>[]> =>
    Promise.resolve(events as unknown as readonly DecodedEvent<ShoutoutsEvent>[]),
};

export const quietLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

let made = 0;

export function event(type: ShoutoutsEvent['type'], data: JsonObject): NewEvent {
  const digest = createHash('sha256')
    .update(`${String(process.pid)}/${String(++made)}`)
    .digest('hex');
  const id = [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `4${digest.slice(13, 16)}`,
    `8${digest.slice(17, 20)}`,
  ];
  return { id: [...id, digest.slice(20, 32)].join('-'), type, data, metadata: {} };
}

export const placed = (order: string, fan: string, brief = `brief of ${order}`): NewEvent =>
  event('OrderPlaced', { orderId: order, fanId: fan, brief });

export const rated = (order: string): NewEvent => event('OrderRated', { orderId: order });

export const lapsed = (order: string): NewEvent => event('OrderLapsed', { orderId: order });

export const erased = (person: string): NewEvent => event('PersonErased', { personId: person });

/** Appends to one stream, and answers the last position. */
export async function append(store: EventStore, ...events: readonly NewEvent[]): Promise<Position> {
  const { position } = await store.append('events', 'any', events);
  return position;
}

export async function allDocuments(models: ReadModels, collection: string): Promise<readonly Stored[]> {
  const all: Stored[] = [];
  let page = await models.find(collection, { limit: 500 });
  all.push(...page.documents);
  while (page.next !== undefined) {
    page = await models.find(collection, { limit: 500, after: page.next });
    all.push(...page.documents);
  }
  return all;
}
