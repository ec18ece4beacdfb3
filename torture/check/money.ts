import type { RecordedEvent } from '../../src/application/ports/event-store.js';
import { AllBooks } from '../../sim/laws/books.js';
import { readBooks } from '../../src/interfaces/cli/demo/books.js';
import { differencesIn } from '../../src/interfaces/cli/demo/money-check.js';
import type { Cast, Fate, OrderBody, PlayedOrder } from '../../src/interfaces/cli/demo/stage.js';
import { CREATORS } from '../load/people.js';
import type { Inspector } from './program.js';

/** The money rules, with each event of the log in turn, by somebody who knows nothing of deciders. */
export function brokenMoneyRules(log: readonly RecordedEvent[]): readonly string[] {
  const broken: string[] = [];
  const books = new AllBooks(
    (law) => broken.push(law),
    // Nobody pays here but by the program.
    () => false,
  );
  for (const event of log) books.take(event);
  return broken;
}

/** What the program says of the money, from all its sides: orders, the provider's reports, creators' earnings, open cases. */
export async function differencesInProgram(
  inspector: Inspector,
  log: readonly RecordedEvent[],
): Promise<readonly string[]> {
  const cast = await castOf(inspector);
  const placed = log
    .filter(({ type }) => type === 'OrderPlaced')
    .map(({ data }) => data['orderId'] as string);
  const played: PlayedOrder[] = [];
  for (const orderId of new Set(placed)) {
    const order = await inspector.api.query<OrderBody>(inspector.finance, `/v1/orders/${orderId}`);
    played.push({ title: orderId, orderId, fate: fateOf(order) });
  }
  return differencesIn(await readBooks(inspector.api, cast, played));
}

/** Where its money has to be by what it has come to. */
function fateOf({ state, refund, payment }: OrderBody): Fate {
  if (state === 'delivered') return 'delivered';
  if (refund === 'issued') return 'refunded';
  return state === 'awaiting_payment' || payment !== 'succeeded' ? 'never paid' : 'held';
}

async function castOf(inspector: Inspector): Promise<Cast> {
  const creators = await Promise.all(
    CREATORS.map(async ({ subject }) => {
      const person = await inspector.person(subject, 'creator');
      const { creator_id: id } = await inspector.api.query<{ readonly creator_id: string }>(
        person,
        '/v1/creators/me',
      );
      return { ...person, id };
    }),
  );
  const [ada, omar] = creators;
  if (ada === undefined || omar === undefined || inspector.finance === undefined)
    throw new Error('there are two creators');
  const { finance } = inspector;
  return { fan: finance, ada, omar, finance, secondFinance: finance };
}
