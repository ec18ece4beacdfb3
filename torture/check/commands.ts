import type { RecordedEvent } from '../../src/application/ports/event-store.js';
import { grouped } from './grouped.js';
import { describeCommand, isAcknowledged, type SentCommand } from '../load/sent-command.js';
import type { Verdict } from './verdict.js';

type LoggedEvent = Pick<RecordedEvent, 'id' | 'type' | 'stream' | 'revision' | 'position' | 'metadata'>;

/**
 * Whether the log has what was acknowledged, once: what clients know, held against what is there. The ids that the program makes of
 * keys are not asked for, since they may be what is wrong: a client's own correlation id ties its command to its events.
 */
export function checkCommands(commands: readonly SentCommand[], log: readonly LoggedEvent[]): Verdict {
  const ofClients = grouped(log.filter(isOfClient), ({ metadata }) => metadata['$correlationId']);
  const eventsOf = ({ correlationId }: SentCommand) => ofClients.get(correlationId) ?? [];
  return {
    lost: commands.filter(isAcknowledged).flatMap((command) => loss(command, eventsOf(command))),
    duplicated: [
      ...twiceInLog(log),
      ...commands.flatMap((command) => repetition(command, eventsOf(command))),
    ],
    wrong: commands.flatMap((command) => contradiction(command, eventsOf(command))),
  };
}

/** What processes did because of it has the same correlation id. */
const isOfClient = ({ metadata }: LoggedEvent): boolean => metadata['source'] === 'rest';

function loss(command: SentCommand, events: readonly LoggedEvent[]): readonly string[] {
  if (events.length === 0) return [`no event of it is in the log: ${describeCommand(command)}`];
  const position = command.answer?.body['position'];
  if (events.some((event) => String(event.position) === position)) return [];
  return [
    `nothing of it is at the position that it was told, but ${told(events)}: ${describeCommand(command)}`,
  ];
}

function repetition(command: SentCommand, events: readonly LoggedEvent[]): readonly string[] {
  const commandIds = new Set(events.map(({ metadata }) => metadata['commandId']));
  if (commandIds.size > 1)
    return [
      `it was done as ${String(commandIds.size)} commands, ${told(events)}: ${describeCommand(command)}`,
    ];
  const streams = new Set(events.map(({ stream }) => stream));
  // No command of a person makes two events of one type.
  const types = new Set(events.map(({ type }) => type));
  if (streams.size <= 1 && types.size === events.length) return [];
  return [`it is in the log more than once, ${told(events)}: ${describeCommand(command)}`];
}

function contradiction(command: SentCommand, events: readonly LoggedEvent[]): readonly string[] {
  if (command.answer === undefined) return [`it was never answered: ${describeCommand(command)}`];
  if (isAcknowledged(command) || events.length === 0) return [];
  return [`it was refused, and done, ${told(events)}: ${describeCommand(command)}`];
}

function twiceInLog(log: readonly LoggedEvent[]): readonly string[] {
  const byId = grouped(log, ({ id }) => id);
  return [...byId.values()]
    .filter((events) => events.length > 1)
    .map((events) => `an event is in the log ${String(events.length)} times: ${told(events)}`);
}

const told = (events: readonly LoggedEvent[]): string =>
  events
    .map(({ type, id, stream, position }) => `${type} ${id} in ${stream} at ${String(position)}`)
    .join(', ');
