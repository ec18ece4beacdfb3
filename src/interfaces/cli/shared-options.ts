import { InvalidArgumentError, Option } from 'commander';
import type { Position } from '../../application/ports/event-store.js';
import { asOfIn } from './as-of-option.js';
import { LOG_ENGINES } from './log/open-log.js';

// What several commands can be told, in the same words everywhere.

export const logOption = (): Option =>
  new Option('--log <engine>', 'which log: eventstoredb where EVENTSTORE_URL is set, else embedded').choices(
    LOG_ENGINES,
  );

export const asOfOption = (): Option =>
  new Option(
    '--as-of <when>',
    'a position in the log, or an instant; all that is there, where it is left out',
  ).argParser(asOfIn);

/** @param what a program is told */
export const jsonOption = (what: string): Option =>
  new Option('--json', `for programs: ${what}`).default(false);

export const RESULT_AS_JSON = 'the result as one line of JSON; progress on the error output';

/** @throws InvalidArgumentError */
export function positionIn(text: string): Position {
  if (!/^[1-9]\d{0,18}$/.test(text))
    throw new InvalidArgumentError('A position is a whole number from 1 on.');
  return BigInt(text);
}
