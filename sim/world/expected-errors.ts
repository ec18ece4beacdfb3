/** What the port's words promise, and a client is told to try again for. */
const EXPECTED = new Set([
  'EventStoreUnavailableError',
  'AppendOutcomeUnknownError',
  'ReadModelsUnavailableError',
  'SubjectKeysUnavailableError',
  'VideosUnavailableError',
  'PaymentOutcomeUnknownError',
  'TooManyConflictsError',
  'RevisionChangedError',
  'SubjectErasedError',
  'ReadModelBehindError',
]);

export const isExpected = (error: unknown): boolean => error instanceof Error && EXPECTED.has(error.name);

/** What who reads may be told: to try again. */
export const MAY_BE_SAID: ReadonlySet<string> = new Set([
  'ReadModelBehindError',
  'ReadModelsUnavailableError',
  'EventStoreUnavailableError',
  'SubjectKeysUnavailableError',
]);
