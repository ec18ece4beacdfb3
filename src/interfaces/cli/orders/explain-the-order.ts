import { SEALED_EVENTS } from '../../../application/events/event-codec.js';
import { StoppedError } from '../../../application/log-copy/compare-logs.js';
import { explainWholeOrder } from '../../../application/orders/explained/explain-whole-order.js';
import type { ExplainedOrder } from '../../../application/orders/explained/explained-order.js';
import { namedInLog } from '../../../application/orders/explained/streams-naming.js';
import type { EventStore } from '../../../application/ports/event-store.js';
import type { AsOfAsked } from '../../../application/reports/as-of.js';
import { StreamReader } from '../../../application/runtime/stream-reader.js';
import type { OrderId } from '../../../domain/ids.js';
import { explanationBody } from '../../rest/orders/explanation-body.js';
import { EXIT } from '../exit-codes.js';
import { type Explained, explainKnown } from '../explain.js';
import { progressOf } from '../how-far.js';
import { type LogEngine, withLogAsked } from '../log/open-log.js';
import type { Fields } from '../output.js';
import { perform, type Tools } from '../perform.js';
import type { StopSignals } from '../stop-signals.js';
import { explainedWords } from './explained-words.js';

interface Options {
  readonly asOf?: AsOfAsked;
  readonly log?: LogEngine;
  readonly json: boolean;
}

/** Sets the exit code of the process; see {@link EXIT}. */
export const explainTheOrder = (orderId: OrderId, { asOf, log, json }: Options): Promise<void> =>
  perform(json, explain, async (tools) => {
    const explained = await withLogAsked(log, tools, (store) => explainedBy(store, orderId, asOf, tools));
    if (explained === undefined) {
      const then = asOf === undefined ? '' : ' then';
      tools.output.problem(`There is no order ${orderId} in this log${then}.`, { outcome: 'not_found' });
      return EXIT.usage;
    }
    const fields = explanationBody(explained) as unknown as Fields;
    tools.output.result(explainedWords(explained), { outcome: 'explained', ...fields });
    return explained.rules.kept ? EXIT.done : EXIT.broken;
  });

async function explainedBy(
  store: EventStore,
  orderId: OrderId,
  asOf: AsOfAsked,
  { clock, output, signal }: Tools,
): Promise<ExplainedOrder | undefined> {
  const end = (await store.lastPosition()) ?? 0n;
  const tell = progressOf(output);
  const findStreamsNaming = namedInLog({
    ...{ store, clock, signal, warn: (message) => output.warn(message) },
    progress: (far) => tell({ ...far, end }),
  });
  const streams = new StreamReader(store, SEALED_EVENTS, clock);
  return explainWholeOrder({ streams, findStreamsNaming }, { orderId, asOf, now: clock.now() });
}

const explain = (error: unknown, stop: StopSignals): Explained =>
  error instanceof StoppedError
    ? { words: 'Stopped. The same command begins anew.', exitCode: stop.exitCode, outcome: 'stopped' }
    : explainKnown(error);
