import type { Paper, PaperPrinter } from '../../application/ports/paper.js';

export class PdfPrinter implements PaperPrinter {
  readonly mediaType = 'application/pdf';

  /** What draws it takes long to load: only when something is printed. */
  async print(paper: Paper): Promise<Buffer> {
    const { pdfOf } = await import('./pdf-document.js');
    return pdfOf(paper);
  }
}
