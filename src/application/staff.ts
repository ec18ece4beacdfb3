import type { Actor } from './events/metadata.js';

/** Whether somebody acts for the platform, and may see what is not their own. */
export function isStaff({ role }: Actor): boolean {
  switch (role) {
    case 'finance':
    case 'support':
    case 'admin':
    case 'system':
      return true;
    case 'fan':
    case 'creator':
      return false;
  }
}
