/** A document for people, page by page: words and tables, and nothing of how it looks. */
export interface Paper {
  readonly title: string;
  /** What the document stands for: it carries this time and no other, so that the same content is the same bytes. */
  readonly asOf: string;
  /** On every page. */
  readonly footer: string;
  readonly sections: readonly PaperSection[];
}

export interface PaperSection {
  readonly heading: string;
  readonly blocks: readonly PaperBlock[];
}

export type PaperBlock =
  | { readonly is: 'text'; readonly text: string }
  /** Widths are parts of the page's, by which columns share it. */
  | {
      readonly is: 'table';
      /** The first row says what the columns are. */
      readonly hasHead: boolean;
      readonly widths: readonly number[];
      readonly rows: readonly (readonly string[])[];
    };

/** Makes a file of it that can be read for good, with the fonts inside. */
export abstract class PaperPrinter {
  abstract readonly mediaType: string;
  /** The same paper is printed the same, byte by byte. */
  abstract print(paper: Paper): Promise<Buffer>;
}
