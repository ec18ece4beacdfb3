/** Structured log lines, without personal data: ids, names of things, counts. */
export abstract class Log {
  abstract info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  abstract warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  abstract error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}
