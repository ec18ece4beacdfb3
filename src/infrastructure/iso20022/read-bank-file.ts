import { createHash } from 'node:crypto';
import type {
  BankAnswer,
  BankFile,
  BankFileEnd,
  BankFileHead,
  BankFilePart,
  BankStatement,
  OtherEntry,
} from '../../application/ports/bank-file.js';
import type { BankFileBytes } from '../../application/ports/bank-files.js';
import { BankFileUnreadableError } from '../../application/ports/bank-file-unreadable.js';
import { Camt053Reader } from './camt-053.js';
import { Pain002Reader } from './pain-002.js';
import { RecordParser, type MessageReader } from './record-parser.js';

const NAMESPACE = 'urn:iso:std:iso:20022:tech:xsd:';
/** What is parsed at a time, so that what waits to be handed out stays small however large a chunk is. */
const STEP_BYTES = 65_536;

type Emit = (part: BankFilePart) => void;

const READERS = new Map<string, (emit: Emit) => MessageReader>([
  [`${NAMESPACE}pain.002.001.10`, (emit) => new Pain002Reader(emit)],
  [`${NAMESPACE}camt.053.001.08`, (emit) => new Camt053Reader(emit)],
]);

/**
 * Reads a file of the bank to its end: there is a result only if all of it was read and understood, so whoever has one can act
 * on it. Its memory grows with the answers; `bankFileParts` is for files of which that is too many.
 * @throws BankFileUnreadableError
 */
export async function readBankFile(bytes: BankFileBytes): Promise<BankFile> {
  const answers: BankAnswer[] = [];
  const otherEntries: OtherEntry[] = [];
  const statements: BankStatement[] = [];
  let head: BankFileHead | undefined;
  let end: BankFileEnd | undefined;
  for await (const part of bankFileParts(bytes)) {
    if (part.part === 'head') head = part.head;
    else if (part.part === 'answer') answers.push(part.answer);
    else if (part.part === 'other_entry') otherEntries.push(part.entry);
    else if (part.part === 'statement') statements.push(part.statement);
    else end = part.end;
  }
  if (head === undefined || end === undefined)
    throw new BankFileUnreadableError('cut_off', 1, 'without head or end');
  return { ...head, answers, otherEntries, statements, end };
}

/**
 * The same piece by piece, in flat memory. Nothing may be done on a piece before the part `end` was handed out: a file that is
 * cut in half fails only there. So read it twice, first to its end and then to act, and act only on the file whose `sha256`
 * was the same; or keep the pieces where they can be taken back.
 * @throws BankFileUnreadableError where the file turns out to be unreadable, which may be after thousands of pieces
 */
export async function* bankFileParts(bytes: BankFileBytes): AsyncGenerator<BankFilePart, void, undefined> {
  let ready: BankFilePart[] = [];
  const counts = { answers: 0, otherEntries: 0 };
  const parser = new RecordParser((namespace) =>
    READERS.get(namespace)?.((part) => {
      if (part.part === 'answer') counts.answers += 1;
      if (part.part === 'other_entry') counts.otherEntries += 1;
      ready.push(part);
    }),
  );
  const decode = decoderFor(parser);
  const digest = createHash('sha256');
  for await (const chunk of bytes)
    for (let from = 0; from < chunk.length; from += STEP_BYTES) {
      const step = chunk.subarray(from, from + STEP_BYTES);
      digest.update(step);
      parser.write(decode(step));
      const parts = ready;
      ready = [];
      yield* parts;
    }
  parser.write(decode());
  parser.end();
  yield* ready;
  yield { part: 'end', end: { sha256: digest.digest('hex'), ...counts } };
}

/** UTF-8, and nothing that is taken for it. Without bytes, the text is at its end. */
function decoderFor(parser: RecordParser): (bytes?: Uint8Array) => string {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  return (bytes) => {
    let text: string;
    try {
      text = bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
    } catch {
      return parser.fail(bytes === undefined ? 'cut_off' : 'wrong_encoding', 'bytes that are no UTF-8');
    }
    // UTF-16 without a byte order mark.
    return text.includes('\0') ? parser.fail('wrong_encoding', 'a zero byte') : text;
  };
}
