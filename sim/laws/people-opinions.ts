import { named, type Opinion } from './opinion.js';

const FAN_PROFILES: Opinion = {
  model: 'fan_profiles',
  idOf: named('fanId'),
  tells: { FanRegistered: ({ fanId, market, registeredAt }) => ({ fanId, market, registeredAt }) },
};

const ERASURES: Opinion = {
  model: 'erasures',
  idOf: named('personId'),
  tells: {
    ErasureRequested: ({ personId, requestedAt }) => ({
      ...{ personId, state: 'requested', requestedAt, erasedAt: null },
    }),
    PersonErased: ({ erasedAt }) => ({ state: 'erased', erasedAt }),
  },
};

/** What the read models about people have to show. */
export const PEOPLE_OPINIONS = [FAN_PROFILES, ERASURES];
