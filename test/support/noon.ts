import type { SandboxControl } from '../../src/infrastructure/stripe/sandbox/sandbox-control.js';
import type { ApiClient } from './api-client.js';
import { advance } from './marketplace.js';

const DAY_MS = 86_400_000;

/** Long enough before midnight for any test: the noon of tomorrow, in UTC. */
const nextNoonMs = (): number => (Math.floor(Date.now() / DAY_MS) + 1.5) * DAY_MS;

const secondsUntil = (ms: number): number => Math.ceil((ms - Date.now()) / 1_000);

/** Moves the provider's clock to a noon, so that no test is at two days. @returns that day */
export async function noonAtProvider(control: SandboxControl): Promise<string> {
  const noonMs = nextNoonMs();
  await control.advanceClock(secondsUntil(noonMs));
  return dayAfter(noonMs, 0);
}

/** The same, and the program's clock as well. */
export async function noonForBoth(api: ApiClient, control: SandboxControl): Promise<string> {
  const day = await noonAtProvider(control);
  await advance(api, secondsUntil(nextNoonMs()));
  return day;
}

export const dayAfter = (day: string | number, days: number): string =>
  new Date(new Date(day).getTime() + days * DAY_MS).toISOString().slice(0, 'YYYY-MM-DD'.length);
