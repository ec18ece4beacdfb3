/** Whether this is what the system says with this code (as `ENOENT`). Asks no class: errors of the system can come from another realm. */
export const hasCode = (error: unknown, code: string): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === code;

/** Whether what was asked for is not there. */
export const isMissing = (error: unknown): boolean => hasCode(error, 'ENOENT');
