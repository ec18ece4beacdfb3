/** The read model has not got to the position that the caller has seen; try again soon. */
export class ReadModelBehindError extends Error {
  override readonly name: string = 'ReadModelBehindError';
  constructor(readonly projection: string) {
    super(`${projection} has not reached the position yet`);
  }
}

/** Nor will it: no command was answered with this position. It is made up, or of another log. */
export class PositionBeyondLogError extends ReadModelBehindError {
  override readonly name = 'PositionBeyondLogError';
}
