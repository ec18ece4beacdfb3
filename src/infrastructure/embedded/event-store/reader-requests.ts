import { isDamage, openSqliteForReading } from '../sqlite.js';
import { LogReader, type LogQuery, type RowPage, type StreamQuery } from './log-reader.js';

export type ReadRequest = StreamQuery | LogQuery;
export type ReadReply = RowPage | { readonly failure: string; readonly isDamaged: boolean };

/** A reading connection, and what it can be asked. @throws SqliteError */
export function openReader(path: string): {
  readonly answer: (requests: readonly ReadRequest[]) => readonly ReadReply[];
  readonly close: () => void;
} {
  const database = openSqliteForReading(path);
  const reader = new LogReader(database);
  return {
    answer: (requests) => requests.map((request) => read(reader, request)),
    close: () => database.close(),
  };
}

function read(reader: LogReader, request: ReadRequest): ReadReply {
  try {
    return 'stream' in request ? reader.stream(request) : reader.log(request);
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error), isDamaged: isDamage(error) };
  }
}
