import { hash } from 'node:crypto';

/** An id that follows from `seed`: whoever repeats the work that needed it arrives at the same one. */
export const idFrom = <Prefix extends string>(prefix: Prefix, seed: string): `${Prefix}_${string}` =>
  `${prefix}_${uuidFrom(`id ${prefix}`, seed)}`;

/** The id of a command that follows from `seed`: whoever repeats the work repeats the command. */
export const commandIdFrom = (seed: string): string => uuidFrom('id cmd', seed);

/** A UUID of version 8 (RFC 9562: "custom") over SHA-256; `purpose` keeps equal seeds of different uses apart. */
function uuidFrom(purpose: string, seed: string): string {
  const hex = hash('sha256', `${purpose}\n${seed}`);
  const variant = ((parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
