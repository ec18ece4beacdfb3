import bidiFactory from 'bidi-js';

const bidi = bidiFactory();

/**
 * The parts of a line in the order in which they stand on paper, from left to right (Unicode's UAX #9). Within a part all characters
 * run the same way, which the font follows by itself.
 */
export function partsOfLine(line: string): readonly string[] {
  const { levels, paragraphs } = bidi.getEmbeddingLevels(line);
  const parts = [...sameWay(levels, line)];
  if (parts.length < 2) return [line];
  const places = new Map(
    bidi.getReorderedIndices(line, { levels, paragraphs }).map((from, place) => [from, place]),
  );
  const placeOf = ({ start, end }: Part): number =>
    Math.min(places.get(start) ?? start, places.get(end - 1) ?? end);
  return parts
    .sort((one, other) => placeOf(one) - placeOf(other))
    .map(({ start, end }) => line.slice(start, end));
}

interface Part {
  readonly start: number;
  readonly end: number;
}

function* sameWay(levels: Uint8Array, { length }: string): Iterable<Part> {
  let start = 0;
  for (let end = 1; end <= length; end += 1) {
    if (end < length && levels[end] === levels[start]) continue;
    yield { start, end };
    start = end;
  }
}
