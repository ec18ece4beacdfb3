import { createHash } from 'node:crypto';

export const crashWriters = 64;

/** A UUID that both the process that is killed and the test that looks afterwards can compute. */
export function crashEventId(round: string, writer: number, n: number): string {
  const hex = createHash('sha256')
    .update(`${round}/${String(writer)}/${String(n)}`)
    .digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  );
}
