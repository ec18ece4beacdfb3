import { EXIT } from './exit-codes.js';

export interface Explained {
  readonly words: string;
  readonly exitCode: number;
  /** For programs. */
  readonly outcome: string;
}

/** By the name of the error: what any command may meet. What nobody thought of is shown with where it was. */
export function explainKnown(error: unknown): Explained {
  if (!(error instanceof Error)) return { words: String(error), ...FAILED };
  const known = KNOWN[error.name];
  return {
    words: known === undefined ? (error.stack ?? error.message) : error.message,
    ...(known ?? FAILED),
  };
}

const FAILED = { exitCode: EXIT.failed, outcome: 'failed' };
const UNAVAILABLE = { exitCode: EXIT.failed, outcome: 'unavailable' };

/** Errors that tell people what to do: their message is enough. */
const KNOWN: Readonly<Partial<Record<string, Omit<Explained, 'words'>>>> = {
  SettingsError: { exitCode: EXIT.usage, outcome: 'usage' },
  SameLogError: { exitCode: EXIT.usage, outcome: 'usage' },
  NoLogError: { exitCode: EXIT.usage, outcome: 'usage' },
  KeysElsewhereError: { exitCode: EXIT.usage, outcome: 'usage' },
  EventNotAppliedError: FAILED,
  EventNotAuditedError: { exitCode: EXIT.broken, outcome: 'broken' },
  CellError: FAILED,
  FileNotWrittenError: FAILED,
  ExportFolderError: { exitCode: EXIT.usage, outcome: 'usage' },
  NoQuestionError: { exitCode: EXIT.usage, outcome: 'usage' },
  AsOfInvalidError: { exitCode: EXIT.usage, outcome: 'usage' },
  NothingToCopyError: { exitCode: EXIT.usage, outcome: 'usage' },
  DataDirInUseError: { exitCode: EXIT.inUse, outcome: 'in_use' },
  DataDirUnusableError: { exitCode: EXIT.usage, outcome: 'usage' },
  DataFileError: FAILED,
  EventStoreDbUnusableError: UNAVAILABLE,
  EventStoreUnavailableError: UNAVAILABLE,
  EventStoreDamagedError: { exitCode: EXIT.failed, outcome: 'damaged' },
  AppendOutcomeUnknownError: UNAVAILABLE,
  MongoUnusableError: UNAVAILABLE,
  ReadModelsUnavailableError: UNAVAILABLE,
  SubjectKeysUnavailableError: UNAVAILABLE,
  InvalidEventError: FAILED,
  AppendTooLargeError: FAILED,
  UnknownEventError: FAILED,
};
