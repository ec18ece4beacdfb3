/** Limits of the HTTP interface, by name. */
export const HTTP_LIMITS = {
  bodyBytes: 64 * 1024,
  /** Objects within objects; deeper bodies would exhaust the stack of whoever walks them. */
  bodyDepth: 16,
  pathParameterChars: 200,
  /** To receive a whole request, an upload's part included. */
  requestMs: 10 * 60_000,
  keepAliveMs: 65_000,
  /** At the end of the program, for requests under way. */
  closeMs: 5_000,
  webhookBytes: 1024 * 1024,
  /** Some hundred thousand entries of a statement. */
  bankFileBytes: 64 * 1024 * 1024,
  idempotencyKeyChars: 255,
  /** How long a repetition waits for the first request to be answered. */
  idempotencyWaitMs: 10_000,
  pageSize: 100,
  defaultPageSize: 20,
  cursorChars: 500,
  validationErrors: 50,
} as const;
