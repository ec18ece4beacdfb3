import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** None of them outlives this process. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Looks after a process that was started. @returns resolves when it has ended */
export function lookAfter(child: ChildProcess): Promise<void> {
  running.add(child);
  return once(child, 'exit').then(() => void running.delete(child));
}
