import type { Caller, Json } from './api-client.js';
import { advance } from './marketplace.js';
import type { TestServer } from './server.js';
import { until } from './until.js';

export type Run = Json & {
  readonly status: string;
  readonly run: number;
  readonly taken_in: number;
  readonly case_ids: readonly string[];
  readonly totals: readonly {
    readonly section: string;
    readonly objects: number;
    readonly amount_minor: number;
  }[];
};

/** Longer than what is minutes old is left alone. */
const A_WHILE_S = 20 * 60;

/** The day, compared when nothing of it is too young for that. */
export async function reconciledDay(day: string, finance: Caller): Promise<Run> {
  await advance(finance.api, A_WHILE_S);
  await finance.post('/v1/reconciliations', { day });
  const found = () => finance.get<Run>(`/v1/reconciliations/${day}`);
  return until(found, ({ status }) => status === 'finished', 30_000);
}

export const casesOf = (run: Run, finance: Caller): Promise<readonly Json[]> =>
  Promise.all(run.case_ids.map((id) => finance.get<Json>(`/v1/cases/${id}`)));

/** All that it has of ours, to be had now or later. */
export async function balanceAtProvider({ server }: TestServer): Promise<number> {
  const [total] = await server.engines.books.balance();
  return Number((total?.availableMinor ?? 0n) + (total?.pendingMinor ?? 0n));
}
