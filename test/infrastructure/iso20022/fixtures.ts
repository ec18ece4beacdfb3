import { readFileSync } from 'node:fs';

export const readFixture = (name: string): string =>
  readFileSync(new URL(`../../fixtures/iso20022/${name}`, import.meta.url), 'utf8');

export const bytesOf = (text: string): readonly Uint8Array[] => [new TextEncoder().encode(text)];
