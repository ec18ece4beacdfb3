import { performance } from 'node:perf_hooks';
import { Connection } from './connection.js';
import type { Load, LoadResult } from './load.js';
import { requestText } from './requests.js';

/** The process that asks: it takes one {@link Load}, answers with its {@link LoadResult}, and takes the next. */
process.on('message', (load: Load) => {
  run(load).then(
    (result) => process.send?.(result),
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      process.exit(1);
    },
  );
});

async function run(load: Load): Promise<LoadResult> {
  const { url, kind, tokens, existing, connections, warmUpSeconds, seconds } = load;
  const tokenOf = (subject: string): string => tokens[subject] ?? '';
  const startedAtMs = performance.now();
  const measuredFromMs = startedAtMs + warmUpSeconds * 1_000;
  const endsAtMs = measuredFromMs + seconds * 1_000;
  const latenciesMs: number[] = [];
  const refused: Record<string, number> = {};
  let next = load.from;
  let lastAnswerMs = measuredFromMs;

  const keepAsking = async (connection: Connection): Promise<void> => {
    while (next < load.to && performance.now() < endsAtMs) {
      const request = requestText(kind, next++, existing, tokenOf);
      const sentAtMs = performance.now();
      const status = await connection.send(request);
      const answeredAtMs = performance.now();
      if (status < 200 || status > 299) refused[status] = (refused[status] ?? 0) + 1;
      else if (sentAtMs >= measuredFromMs) {
        latenciesMs.push(answeredAtMs - sentAtMs);
        lastAnswerMs = answeredAtMs;
      }
    }
    connection.close();
  };
  const address = new URL(url);
  const opened = await Promise.all(Array.from({ length: connections }, () => Connection.open(address)));
  await Promise.all(opened.map(keepAsking));
  return {
    perSecond: (latenciesMs.length * 1_000) / (lastAnswerMs - measuredFromMs),
    ...percentiles(latenciesMs),
    answered: latenciesMs.length,
    refused,
    next,
  };
}

function percentiles(latenciesMs: number[]): Pick<LoadResult, 'p50Ms' | 'p99Ms'> {
  latenciesMs.sort((a, b) => a - b);
  const at = (share: number) => latenciesMs[Math.floor(latenciesMs.length * share)] ?? NaN;
  return { p50Ms: at(0.5), p99Ms: at(0.99) };
}
