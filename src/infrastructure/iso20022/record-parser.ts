import { SaxesParser, type SaxesTagNS } from 'saxes';
import {
  BankFileUnreadableError,
  type BankFileUnreadableCode,
} from '../../application/ports/bank-file-unreadable.js';
import { XmlRecord } from './xml-record.js';

/** The elements of a message that are records, by their path below `Document`, each with the texts to keep: `*` for many. */
export type RecordPaths = Readonly<Record<string, readonly string[]>>;

export interface MessageReader {
  readonly records: RecordPaths;
  /** A record is complete: called for the inner ones first. */
  closed(record: XmlRecord): void;
  /** The document is complete. */
  ended(): void;
}

/** The messages have some 15 levels; what a bank adds to them gets room. */
const MAX_DEPTH = 64;
/** Without the start or the end of an element; the longest text of the messages has 500 characters. */
const MAX_QUIET_CHARACTERS = 1_048_576;

interface Wanted {
  readonly leaf: string;
  readonly many: boolean;
}

interface Collected {
  readonly wanted: Wanted;
  readonly depth: number;
  readonly line: number;
  readonly currency: string | undefined;
  text: string;
}

/** Reads XML as it comes and hands out records; what is not asked for is not kept. */
export class RecordParser {
  private readonly parser = new SaxesParser({ xmlns: true });
  private readonly paths: string[] = [];
  private readonly records: XmlRecord[] = [];
  private wanted = new Map<string, Wanted>();
  private reader: MessageReader | undefined;
  private namespace = '';
  private collected: Collected | undefined;
  private quietCharacters = 0;
  private ending = false;

  constructor(private readonly readerOf: (namespace: string) => MessageReader | undefined) {
    this.parser.on('error', ({ message }) => this.fail(this.ending ? 'cut_off' : 'malformed', message));
    this.parser.on('xmldecl', ({ encoding }) => {
      if (encoding !== undefined && encoding.toLowerCase() !== 'utf-8') this.fail('wrong_encoding', encoding);
    });
    this.parser.on('doctype', () => this.fail('doctype', 'a DOCTYPE'));
    this.parser.on('opentag', (tag) => this.open(tag));
    this.parser.on('closetag', () => this.close());
    this.parser.on('text', (text) => this.append(text));
    this.parser.on('cdata', (text) => this.append(text));
  }

  /** @throws BankFileUnreadableError */
  write(text: string): void {
    this.quietCharacters += text.length;
    this.parser.write(text);
    if (this.quietCharacters > MAX_QUIET_CHARACTERS) this.fail('over_limit', 'a part without an end');
  }

  /** The file has no more bytes. @throws BankFileUnreadableError where the document has no end yet */
  end(): void {
    this.ending = true;
    this.parser.close();
    this.reader?.ended();
  }

  fail(code: BankFileUnreadableCode, detail: string): never {
    throw new BankFileUnreadableError(code, this.parser.line, detail);
  }

  private open(tag: SaxesTagNS): void {
    this.quietCharacters = 0;
    this.collected = undefined;
    if (this.reader === undefined) return this.begin(tag);
    if (this.paths.length >= MAX_DEPTH) this.fail('over_limit', 'elements too deep in each other');
    const above = this.paths.at(-1);
    // What a bank adds in a namespace of its own has no place among the elements of the message.
    const name = tag.uri === this.namespace ? tag.local : '?';
    const path = above === undefined ? name : `${above}/${name}`;
    this.paths.push(path);
    if (Object.hasOwn(this.reader.records, path))
      this.records.push(new XmlRecord(path, this.parser.line, this.records.at(-1)));
    const wanted = this.wanted.get(path);
    if (wanted !== undefined) this.collect(wanted, tag.attributes['Ccy']?.value);
  }

  private begin({ local, uri }: SaxesTagNS): void {
    const reader = local === 'Document' ? this.readerOf(uri) : undefined;
    if (reader === undefined)
      this.fail('unsupported_message', `${local} of ${uri === '' ? 'no namespace' : uri}`);
    this.reader = reader;
    this.namespace = uri;
    for (const [record, leaves] of Object.entries(reader.records))
      for (const name of leaves) {
        const leaf = name.replace('*', '');
        this.wanted.set(`${record}/${leaf}`, { leaf, many: leaf !== name });
      }
  }

  private collect(wanted: Wanted, currency: string | undefined): void {
    this.collected = { wanted, depth: this.paths.length, line: this.parser.line, currency, text: '' };
  }

  private append(text: string): void {
    if (this.collected?.depth === this.paths.length) this.collected.text += text;
  }

  private close(): void {
    this.quietCharacters = 0;
    const path = this.paths.pop();
    if (this.collected !== undefined) {
      const { wanted, line, currency, text } = this.collected;
      this.records.at(-1)?.add(wanted.leaf, { text: text.trim(), currency, line }, wanted.many);
      this.collected = undefined;
    }
    const record = this.records.at(-1);
    if (record !== undefined && record.path === path) {
      this.records.pop();
      this.reader?.closed(record);
    }
  }
}
