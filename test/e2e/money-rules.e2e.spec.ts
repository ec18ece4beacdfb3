import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { shoutoutsCodec } from '../../src/application/events/event-codec.js';
import { MONEY_RULES } from '../../src/domain/money-rules/rules.js';
import { someContext } from '../application/read-side.js';
import { APPROVED, PROPOSED } from '../domain/money-rules/payout-story.js';
import { MemorySubjectKeys } from '../support/memory-subject-keys.js';
import { realRandom } from '../support/real-random.js';
import { runServer, type TestServer } from '../support/server.js';
import { readText } from '../docs/markdown.js';
import { until } from '../support/until.js';

describe('a money rule that is broken while the program runs', () => {
  let running: TestServer;
  beforeAll(async () => {
    running = await runServer({ METRICS_PORT: '0' });
  });
  afterAll(() => running.end());

  async function metrics(): Promise<string> {
    const response = await fetch(`http://127.0.0.1:${String(running.server.metricsPort)}/metrics`);
    return response.text();
  }

  it('is asked for by alerts whose metrics there are', async () => {
    const alerts = readText('deploy/prometheus/alerts.yaml');
    const asked = new Set(alerts.match(/shoutouts_[a-z_]+(?=[{ )])/g));
    expect(asked.size).toBe(5);
    const served = await metrics();
    for (const name of asked) expect(served).toContain(`# TYPE ${name} `);
  });

  it('shows in the metrics, by its name', async () => {
    const kept = await metrics();
    for (const rule of Object.keys(MONEY_RULES))
      expect(kept).toContain(`shoutouts_money_rules_broken{rule="${rule}"} 0`);
    const own = { ...APPROVED, data: { ...APPROVED.data, approvedBy: PROPOSED.data.proposedBy } };
    const codec = shoutoutsCodec(new MemorySubjectKeys());
    const events = await codec.encode([PROPOSED, own], someContext(), realRandom);
    await running.server.engines.store.append('payout_run-run_1', 'no_stream', events);
    const broken = await until(metrics, (now) => now.includes('{rule="run_by_two"} 1'));
    expect(broken).toContain('shoutouts_money_rules_broken{rule="held_in_full"} 0');
    expect(broken).toContain('shoutouts_process_in_trouble{process="money_rules"} 0');
    expect(broken).toContain('shoutouts_process_lag_events{process="money_rules"} ');
  });
});
