/** The id of a payout, `pay_` and a lower-case UUID: 40 characters, and a bank carries 35. */
export type PayoutId = `pay_${string}`;

const PAYOUT_ID = /^pay_([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})$/;
const REFERENCE = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/;

/** What stands for the payout in bank files, as EndToEndId and InstrId: the 32 hex digits of its UUID. */
export function referenceOfPayout(payoutId: string): string | undefined {
  const [, ...groups] = PAYOUT_ID.exec(payoutId) ?? [];
  return groups.length === 0 ? undefined : groups.join('');
}

/** The payout that a reference stands for. Some banks write references in capitals. */
export function payoutOfReference(reference: string): PayoutId | undefined {
  const [, ...groups] = REFERENCE.exec(reference.toLowerCase()) ?? [];
  return groups.length === 0 ? undefined : `pay_${groups.join('-')}`;
}
