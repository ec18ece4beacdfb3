import { parentPort, workerData } from 'node:worker_threads';
import { answerQuestion } from '../../../application/questions/answer-question.js';
import { SystemClock } from '../../../infrastructure/clock/system-clock.js';
import { EmbeddedReadModels } from '../../../infrastructure/embedded/read-models/embedded-read-models.js';
import { readSettings } from '../../../settings.js';
import { explainKnown } from '../explain.js';
import { withLogRead } from '../log/open-log.js';
import { writeTable } from '../report/write-table.js';
import { questionAsked } from './question-file.js';
import {
  type Answered,
  HAS_NONE,
  IS_LOADED,
  type QuestionMessage,
  type QuestionWork,
} from './question-messages.js';

const work = workerData as QuestionWork;
const stop = new AbortController();
const clock = new SystemClock();
const say = (message: QuestionMessage): void => parentPort?.postMessage(message);
const warn = (message: string): void => say({ said: 'warning', message });

async function answer(): Promise<Answered> {
  work.at[0] = IS_LOADED;
  const question = await questionAsked(work.asked);
  work.at[0] = HAS_NONE;
  const models = await EmbeddedReadModels.open({ dataDir: work.scratchDir, clock });
  try {
    const parts = { settings: readSettings(process.env), clock, output: { warn } };
    return await withLogRead(parts, work.engine, async (store) => {
      const { asOf, table } = await answerQuestion({
        ...{
          store,
          models,
          question,
          clock,
          warn,
          asOf: work.asOf,
          changedAfter: work.changedAfter,
          signal: stop.signal,
        },
        progress: (far) => say({ said: 'progress', ...far }),
        handing: (position) => (work.at[0] = position),
      });
      const { format, out } = work;
      const { rows, sha256 } = await writeTable(table, { format, out, signal: stop.signal });
      return { rows: Number(rows), sha256, ...asOf };
    });
  } finally {
    await models.close();
  }
}

parentPort?.once('message', () => stop.abort());
answer()
  .then(
    (answered) => say({ said: 'answered', answered }),
    (error: unknown) => {
      say({ said: 'failed', explained: explainKnown(error) });
    },
  )
  .finally(() => parentPort?.close());
