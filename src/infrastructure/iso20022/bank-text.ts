/**
 * Text as banks take it in every country: the basic Latin set of SWIFT and of the European Payments Council (EPC217-08).
 * The table is our own and fixed, for a file that is made again must have the same bytes; see docs/decisions/0028.
 */
const TAKEN = /^[A-Za-z0-9/\-?:().,'+ ]*$/;

/** Latin letters that are no letter with a mark upon it: as passports have them (ICAO 9303), others by their likeness. */
const LETTERS: Readonly<Record<string, string>> = {
  ...{ ı: 'i', ß: 'ss', æ: 'ae', ø: 'oe', œ: 'oe', đ: 'd', ð: 'd', þ: 'th', ł: 'l', ħ: 'h', ŋ: 'n', ŧ: 't' },
  ...{ ĸ: 'q', ə: 'e', ǝ: 'e', ɛ: 'e', ɔ: 'o', ɓ: 'b', ɗ: 'd', ƙ: 'k', ƴ: 'y', ƒ: 'f' },
};

const SIGNS: Readonly<Record<string, string>> = {
  ...{ '&': '+', '@': '(at)', _: '-', ';': ',', '\u2044': '/' },
  ...Object.fromEntries(Array.from('\u2010\u2012\u2013\u2014\u2212', (dash) => [dash, '-'])),
  ...Object.fromEntries(Array.from('`"‘’“”„ʹʻʼʾʿ', (quote) => [quote, "'"])),
};

/** The text in the bank's characters, and whether letters or digits were lost that have no form there. */
export interface BankText {
  readonly text: string;
  readonly lost: boolean;
}

/**
 * Marks go from their letters (`ş` is `s`), signs that have no likeness become a space, spaces become one. A letter or a digit
 * of another script becomes a dot.
 */
export function bankText(original: string, maxLength: number): BankText {
  let lost = false;
  const written = Array.from(plain(original), (character) => {
    if (TAKEN.test(character)) return character;
    const known = SIGNS[character] ?? letterOf(character);
    if (known !== undefined) return known;
    if (!/[\p{L}\p{N}]/u.test(character)) return ' ';
    lost = true;
    return '.';
  });
  return { text: cut(written.join(''), maxLength), lost };
}

/** Whether it is an identifier that banks take as it stands: 35 characters, and no slash where SWIFT reads one as a code. */
export const isBankIdentifier = (text: string): boolean =>
  text.length > 0 && text.length <= 35 && TAKEN.test(text) && !/^[/ ]|[/ ]$|\/\/| {2}/.test(text);

function letterOf(character: string): string | undefined {
  const lower = character.toLowerCase();
  return lower === character ? LETTERS[lower] : LETTERS[lower]?.toUpperCase();
}

/** Composed signs apart from their marks, without marks and without what is written but not seen. */
function plain(text: string): string {
  const spaced = text.replaceAll('´', "'");
  return spaced.normalize('NFKD').replace(/[\p{M}\p{Cf}]/gu, '');
}

const cut = (text: string, maxLength: number): string =>
  text.replace(/ +/g, ' ').trim().slice(0, maxLength).trimEnd();
