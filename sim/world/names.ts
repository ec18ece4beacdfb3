const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const ID = new RegExp(`\\b(ord|fan|cre|quo|vid|pay|run|dst|cas)_${UUID}|\\b[0-9a-f]{64}\\b`, 'g');

const WORDS: Readonly<Record<string, string>> = {
  ord: 'order',
  fan: 'fan',
  cre: 'creator',
  quo: 'quote',
  vid: 'video',
  pay: 'payout',
  run: 'run',
  dst: 'destination',
  cas: 'case',
};
/** By the digest of its bytes. */
const FILE = 'file';

/** `fan-2` for an id, in the order in which they are met: a reader can keep them apart. */
export class Names {
  readonly #names = new Map<string, string>();
  readonly #counts = new Map<string, number>();

  in(text: string): string {
    const named = text.replace(
      ID,
      (id, prefix: string | undefined) => this.#names.get(id) ?? this.newName(id, prefix),
    );
    // A stream has the name of what it is about.
    return named.replace(/\b(order|fan|creator|quote)-(\1-\d+)/g, '$2');
  }

  private newName(id: string, prefix: string | undefined): string {
    const word = prefix === undefined ? FILE : (WORDS[prefix] ?? prefix);
    const number = (this.#counts.get(word) ?? 0) + 1;
    this.#counts.set(word, number);
    const name = `${word}-${String(number)}`;
    this.#names.set(id, name);
    return name;
  }
}

const NAME = /\b(?:order|fan|creator|quote|video|payout|run|case)-\d+\b/g;

/** As the provider names its things, and as days are named. */
const OBJECT = /\b(?:pi|ch|re|dp|tr|evt)_\d+\b|\b\d{4}-\d\d-\d\d\b(?!T)/g;

/** An event that came into the log ends with its id. */
const EVENT = new RegExp(`\\((${UUID})\\)$`);
const UUIDS = new RegExp(UUID, 'g');

const namesIn = (text: string): readonly string[] => text.match(NAME) ?? [];
const objectsIn = (text: string): readonly string[] => text.match(OBJECT) ?? [];

/** The lines about what a broken law names, without those of everybody else. */
export function historyOf(broken: readonly string[], lines: readonly string[]): readonly string[] {
  const told = broken.join(' ');
  const named = namesIn(told);
  // Where it names nothing of ours, it is about the orders of what it names.
  const objects = new Set(named.length > 0 ? [] : objectsIn(told));
  const isOfObject = (line: string): boolean => objectsIn(line).some((object) => objects.has(object));
  const all = [...named, ...lines.filter(isOfObject).flatMap(namesIn)];
  // An order tells more than the many things that its people do.
  const orders = all.filter((name) => name.startsWith('order-'));
  const subjects = new Set(orders.length > 0 ? orders : named);
  const isAbout = (line: string): boolean =>
    isOfObject(line) || namesIn(line).some((name) => subjects.has(name));
  const events = new Set(lines.filter(isAbout).flatMap((line) => EVENT.exec(line)?.[1] ?? []));
  // What failed on one of its events, and that nobody had the reply that stands there.
  const isOfEvent = (line: string): boolean => (line.match(UUIDS) ?? []).some((id) => events.has(id));
  const isOfReply = (line: string, before = ''): boolean => {
    const [, point] = / after (.+)$/.exec(line) ?? [];
    return point !== undefined && before.includes(` asks to ${point} `) && isAbout(before);
  };
  return lines.filter((line, index) => isAbout(line) || isOfEvent(line) || isOfReply(line, lines[index - 1]));
}
