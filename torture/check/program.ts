import { setTimeout as pause } from 'node:timers/promises';
import type { RecordedEvent } from '../../src/application/ports/event-store.js';
import { ApiClient, type Caller } from '../../src/interfaces/cli/demo/api-client.js';
import { grouped } from './grouped.js';

const CATCH_UP_MS = 60_000;
const POLL_MS = 100;

interface Place {
  readonly name: string;
  readonly state: string;
  readonly position?: string;
  readonly caught_up: boolean;
  readonly trouble?: unknown;
}

interface Status {
  readonly last_position?: string;
  readonly projections: readonly Place[];
  readonly processes: readonly Place[];
}

interface Page {
  readonly data: readonly { readonly event_id: string }[];
  readonly next_cursor?: string;
}

/** Who looks at everything. */
export class Inspector {
  private constructor(
    readonly apis: readonly ApiClient[],
    readonly admin: Caller,
    readonly finance: Caller,
  ) {}

  static async at(urls: readonly string[]): Promise<Inspector> {
    const apis = urls.map((url) => new ApiClient(url, () => undefined));
    const [first] = apis;
    if (first === undefined) throw new Error('there is no instance');
    return new Inspector(apis, await personOf(first, 'admin'), await personOf(first, 'finance'));
  }

  get api(): ApiClient {
    const [first] = this.apis;
    if (first === undefined) throw new Error('there is no instance');
    return first;
  }

  person(name: string, role: string): Promise<NonNullable<Caller>> {
    return personOf(this.api, role, name);
  }

  /** Waits until every read model and every process has all that is in the log. @returns what did not come to it */
  async untilCaughtUp(): Promise<readonly string[]> {
    const giveUpAtMs = performance.now() + CATCH_UP_MS;
    for (;;) {
      const behind = await this.behind();
      if (behind.length === 0 || performance.now() > giveUpAtMs) return behind;
      await pause(POLL_MS);
    }
  }

  /** What the audit trail lacks of the log, and what it has twice or too much. */
  async differencesFromLog(log: readonly RecordedEvent[]): Promise<readonly string[]> {
    const listed = grouped(await this.auditedIds(), (id) => id);
    const logged = new Set(log.map(({ id }) => id));
    return [
      ...log
        .filter(({ id }) => !listed.has(id))
        .map(({ id, type, position }) => `the audit trail lacks ${type} ${id} at ${String(position)}`),
      ...[...listed.keys()]
        .filter((id) => !logged.has(id))
        .map((id) => `the audit trail has ${id}, which is not in the log`),
      ...[...listed.values()]
        .filter((ids) => ids.length > 1)
        .map((ids) => `the audit trail has ${String(ids[0])} ${String(ids.length)} times`),
    ];
  }

  private async auditedIds(): Promise<readonly string[]> {
    const ids: string[] = [];
    let after = '';
    for (;;) {
      const page: Page = await this.api.query<Page>(this.finance, `/v1/audit?limit=100${after}`);
      ids.push(...page.data.map(({ event_id }) => event_id));
      if (page.next_cursor === undefined) return ids;
      after = `&starting_after=${encodeURIComponent(page.next_cursor)}`;
    }
  }

  /** Who is driven elsewhere says so, and is asked for there. */
  private async behind(): Promise<readonly string[]> {
    const answers = await Promise.all(
      this.apis.map((api) => api.query<Status>(this.admin, '/v1/projections')),
    );
    const places = answers.flatMap(({ last_position: last = '0', projections, processes }) =>
      [...projections, ...processes].map((place) => ({ ...place, last: BigInt(last) })),
    );
    const isThere = ({ position = '0', caught_up, last }: Place & { readonly last: bigint }) =>
      caught_up && BigInt(position) >= last;
    return [...grouped(places, ({ name }) => name)]
      .filter(([, those]) => !those.some(isThere))
      .map(([name, those]) => `${name} does not catch up: ${JSON.stringify(those, withoutBigints)}`);
  }
}

async function personOf(api: ApiClient, role: string, name = role): Promise<NonNullable<Caller>> {
  const request = { subject: name, roles: [role] };
  const { token } = await api.command<{ readonly token: string }>(undefined, '/v1/dev/tokens', request);
  return { name, token };
}

const withoutBigints = (_: string, value: unknown): unknown =>
  typeof value === 'bigint' ? String(value) : value;
