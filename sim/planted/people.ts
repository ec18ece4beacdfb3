import type { PlantedFault } from './planted-fault.js';

/** People, and what is personal. */
export const IN_PEOPLE: readonly PlantedFault[] = [
  {
    name: 'the key of somebody is destroyed while an order of theirs is open',
    module: 'application/erasure/person-eraser',
    find: 'orders.open > 0 && !isBegun',
    replace: 'false',
  },
  {
    name: 'videos for somebody who was forgotten are kept',
    module: 'application/erasure/person-eraser',
    find: 'for (const videoId of orders.videoIds)',
    replace: 'for (const videoId of [])',
  },
  {
    name: 'what a fan asks for is in plain text in the log',
    module: 'application/events/personal-data',
    find: 'OrderPlaced: { brief: ofFan },',
    replace: '',
  },
  {
    name: 'of somebody who was forgotten, the first page of documents is overwritten',
    module: 'application/runtime/projection-erasure',
    find: 'if (page.next === undefined)',
    replace: 'if (true)',
  },
  {
    name: 'what was overwritten stays in the files',
    module: 'application/runtime/projection-batch',
    find: 'await scrubs.request();',
    replace: '',
  },
  {
    name: 'somebody is called forgotten before their key is destroyed',
    module: 'application/erasure/person-eraser',
    find: "await keys.destroy(personId);\n        await aggregates.execute(erasures, personId, stepContext('erasure', cause, 'erase'), (erasure, now) => recordErased(erasure, { personId, openOrders: isBegun ? 0 : orders.open, now }));",
    replace:
      "await aggregates.execute(erasures, personId, stepContext('erasure', cause, 'erase'), (erasure, now) => recordErased(erasure, { personId, openOrders: isBegun ? 0 : orders.open, now }));\n        await keys.destroy(personId);",
  },
  {
    name: 'anybody reads the message of a delivery',
    module: 'application/fans/read-inbox',
    find: 'message?.delivered === true && message.fanId === fanId',
    replace: 'message?.delivered === true',
  },
  {
    name: 'a fan lists the orders of all',
    module: 'application/orders/list-orders',
    find: '{ creatorId: actor.id, reachedCreator: true } : { fanId: actor.id }',
    replace: '{ creatorId: actor.id, reachedCreator: true } : {}',
  },
];
