/** What is done to the program. */
export const HARMS = ['kill', 'freeze', 'disk', 'cut'] as const;
export type HarmName = (typeof HARMS)[number];
