import { generateLoad, type LoadResult } from '../load/load.js';
import type { Kind } from '../load/requests.js';
import { count, mean, ms, print, ratio, tell } from '../print.js';
import type { ServerProcess } from '../servers/server-process.js';

const CONNECTIONS = 64;

/** Orders there are, of those that are read and of those that can be accepted. */
export interface Existing {
  readonly delivered: number;
  readonly held: number;
}

interface UnderLoad {
  readonly real: ServerProcess;
  readonly empty: ServerProcess;
  readonly kind: Kind;
  readonly warmUpSeconds: number;
  readonly seconds: number;
  readonly existing: Existing;
  /** Lets the real server finish, or ends it, before the empty one is measured again. */
  readonly calm: () => Promise<void>;
}

/**
 * The real server between two measurements of the empty one, since the machine may be faster at one time than at
 * another. Only one of the two has anything to do at a time.
 */
export async function compare(
  load: UnderLoad,
): Promise<{ readonly real: LoadResult; readonly empty: number }> {
  const { real, empty, kind, calm } = load;
  tell(`${kind}: empty handler`);
  const before = await measure(load, empty);
  tell(`${kind}: real handler`);
  const measured = await measure(load, real, kind === 'accept' ? load.existing.held : undefined);
  await calm();
  tell(`${kind}: empty handler again`);
  const after = await measure(load, empty);
  const emptyPerSecond = mean([before.perSecond, after.perSecond]);
  const [p50Ms, p99Ms] = [mean([before.p50Ms, after.p50Ms]), mean([before.p99Ms, after.p99Ms])];
  print(
    `${kind.padEnd(10)} ${ratio(measured.perSecond / emptyPerSecond)} of the empty handler` +
      `   ${count(measured.perSecond)} of ${count(emptyPerSecond)} per second` +
      `   p50 ${ms(measured.p50Ms)} (empty ${ms(p50Ms)})   p99 ${ms(measured.p99Ms)} (empty ${ms(p99Ms)})`,
  );
  return { real: measured, empty: emptyPerSecond };
}

async function measure(
  { kind, warmUpSeconds, seconds, existing }: UnderLoad,
  server: ServerProcess,
  to = Number.MAX_SAFE_INTEGER,
): Promise<LoadResult> {
  return generateLoad({
    ...{ url: server.url, kind, warmUpSeconds, seconds, tokens: await server.tokens() },
    existing: existing.delivered,
    connections: CONNECTIONS,
    from: 0,
    to,
  });
}
