import type { JsonObject } from '../ports/event-store.js';
import type { Projection } from './projection.js';

export type FanProfile = JsonObject & {
  readonly fanId: string;
  /** Personal. */
  readonly name: string;
  readonly market: string;
  readonly registeredAt: string;
  readonly revision: string;
};

export const fanProfiles: Projection<FanProfile> = {
  name: 'fan_profiles',
  version: 1,
  onFailure: 'set aside',
  indexes: [],
  personal: [{ field: 'name', subject: 'fanId' }],
  handles: {
    FanRegistered: {
      ids: ({ data }) => [data.fanId],
      apply: (_doc, { data, revision }) => ({ ...data, revision: revision.toString() }),
    },
  },
};
