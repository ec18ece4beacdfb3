/**
 * Breaks text into lines that are no wider than `width`; words that are wider by themselves are cut. Words are measured one by one, since
 * the same ones come again.
 */
export function linesOf(text: string, width: number, widthOf: (text: string) => number): readonly string[] {
  return text.split(/\r\n|[\n\r\u2028\u2029]/).flatMap((paragraph) => {
    const lines: string[] = [];
    let line = '';
    let lineWidth = 0;
    for (const word of paragraph.split(/(?<=[ \t])/).flatMap((word) => cut(word, width, widthOf))) {
      if (line !== '' && lineWidth + widthOf(word.trimEnd()) > width) {
        lines.push(line.trimEnd());
        line = '';
        lineWidth = 0;
      }
      line += word;
      lineWidth += widthOf(word);
    }
    return [...lines, line.trimEnd()];
  });
}

function cut(word: string, width: number, widthOf: (text: string) => number): readonly string[] {
  if (widthOf(word.trimEnd()) <= width) return [word];
  const pieces: string[] = [];
  let piece = '';
  let pieceWidth = 0;
  for (const character of word) {
    if (piece !== '' && pieceWidth + widthOf(character) > width) {
      pieces.push(piece);
      piece = '';
      pieceWidth = 0;
    }
    piece += character;
    pieceWidth += widthOf(character);
  }
  return [...pieces, piece];
}
