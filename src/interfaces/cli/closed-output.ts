/** Calls `end` when whoever read what is written here has gone, as `head` does when it has enough: that is no fault. */
export function onClosedOutput(end: () => void): void {
  for (const output of [process.stdout, process.stderr])
    output.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      end();
    });
}
