/** `2026-11-26 09:30:00`, in UTC. */
export const atText = (at: string): string => at.slice(0, 19).replace('T', ' ');
