/** What somebody wants to be done about a document that was set aside. */
export interface Mending {
  readonly what: 'retry' | 'skip';
  /** Of the event that records it: done once the read model is there, so that what is written then is newer than all before. */
  readonly recordedAt: string;
  readonly by: string;
  readonly reason?: string;
  /** Of a skip: the event that is left out, and no other that the document may be set aside for by then. */
  readonly eventId?: string;
}

/**
 * A document of a build that an event could not be applied to. It stays as it was before, and takes neither that event nor a later one,
 * until it is made anew from the log. Positions are decimal text.
 */
export interface SetAside {
  readonly collection: string;
  /** The id of the document. */
  readonly key: string;
  readonly position: string;
  readonly eventId: string;
  readonly type: string;
  /** `null` once somebody was erased since: it may quote what is personal. */
  readonly error: string | null;
  readonly since: string;
  /** Grows whenever the build is gone on with: whoever was replaced meanwhile takes nothing out any more. */
  readonly turn: number;
  readonly wanted?: Mending;
}

/** A document that somebody wants made anew from the log, though no event is known that it could not take. */
export interface Anew {
  readonly collection: string;
  /** The id of the document. */
  readonly key: string;
  readonly wanted: Pick<Mending, 'recordedAt' | 'by' | 'reason'>;
  /** What came of it; kept until documents are wanted anew the next time. */
  readonly made?: MadeAnew;
}

/**
 * How a document that was made anew compares with what was there. `same`: nothing was written, or had been
 * just before the program was killed. `absent`: it is in neither. `not_made`: an
 * event of it cannot be applied, and what was there stays.
 */
export interface MadeAnew {
  readonly outcome: 'same' | 'differed' | 'absent' | 'not_made';
  /** Both have everything up to there. */
  readonly position: string;
}

/** An event that somebody had left out of a document, for good: in that build. */
export interface LeftOut extends Pick<SetAside, 'collection' | 'key' | 'position' | 'eventId' | 'type'> {
  readonly by: string;
  readonly reason: string;
}

/** What could not be applied to which document, and why. */
export type NotApplied = Pick<SetAside, 'key' | 'position' | 'eventId' | 'type'> & {
  readonly error: string;
};

/** What became of making a document anew. */
export interface Remade {
  readonly of: SetAside;
  /** What it could not take this time; `undefined` where it has everything. */
  readonly notApplied: NotApplied | undefined;
}

/** All of one projection. */
export interface AsideNow {
  readonly setAside: readonly SetAside[];
  readonly leftOut: readonly LeftOut[];
  readonly anew: readonly Anew[];
}
