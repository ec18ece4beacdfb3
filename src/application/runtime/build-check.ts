/** What was found of a build when it was as far as was asked. Positions are text: it is stored as JSON. */
export interface BuildCheck {
  /** At which it stood. */
  readonly position: string;
  /** Documents in it. */
  readonly documents: number;
  /** That could not take all of their events, whether there is anything of them in it or not. */
  readonly setAside?: number;
  /** SHA-256 over all of them; where it was asked for. */
  readonly digest?: string;
  /** With what served at the same position; where it was asked for. */
  readonly comparison?: Comparison;
}

export interface Comparison {
  readonly with: string;
  /** Documents that serve. */
  readonly served: number;
  /** Documents that are not the same in both, or are in one of them only. */
  readonly differing: number;
  /** False where more differ than were counted. */
  readonly isComplete: boolean;
  /** The first of them. */
  readonly samples: readonly Difference[];
}

export interface Difference {
  readonly id: string;
  readonly in: 'both' | 'served' | 'built';
  readonly fields: readonly FieldDifference[];
}

/** As JSON, cut short; absent where the field is, or where it is personal. */
export interface FieldDifference {
  readonly field: string;
  readonly served?: string;
  readonly built?: string;
}
