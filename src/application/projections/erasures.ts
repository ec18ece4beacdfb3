import type { JsonObject } from '../ports/event-store.js';
import { changing, ofPerson } from './handlers.js';
import type { Projection } from './projection.js';

/** Whether a person has been forgotten: the proof, which outlives the person's data. */
export type ErasureView = JsonObject & {
  readonly personId: string;
  readonly state: 'requested' | 'erased';
  readonly requestedAt: string;
  readonly erasedAt: string | null;
};

export const erasureView: Projection<ErasureView> = {
  name: 'erasures',
  version: 1,
  onFailure: 'set aside',
  indexes: [],
  handles: {
    ErasureRequested: {
      ids: ofPerson,
      apply: (_doc, { data: { personId, requestedAt } }) => ({
        personId,
        state: 'requested',
        requestedAt,
        erasedAt: null,
      }),
    },
    PersonErased: changing(ofPerson, ({ data: { erasedAt } }) => ({ state: 'erased', erasedAt })),
  },
};
