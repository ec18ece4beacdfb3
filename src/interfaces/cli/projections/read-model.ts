import type { RunningProgram } from '../api/running-program.js';

/** A read model as `GET /v1/projections/{name}` answers it. */
export interface ReadModel {
  readonly name: string;
  readonly version: number;
  readonly state: string;
  readonly collection: string;
  readonly position?: string;
  readonly caught_up: boolean;
  readonly on_failure: string;
  readonly set_aside: number;
  readonly unknown_events: number;
  readonly trouble?: { readonly reason: string };
  readonly rebuild?: Build;
  readonly kept?: { readonly collection: string; readonly can_serve: boolean };
  readonly checked?: Check & { readonly collection: string };
}

export interface Build {
  readonly collection: string;
  readonly purpose: 'serve' | 'compare' | 'verify';
  readonly state: 'building' | 'stopped' | 'compared' | 'refused';
  readonly is_rollback: boolean;
  readonly position?: string;
  readonly events_taken: number;
  readonly trouble?: { readonly reason: string };
  readonly check?: Check;
}

/** The builds that take events: all but one that was stopped, was compared only, takes no name, or is of another version. */
export const goingOn = ({ collection, rebuild, kept }: ReadModel): readonly string[] => [
  collection,
  ...(rebuild?.state === 'building' ? [rebuild.collection] : []),
  ...(kept?.can_serve === true ? [kept.collection] : []),
];

export interface Check {
  readonly position: string;
  readonly documents: number;
  readonly set_aside?: number;
  readonly digest?: string;
  readonly comparison?: Comparison;
}

interface Comparison {
  readonly with: string;
  readonly served: number;
  readonly differing: number;
  readonly is_complete: boolean;
  readonly samples: readonly Difference[];
}

export interface Difference {
  readonly id: string;
  readonly in: 'both' | 'served' | 'built';
  readonly fields: readonly { readonly field: string; readonly served?: string; readonly built?: string }[];
}

export interface AllReadModels {
  readonly last_position?: string;
  readonly projections: readonly ReadModel[];
}

/** A document that stands still, as `GET /v1/projections/{name}/set-aside` answers it. */
export interface SetAside {
  readonly collection: string;
  readonly key: string;
  readonly position: string;
  readonly event_id: string;
  readonly type: string;
  readonly error: string | null;
  readonly since: string;
  readonly wanted?: { readonly what: 'retry' | 'skip' };
}

export interface AsideNow {
  readonly set_aside: readonly SetAside[];
  readonly left_out: readonly {
    readonly collection: string;
    readonly key: string;
    readonly position: string;
    readonly type: string;
    readonly by: string;
    readonly reason: string;
  }[];
  readonly anew: readonly Anew[];
}

/** A document that somebody wants, or wanted, made anew. */
export interface Anew {
  readonly collection: string;
  readonly key: string;
  readonly made?: {
    readonly outcome: 'same' | 'differed' | 'absent' | 'not_made';
    readonly position: string;
  };
}

export const pathOf = (name: string, ...more: readonly string[]): string =>
  ['/v1/projections', encodeURIComponent(name), ...more.map(encodeURIComponent)].join('/');

export const allOf = (program: RunningProgram): Promise<AllReadModels> =>
  program.ask('GET', '/v1/projections');
