import type { Columns, Facts, Row, TableFoot, TablePart } from '../../application/reports/table.js';

export interface TableHead {
  readonly about: Facts;
  readonly columns: Columns;
}

/** A table for writers that ask for so many rows at a time. */
export class RowSource {
  readonly #parts: AsyncIterator<TablePart>;
  #waiting: readonly Row[] = [];
  #foot: TableFoot | undefined;

  constructor(table: AsyncIterable<TablePart>) {
    this.#parts = table[Symbol.asyncIterator]();
  }

  /** To be asked first. */
  async head(): Promise<TableHead> {
    const { value } = (await this.#parts.next()) as { readonly value?: TablePart };
    if (value?.part !== 'head') throw new Error('a table begins with its head');
    return value;
  }

  /** So many, or all that are left: none at the end. */
  async take(most: number): Promise<readonly Row[]> {
    while (this.#waiting.length < most && (await this.#more()));
    const taken = this.#waiting.slice(0, most);
    this.#waiting = this.#waiting.slice(most);
    return taken;
  }

  /** Once nothing is left. */
  get foot(): TableFoot {
    if (this.#foot === undefined) throw new Error('a table ends with its foot');
    return this.#foot;
  }

  /** Nobody asks any more. */
  async close(): Promise<void> {
    await this.#parts.return?.();
  }

  async #more(): Promise<boolean> {
    if (this.#foot !== undefined) return false;
    const { value } = (await this.#parts.next()) as { readonly value?: TablePart };
    if (value?.part === 'rows') this.#waiting = [...this.#waiting, ...value.rows];
    else if (value?.part === 'foot') this.#foot = value;
    else throw new Error('a table ends with its foot');
    return true;
  }
}
