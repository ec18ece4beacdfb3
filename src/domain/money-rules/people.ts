import type { ShoutoutsEvent } from '../all-events.js';
import { about, type Audited, NOTHING_NOTED, type Subject } from './notes.js';
import { broken } from './rules.js';

/** What surrounds an event. */
interface DoneBy {
  readonly by: string;
  readonly streamId: string;
}

/** Whoever rewrites an event to another name has to do so in two places. */
export function auditPeople(event: ShoutoutsEvent, { by, streamId }: DoneBy): Audited {
  const named = namedIn(event);
  if (named === undefined) return NOTHING_NOTED;
  const [who, of] = named;
  return about({ of, id: streamId }, broken(who === by, 'named_as_done'));
}

type Named = readonly [who: string, of: Subject['of']];

function namedIn({ type, data }: ShoutoutsEvent): Named | undefined {
  switch (type) {
    case 'PayoutRunProposed':
      return [data.proposedBy, 'run'];
    case 'PayoutRunApproved':
      return [data.approvedBy, 'run'];
    case 'PayoutRunRejected':
      return [data.rejectedBy, 'run'];
    case 'PayoutDoubtSettlingProposed':
      return [data.proposedBy, 'run'];
    case 'PayoutDoubtSettled':
      return [data.approvedBy, 'run'];
    case 'BankFileGivenOut':
      return [data.givenTo, 'run'];
    case 'PayoutDestinationVerified':
      return [data.verifiedBy, 'creator'];
    case 'MoneyCaseClosed':
      return [data.closedBy, 'case'];
    case 'MoneyCaseClosingProposed':
      return [data.proposedBy, 'case'];
    case 'MoneyCaseClosingApproved':
      return [data.approvedBy, 'case'];
    default:
      return undefined;
  }
}
