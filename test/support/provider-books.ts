import type { List } from './api-client.js';
import type { TestServer } from './server.js';

/** What the payment provider has moved. */
export async function movedBy({
  sandbox,
}: TestServer): Promise<{ readonly charges: number; readonly refunds: number }> {
  const response = await fetch(`${sandbox.url}/v1/balance_transactions?limit=100`, {
    headers: { authorization: `Bearer ${sandbox.apiKey}` },
  });
  const { data } = (await response.json()) as List<{ readonly type: string }>;
  const count = (type: string) => data.filter((moved) => moved.type === type).length;
  return { charges: count('charge'), refunds: count('refund') };
}
