/** From this length on, another program's name is hardly so near by chance. */
const LONG_NAME_LENGTH = 8;

/**
 * Which setting a name is a slip of, if any. Environments are shared with other programs, so only what is very near counts; and
 * nothing is near to a setting that was given, since whoever gave that one knows how it is written.
 */
export function settingMeantBy(
  name: string,
  settings: readonly string[],
  isGiven: (setting: string) => boolean,
): string | undefined {
  if (settings.includes(name)) return undefined;
  const mostEdits = (setting: string) => (setting.length < LONG_NAME_LENGTH ? 1 : 2);
  return settings.find(
    (setting) => !isGiven(setting) && isNear(name.toUpperCase(), setting, mostEdits(setting)),
  );
}

/** Whether so many letters put in, left out, exchanged, or swapped with the next one make the same of both. */
function isNear(one: string, other: string, edits: number): boolean {
  if (Math.abs(one.length - other.length) > edits) return false;
  if (one === '') return true;
  if (one[0] === other[0]) return isNear(one.slice(1), other.slice(1), edits);
  const isSwapped = one[0] === other[1] && one[1] === other[0];
  return (
    edits > 0 &&
    (isNear(one.slice(1), other, edits - 1) ||
      isNear(one, other.slice(1), edits - 1) ||
      isNear(one.slice(1), other.slice(1), edits - 1) ||
      (isSwapped && isNear(one.slice(2), other.slice(2), edits - 1)))
  );
}
