export type SqlValue = string | number | null;

/** As Stripe's lists take it: seconds since 1970. */
export interface TimeRange {
  readonly gt?: number;
  readonly gte?: number;
  readonly lt?: number;
  readonly lte?: number;
}

export interface PageOptions {
  readonly limit: number;
  readonly startingAfter?: string | undefined;
  readonly endingBefore?: string | undefined;
}

export interface ListOptions extends PageOptions {
  /** The object that those listed belong to: a payment's refunds, a charge's balance transactions. */
  readonly belongsTo?: string | undefined;
  /** Of objects that have a `type`: events, balance transactions. */
  readonly types?: readonly string[] | undefined;
  /** Of events alone. */
  readonly delivered?: boolean | undefined;
  readonly created?: TimeRange | undefined;
  /** Of members by their name; those that are undefined do not matter. */
  readonly members?: Readonly<Record<string, string | undefined>> | undefined;
  /** Of balance transactions alone: those that this payout consists of. */
  readonly payout?: string | undefined;
}

const COMPARED = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const;

/** Selects the bodies of one page and of one object more, from the newest to the oldest, or from an anchor upwards. */
export function listQuery(
  kind: string,
  options: ListOptions,
): { readonly sql: string; readonly values: readonly SqlValue[] } {
  const conditions = ['kind = ?'];
  const values: SqlValue[] = [kind];
  const where = (condition: string, ...bound: readonly SqlValue[]): void => {
    conditions.push(condition);
    values.push(...bound);
  };
  const whereGiven = (condition: string, bound: string | undefined): void => {
    if (bound !== undefined) where(condition, bound);
  };
  whereGiven('belongs_to = ?', options.belongsTo);
  whereGiven('seq > (SELECT seq FROM objects WHERE id = ?)', options.endingBefore);
  whereGiven('seq < (SELECT seq FROM objects WHERE id = ?)', options.startingAfter);
  whereGiven('seq IN (SELECT seq FROM bookings WHERE payout_id = ?)', options.payout);
  for (const [member, value] of Object.entries(options.members ?? {}))
    whereGiven(`body ->> '$.${member}' = ?`, value);
  for (const [name, seconds] of Object.entries(options.created ?? {}))
    where(`body ->> '$.created' ${COMPARED[name as keyof TimeRange]} ?`, seconds as number);
  if (options.types !== undefined)
    where(`body ->> '$.type' IN (${options.types.map(() => '?').join()})`, ...options.types);
  if (options.delivered !== undefined)
    where('id IN (SELECT event_id FROM deliveries WHERE delivered = ?)', options.delivered ? 1 : 0);
  return {
    sql: `SELECT body FROM objects WHERE ${conditions.join(' AND ')}
          ORDER BY seq ${options.endingBefore === undefined ? 'DESC' : 'ASC'} LIMIT ?`,
    values: [...values, options.limit + 1],
  };
}
