/** What cannot be asked of the builds of a projection, as they are now. */
export class RebuildUnderWayError extends Error {
  override readonly name = 'RebuildUnderWayError';
  constructor(collection: string) {
    super(`${collection} is built already`);
  }
}

export class BuildGoneError extends Error {
  override readonly name = 'BuildGoneError';
}

export class BuildServesError extends Error {
  override readonly name = 'BuildServesError';
  constructor(collection: string) {
    super(`${collection} serves`);
  }
}

/** Its rules are gone: the release that has them goes on with it. */
export class BuildOfAnotherVersionError extends Error {
  override readonly name = 'BuildOfAnotherVersionError';
  constructor(collection: string) {
    super(`${collection} is of another version`);
  }
}

/** It goes on with nothing of the build: what fails for so many is no matter of single documents. */
export class TooManySetAsideError extends Error {
  override readonly name = 'TooManySetAsideError';
  constructor(collection: string) {
    super(`${collection} has as many documents set aside as it may have`);
  }
}
