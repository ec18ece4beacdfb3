/** What of it is used here; the package has no types of its own. */
declare module 'bidi-js' {
  interface EmbeddingLevels {
    readonly levels: Uint8Array;
    readonly paragraphs: readonly { readonly start: number; readonly end: number; readonly level: number }[];
  }
  interface Bidi {
    getEmbeddingLevels(text: string): EmbeddingLevels;
    /** For each place from left to right, which character stands there. */
    getReorderedIndices(text: string, levels: EmbeddingLevels): readonly number[];
  }
  function bidiFactory(): Bidi;
  export = bidiFactory;
}
