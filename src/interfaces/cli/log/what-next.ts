import { idempotencyPath } from '../../../infrastructure/embedded/idempotency/idempotency-file.js';
import type { Settings } from '../../../settings.js';
import type { NotesWritten } from './copy-notes.js';
import type { KeysOfPersons } from './keys-of-persons.js';
import type { TwoLogs } from './open-log.js';

/** What has to be known before the program starts on the copy. */
export interface Afterwards {
  readonly notes: NotesWritten;
  readonly keys: KeysOfPersons | undefined;
  readonly dataDir: Settings['dataDir'];
}

/** The steps of docs/settings.md, "Moving the log", that come after the copy: in the order in which they are done. */
export const whatNext = ({ to }: TwoLogs, { notes, keys, dataDir }: Afterwards): readonly string[] => [
  'What next, in this order:',
  ...numbered([
    ...(keys === undefined ? [] : [wordsOnKeys(keys)]),
    keys === undefined
      ? 'Drop the collection idempotency_keys in the database of MONGODB_URL: its answers name positions of another log.'
      : `Delete ${idempotencyPath(dataDir)}\n` +
        'with its -wal and -shm files: its answers name positions of the old log.',
    'Let clients forget the positions that they remember (Shoutouts-Position).',
    (to === 'eventstoredb'
      ? 'Start the program with EVENTSTORE_URL set as it is now, one instance first.\n'
      : 'Start the program without EVENTSTORE_URL.\n') + NOTED[notes],
  ]),
  'If the program runs on the old log once more before that, repeat this command: only what is new is copied.',
];

/** Further lines of a step stand below its first one. */
const numbered = (steps: readonly string[]): readonly string[] =>
  steps.map((step, at) => `  ${String(at + 1)}. ${step.replaceAll('\n', '\n     ')}`);

const NOTED: Readonly<Record<NotesWritten, string>> = {
  noted: 'It makes the read models anew, and its processes go on after the last event that they handled.',
  'of another log':
    'The read models that are set are of another log: nothing was noted about where the processes are.',
  'no read models':
    'There are no read models in this folder: they are made, and the processes go through the whole log.',
};

/** No copy of a log has them. */
const wordsOnKeys = ({ count, path, masterKeyPath }: KeysOfPersons): string =>
  count > 0
    ? `The keys of ${count.toLocaleString('en-US')} persons are not in the log: they stay in ${path},\n` +
      `wrapped by the master key ${masterKeyPath}. Keep this folder and this key for the program, or take\n` +
      'both along: without them nothing personal in the copy can be read, for good.'
    : `There are no keys of persons in ${path}. If the log names persons, put that file there\n` +
      'from the folder that they are in, with its master key: without any keys the program does\n' +
      'not start on a log with persons.';
