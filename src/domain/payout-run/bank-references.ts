import type { PayoutId, PayoutRunId } from '../ids.js';

/** An id is a prefix and a lower-case UUID: 40 characters, and a bank carries 35. */
const ID = /^(?:pay|run)_([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})$/;
const REFERENCE = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/;

/** What stands for the payout in bank files, as EndToEndId and InstrId: the 32 hex digits of its UUID. */
export const referenceOfPayout = (payoutId: string): string | undefined => digitsOf('pay_', payoutId);

/** The same, and the id itself where it is none of ours: what a bank is told, and tells. */
export const bankReferenceOf = (payoutId: string): string => referenceOfPayout(payoutId) ?? payoutId;

/** What stands for the file of a run, as MsgId and PmtInfId: likewise. A bank takes each once. */
export const messageIdOfRun = (runId: PayoutRunId): string => digitsOf('run_', runId) ?? '';

/** The payout that a reference stands for. Some banks write references in capitals. */
export function payoutOfReference(reference: string): PayoutId | undefined {
  const uuid = uuidOf(reference);
  return uuid === undefined ? undefined : `pay_${uuid}`;
}

/** The run that a message id stands for. */
export function runOfMessageId(messageId: string): PayoutRunId | undefined {
  const uuid = uuidOf(messageId);
  return uuid === undefined ? undefined : `run_${uuid}`;
}

function digitsOf(prefix: string, id: string): string | undefined {
  const [, ...groups] = (id.startsWith(prefix) && ID.exec(id)) || [];
  return groups.length === 0 ? undefined : groups.join('');
}

function uuidOf(reference: string): string | undefined {
  const [, ...groups] = REFERENCE.exec(reference.toLowerCase()) ?? [];
  return groups.length === 0 ? undefined : groups.join('-');
}
