import { createHash } from 'node:crypto';

/**
 * The id of the `index`-th event (from 0) of a command. The same command always yields the same ids, so that a
 * repeated append is recognised by the store (port `EventStore`).
 */
export const eventIdFor = (commandId: string, index: number): string =>
  uuidFrom('event', `${String(index)} ${commandId}`);

/** An id that follows from `seed`: whoever repeats the work that needed it arrives at the same one. */
export const idFrom = <Prefix extends string>(prefix: Prefix, seed: string): `${Prefix}_${string}` =>
  `${prefix}_${uuidFrom(`id ${prefix}`, seed)}`;

/** The id of a command that follows from `seed`: whoever repeats the work repeats the command. */
export const commandIdFrom = (seed: string): string => uuidFrom('id cmd', seed);

/** A UUID of version 8 (RFC 9562: "custom") over SHA-256; `purpose` keeps equal seeds of different uses apart. */
function uuidFrom(purpose: string, seed: string): string {
  const bytes = createHash('sha256').update(`${purpose}\n${seed}`).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
