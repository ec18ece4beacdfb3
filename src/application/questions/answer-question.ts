import type { ShoutoutsEvent } from '../../domain/all-events.js';
import { SEALED_EVENTS } from '../events/event-codec.js';
import { pagesOf } from '../log-copy/compare-logs.js';
import type { Patience } from '../log-copy/patience.js';
import type { EventStore, JsonObject, Position } from '../ports/event-store.js';
import type { ReadModels } from '../ports/read-models.js';
import type { Handler } from '../projections/projection.js';
import { type AsOfAsked, AsOfInvalidError, resolveAsOf } from '../reports/as-of.js';
import type { Told } from '../reports/reports.js';
import { applyBatch, isHandledBy } from '../runtime/projection-batch.js';
import { Scrubs } from '../runtime/projection-scrubs.js';
import { tellAnswer } from './answer-table.js';
import { documentIn, idsIn } from './handed-back.js';
import { projectionOf, type Question, QUESTION_COLLECTION } from './question.js';

export interface AnswerQuestion extends Patience {
  readonly store: EventStore;
  /** Empty, and nobody else's. */
  readonly models: ReadModels;
  readonly question: Question;
  readonly asOf: AsOfAsked;
  /** Tells only documents that an event after it has changed; those that are no more are told by none. */
  readonly changedAfter?: Position | undefined;
  readonly progress: (far: {
    readonly events: number;
    readonly position: Position;
    readonly end: Position;
  }) => void;
  /** Told of each event before the question has it, and 0 when it has none: who hears nothing more knows where it is. */
  readonly handing: (position: Position) => void;
}

/**
 * Applies the log to the question as the program applies it to a read model, by the same code; and then tells the documents as a table.
 *
 * @throws AsOfInvalidError, EventNotAppliedError, UnknownEventError, StoppedError
 */
export async function answerQuestion(asked: AnswerQuestion): Promise<Told> {
  const { store, models, question, clock, changedAfter = 0n } = asked;
  const asOf = await resolveAsOf(store, asked.asOf, clock.now());
  // Of another log, or mistyped: no rows would look like nothing that has changed.
  if (changedAfter > asOf.position)
    throw new AsOfInvalidError(
      `the answer ends at position ${String(asOf.position)}: it cannot tell what has changed after ${String(changedAfter)}`,
    );
  const projection = projectionOf(withNotice(question, asked.handing));
  await models.ensureCollection({ name: QUESTION_COLLECTION, indexes: [] });
  const target = { models, projection, collection: QUESTION_COLLECTION, scrubs: new Scrubs(models, clock) };
  let read = 0;
  for await (const page of pagesOf(store, asked)) {
    const upTo = page.filter(({ position }) => position <= asOf.position);
    const handled = upTo.filter(({ type }) => isHandledBy(projection, type));
    await applyBatch(target, await SEALED_EVENTS.decode(handled, 'left sealed'), upTo.at(-1)?.position);
    read += upTo.length;
    asked.handing(0n);
    asked.progress({ events: read, position: upTo.at(-1)?.position ?? asOf.position, end: asOf.position });
    if (upTo.length < page.length) break;
  }
  return { asOf, table: tellAnswer(models, question, { asOf, changedAfter }) };
}

function withNotice({ title, handles }: Question, handing: AnswerQuestion['handing']): Question {
  const noticed = Object.entries(handles).map(([type, handler]): [string, AnyHandler] => [
    type,
    {
      ids: (event) => {
        handing(event.position);
        return idsIn(handler.ids(event as never));
      },
      apply: (doc, event, id) => {
        handing(event.position);
        return documentIn(handler.apply(doc, event as never, id));
      },
    },
  ]);
  return { title, handles: Object.fromEntries(noticed) };
}

type AnyHandler = Handler<JsonObject, ShoutoutsEvent>;
