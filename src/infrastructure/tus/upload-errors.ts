// The tus server answers what a store throws by `status_code` and `body`.

/** Taken back or expired since it was looked up. */
export class UploadMissingError extends Error {
  override readonly name = 'UploadMissingError';
  readonly status_code = 404;
  readonly body = 'there is no such upload';
}

/** Another request, here or at another instance, went on with it meanwhile. */
export class UploadMovedError extends Error {
  override readonly name = 'UploadMovedError';
  readonly status_code = 409;
  readonly body = 'the upload is at another offset';
}

/** Its bytes could not be taken in, mostly since the connection broke. */
export class UploadBrokenError extends Error {
  override readonly name = 'UploadBrokenError';
  readonly status_code = 500;
  readonly body = 'the upload broke off';
}
