import { ERASED } from '../../events/personal-field.js';

/** Where something personal stood that nobody can read any more: `brief`, `messages.0.message`. */
export const forgottenIn = (value: unknown, place: readonly string[] = []): readonly string[] => {
  if (value === ERASED) return [place.join('.')];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => forgottenIn(member, [...place, name]));
};
