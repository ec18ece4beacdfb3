/** Whether this is what the system says with this code (as `ENOENT`). Asks no class: errors of the system can come from another realm. */
export const hasCode = (error: unknown, code: string): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === code;

/** Whether what was asked for is not there. */
export const isMissing = (error: unknown): boolean => hasCode(error, 'ENOENT');

/** The disk is full, or what this program may have of it, or a file as large as it may be. */
const NO_ROOM = ['ENOSPC', 'EDQUOT', 'EFBIG'] as const;

/** Whether there is no room for what was to be written. Passes once somebody has made some. */
export const isOutOfRoom = (error: unknown): boolean => NO_ROOM.some((code) => hasCode(error, code));
