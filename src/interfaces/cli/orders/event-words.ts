import type { Fact, ToldEvent } from '../../../application/orders/explained/told-events.js';
import { heading } from '../colours.js';
import { wrapped } from '../layout.js';
import { atText } from './text-of.js';

const POSITION_CHARS = 8;
const BELOW = ' '.repeat(POSITION_CHARS + 2);

/**
 * Each with its place, its time, what it says, by whom and after what; those of one request or webhook stand together under its
 * correlation.
 * @param known what need not be said with every event: who the order is of
 */
export const eventWords = (events: readonly ToldEvent[], known: readonly unknown[]): readonly string[] =>
  events.flatMap((event, index) => [
    ...(event.correlationId === events[index - 1]?.correlationId
      ? []
      : [`  correlation ${event.correlationId}`]),
    `${event.position.padStart(POSITION_CHARS)}  ${atText(event.at)}  ${heading(event.type)}`,
    ...(event.sentence === '' ? [] : [wrapped(BELOW, event.sentence)]),
    ...factLines(event.facts, [...known, event.at]),
    wrapped(BELOW, byWhom(event)),
    `${BELOW}command ${event.commandId}`,
  ]);

function factLines(facts: readonly Fact[], known: readonly unknown[]): readonly string[] {
  const said = facts
    .filter(({ value }) => !known.includes(value))
    .map(({ name, value }) => `${inWords(name)} ${INSTANT.test(value) ? atText(value) : value}`);
  return said.length === 0 ? [] : [wrapped(BELOW, said.join(', '))];
}

const inWords = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

const INSTANT = /^\d{4}-\d{2}-\d{2}T/;

function byWhom({ by, source, causedBy, reason }: ToldEvent): string {
  return [
    by.role === 'system' ? wayIn(source) : `by ${by.role} ${by.id}`,
    ...(causedBy === null ? [] : [`after ${causedBy.position} ${causedBy.type}`]),
    ...(reason === null ? [] : [`because: ${reason}`]),
  ].join(', ');
}

function wayIn(source: ToldEvent['source']): string {
  if (source === 'deadline') return 'because a deadline passed';
  if (source === 'webhook') return 'by a webhook';
  if (source === 'rest' || source === 'cli') return `by the program, over ${source}`;
  return `by the ${source.replace(':', ' ')}`;
}
