/** The same text for the same JSON value, whatever the order of its members. */
export const canonicalJson = (value: unknown): string => JSON.stringify(value, sortMembers);

function sortMembers(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
