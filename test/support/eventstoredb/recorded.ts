import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FILE = fileURLToPath(new URL('../../fixtures/eventstoredb/behaviour.txt', import.meta.url));
const LINE = /^(OK|ERR) +(.+?) => (.*)$/;
const RECORDED_PREFIX = /p1795380331812/g;

export interface Answer {
  readonly outcome: 'OK' | 'ERR';
  /** The recorded JSON, or text where it was recorded as such. */
  readonly value: unknown;
}

/** What a real node of 24.6 answered, by the words under which each call was recorded; names of streams begin with `p`. */
export function recordedAnswers(): ReadonlyMap<string, Answer> {
  const answers = new Map<string, Answer>();
  for (const line of readFileSync(FILE, 'utf8').split('\n')) {
    const [, outcome, label, value] = LINE.exec(line) ?? [];
    if (outcome === undefined || label === undefined || value === undefined) continue;
    const text = value.replace(RECORDED_PREFIX, 'p');
    answers.set(label, { outcome: outcome as Answer['outcome'], value: comparable(parsed(text)) });
  }
  return answers;
}

/** Performs a call, and answers it as the recording does. */
export async function answerOf(call: () => Promise<unknown>, prefix: string): Promise<Answer> {
  const plain = (value: unknown) =>
    comparable(parsed(typeof value === 'string' ? value : json(value).replaceAll(prefix, 'p')));
  try {
    return { outcome: 'OK', value: plain(await call()) };
  } catch (error) {
    const failure = error as Error;
    const { constructor, message } = failure;
    return { outcome: 'ERR', value: plain({ ...failure, class: constructor.name, message }) };
  }
}

/** Offsets differ from log to log; what is left of them is which ones are the same, and that is asked for separately. */
function comparable(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const kept = Object.entries(value as Record<string, unknown>).filter(([name]) => !IGNORED.has(name));
  return Object.fromEntries(
    kept.map(([name, field]) => [name, name === 'position' ? field !== undefined : field]),
  );
}

/** How Kestrel words its headers, and the client's own copy of the error. */
const IGNORED = new Set(['_raw', 'rawCode', 'rawDetails', 'rawMeta']);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

const json = (value: unknown): string =>
  JSON.stringify(value, (_, field: unknown) => (typeof field === 'bigint' ? `${String(field)}n` : field));
