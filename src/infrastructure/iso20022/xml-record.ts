import { BankFileUnreadableError } from '../../application/ports/bank-file-unreadable.js';

/** The text of one element, with its currency where it has one. */
export interface Leaf {
  readonly text: string;
  readonly currency: string | undefined;
  readonly line: number;
}

/** More of one element, such as lines of text, are not kept. */
const MAX_KEPT = 20;

/** An element of which only the named texts below it are kept, by their path from it (`Acct/Id/IBAN`). */
export class XmlRecord {
  private readonly leaves = new Map<string, Leaf[]>();

  constructor(
    /** From the element below `Document` on. */
    readonly path: string,
    readonly line: number,
    /** The innermost record around it. */
    readonly parent: XmlRecord | undefined,
  ) {}

  leaf(path: string): Leaf | undefined {
    return this.leaves.get(path)?.[0];
  }

  text(path: string): string | undefined {
    return this.leaf(path)?.text;
  }

  texts(path: string): readonly string[] {
    return this.all(path).map(({ text }) => text);
  }

  all(path: string): readonly Leaf[] {
    return this.leaves.get(path) ?? [];
  }

  /** @throws BankFileUnreadableError when it is there, and there can be one only */
  add(path: string, leaf: Leaf, many: boolean): void {
    const present = this.leaves.get(path);
    if (present === undefined) this.leaves.set(path, [leaf]);
    else if (!many)
      throw new BankFileUnreadableError('repeated_element', leaf.line, `${this.path}/${path} twice`);
    else if (present.length < MAX_KEPT) present.push(leaf);
  }

  /** @throws BankFileUnreadableError where it is not there */
  needed(path: string): Leaf {
    const leaf = this.leaf(path);
    if (leaf === undefined)
      throw new BankFileUnreadableError('missing_element', this.line, `${this.path} without ${path}`);
    return leaf;
  }

  /** @throws BankFileUnreadableError where there is no record around it, which the message's definition rules out */
  get owner(): XmlRecord {
    if (this.parent === undefined)
      throw new BankFileUnreadableError('missing_element', this.line, `${this.path} outside of its place`);
    return this.parent;
  }
}

/** @throws BankFileUnreadableError where it was there before */
export function once(before: XmlRecord | undefined, record: XmlRecord): XmlRecord {
  if (before !== undefined)
    throw new BankFileUnreadableError('repeated_element', record.line, `${record.path} twice`);
  return record;
}

/** @throws BankFileUnreadableError where it is not, or not yet */
export function present(record: XmlRecord | undefined, path: string, line: number): XmlRecord {
  if (record === undefined) throw new BankFileUnreadableError('missing_element', line, `no ${path}`);
  return record;
}
