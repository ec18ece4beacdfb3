import { relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type ResourceLimits, Worker } from 'node:worker_threads';

/**
 * Starts a worker thread; `entry` names its compiled file beside the caller:
 *
 *     startWorker(new URL('./writer-worker.js', import.meta.url), { path })
 *
 * From `dist/` that file is there. Under Jest the caller is TypeScript, which no thread of Node 20 can run, so
 * the file is taken from where the tests' set-up compiled the same sources to (`COMPILED_SOURCES`).
 *
 * @param resourceLimits for work on what strangers sent: a thread that outgrows them ends with an `error` event
 * (`ERR_WORKER_OUT_OF_MEMORY`), and the process lives on.
 */
export function startWorker(entry: URL, workerData: unknown, resourceLimits: ResourceLimits = {}): Worker {
  const file = import.meta.url.endsWith('.ts') ? compiledCounterpart(entry) : entry;
  return new Worker(file, { workerData, resourceLimits });
}

function compiledCounterpart(entry: URL): URL {
  const compiledDir = process.env['COMPILED_SOURCES'];
  if (compiledDir === undefined) throw new Error('threads need compiled sources: run the build, or Jest');
  const projectDir = new URL('../../../', import.meta.url);
  const path = relative(fileURLToPath(projectDir), fileURLToPath(entry));
  return new URL(path, `${pathToFileURL(compiledDir).href}/`);
}
