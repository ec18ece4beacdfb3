let whenClosed: (() => void) | undefined;

/**
 * Calls `end` when whoever read what is written here has gone, as `head` does when it has enough: that is no fault. What is said last
 * holds.
 */
export function onClosedOutput(end: () => void): void {
  const isHeard = whenClosed !== undefined;
  whenClosed = end;
  if (isHeard) return;
  for (const output of [process.stdout, process.stderr])
    output.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      whenClosed?.();
    });
}
