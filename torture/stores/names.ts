/** Where the program keeps its log and its read models; `instances`: outside, and several processes share them. */
export const ENGINES = ['embedded', 'eventstoredb', 'mongodb', 'instances'] as const;
export type EngineName = (typeof ENGINES)[number];
