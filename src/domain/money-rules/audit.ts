import type { ShoutoutsEvent } from '../all-events.js';
import type { CreatorAccountEvent, EarningEvent } from '../creator-account/events.js';
import type { PayoutEvent } from '../creator-account/payout-events.js';
import type { MoneyCaseEvent } from '../money-case/money-case.js';
import type { PayoutRunEvent } from '../payout-run/payout-run.js';
import type { Instant } from '../time.js';
import { noteCase } from './case-books.js';
import { noteEarning } from './earning-books.js';
import { about, type Audited, type Books, NO_ACCOUNT, NOTHING_NOTED } from './notes.js';
import { note } from './order-books.js';
import { noteDestination } from './note-destination.js';
import { notePayout, noteRefusal } from './payout-books.js';
import { auditPeople } from './people.js';
import { noteRunInOrder } from './run-books.js';

/** What surrounds an event. */
export interface Told {
  readonly at: Instant;
  /** Who did it, as its metadata says. */
  readonly by: string;
  /** What its stream is of: `creatorId.currency`, where that is an account. */
  readonly streamId: string;
  /** Its place in that stream. */
  readonly revision: bigint;
}

/** Which rules an event breaks, and what is noted down of it: by an auditor who knows the rules and nothing of deciders. */
export function audit(books: Books, event: ShoutoutsEvent, told: Told): Audited {
  const audits = [
    auditOrder(books, event, told),
    isOfRun(event) ? noteRunInOrder(books, event, told.streamId, told.revision) : NOTHING_NOTED,
    isOfCase(event) ? noteCase(books, event) : NOTHING_NOTED,
    isOfAccount(event) ? auditAccount(books, event, told) : NOTHING_NOTED,
    noteDestination(books, event),
    auditPeople(event, told),
  ];
  return {
    notes: audits.flatMap(({ notes }) => notes),
    broken: audits.flatMap(({ broken }) => broken),
  };
}

function auditOrder(books: Books, event: ShoutoutsEvent, { at }: Told): Audited {
  const { data } = event;
  if (!('orderId' in data) || data.orderId === null) return NOTHING_NOTED;
  const { orderId } = data;
  const noted = note(books.find('order', orderId), event, at);
  if (noted === null) return NOTHING_NOTED;
  const notes = noted.books === undefined ? [] : [['order', orderId, noted.books] as const];
  return about({ of: 'order', id: orderId }, noted.broken, ...notes);
}

type NoteIn<Event> = (books: Books, event: Event, accountId: string) => Audited;

/** Who notes down what of an account. Records, so that the compiler asks for every kind. */
const OF_EARNINGS: Readonly<Record<EarningEvent['type'], NoteIn<EarningEvent>>> = {
  EarningPending: noteEarning,
  EarningLost: noteEarning,
  EarningEarned: noteEarning,
  EarningDisputed: noteEarning,
  EarningReleased: noteEarning,
  EarningTakenBack: noteEarning,
};

const OF_PAYOUTS: Readonly<Record<PayoutEvent['type'], NoteIn<PayoutEvent>>> = {
  PayoutReserved: notePayout,
  PayoutOutcomeUnknown: notePayout,
  PayoutSent: notePayout,
  PayoutPaid: notePayout,
  PayoutBooked: notePayout,
  PayoutFailed: notePayout,
  PayoutReturned: notePayout,
  PayoutPartReturned: notePayout,
  PayoutDiffered: notePayout,
};

const OF_ACCOUNTS: Readonly<Record<CreatorAccountEvent['type'], unknown>> = {
  ...OF_EARNINGS,
  ...OF_PAYOUTS,
  PayoutRefused: noteRefusal,
  PayoutHoldPlaced: noteHold(true),
  PayoutHoldReleased: noteHold(false),
};

const OF_RUNS: Readonly<Record<PayoutRunEvent['type'], true>> = {
  PayoutRunProposed: true,
  PayoutRunApproved: true,
  PayoutRunRejected: true,
  PayoutLineRefused: true,
  PayoutRunExecuted: true,
  BankFileMade: true,
  BankFileGivenOut: true,
  PayoutDoubtSettlingProposed: true,
  PayoutDoubtSettled: true,
};

const OF_CASES: Readonly<Record<MoneyCaseEvent['type'], true>> = {
  MoneyCaseOpened: true,
  MoneyCaseChanged: true,
  MoneyCaseAssigned: true,
  MoneyCaseNoted: true,
  MoneyCaseResolvedByItself: true,
  MoneyCaseClosed: true,
  MoneyCaseClosingProposed: true,
  MoneyCaseClosingApproved: true,
};

const isOfCase = (event: ShoutoutsEvent): event is MoneyCaseEvent => event.type in OF_CASES;
const isOfRun = (event: ShoutoutsEvent): event is PayoutRunEvent => event.type in OF_RUNS;
const isOfAccount = (event: ShoutoutsEvent): event is CreatorAccountEvent => event.type in OF_ACCOUNTS;

function noteHold(isHeld: boolean): NoteIn<CreatorAccountEvent> {
  return (books, _event, accountId) => {
    const account = books.find('account', accountId) ?? NO_ACCOUNT;
    return about({ of: 'account', id: accountId }, [], ['account', accountId, { ...account, isHeld }]);
  };
}

function auditAccount(books: Books, event: CreatorAccountEvent, { streamId }: Told): Audited {
  // TypeScript does not see that the event is of the type by which it is looked up.
  const noteIt = OF_ACCOUNTS[event.type] as NoteIn<CreatorAccountEvent>;
  const audited = noteIt(books, event, streamId);
  if (isInItsAccount(event, streamId)) return audited;
  const subject = { of: 'account', id: streamId } as const;
  return { ...audited, broken: [...audited.broken, { rule: 'in_its_account', subject }] };
}

/** Not all that an account is told names a currency. */
function isInItsAccount({ data }: CreatorAccountEvent, accountId: string): boolean {
  const amount = 'earning' in data ? data.earning : 'amount' in data ? data.amount : undefined;
  return amount === undefined
    ? accountId.startsWith(`${data.creatorId}.`)
    : accountId === `${data.creatorId}.${amount.currency}`;
}
