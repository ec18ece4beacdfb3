const WIDTH = 100;

/** Breaks a text into lines, all but the first of them indented like what stands before it. */
export function wrapped(first: string, text: string): string {
  const indent = ' '.repeat(first.length);
  const lines: string[] = [];
  let line = first;
  for (const word of text.split(' ')) {
    if (line.length + word.length + 1 > WIDTH) {
      lines.push(line);
      line = indent;
    }
    line += line === indent || line === first ? word : ` ${word}`;
  }
  return [...lines, line].join('\n');
}

/** Rows in columns, each as wide as its widest cell; those that are named stand at the right of theirs. */
export function inColumns(
  rows: readonly (readonly string[])[],
  { indent = '', right = [] as readonly number[] } = {},
): readonly string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const padded = (cell: string, column: number): string =>
    right.includes(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0);
  return rows.map((row) => `${indent}${row.map(padded).join('  ')}`.trimEnd());
}
