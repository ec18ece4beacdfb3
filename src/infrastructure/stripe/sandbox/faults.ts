/**
 * What can go wrong with one request, as seen by who sent it:
 * - `error_500`: it is done, the answer is a 500, and Stripe repeats that 500 for the key;
 * - `error_500_undone`: the same answer, also repeated for the key, and nothing is done;
 * - `cut_before`, `cut_after`: the connection breaks with nothing done, or with all of it done;
 * - `hang_before`, `hang_after`: the same without a word, until the client gives up;
 * - `rate_limit`: 429, nothing done.
 */
export const FAULTS = [
  'error_500',
  'error_500_undone',
  'cut_before',
  'cut_after',
  'hang_before',
  'hang_after',
  'rate_limit',
] as const;
export type Fault = (typeof FAULTS)[number];

export interface PlannedFault {
  readonly fault: Fault;
  /** Only requests of this operation (`refunds.create`); any request without it. */
  readonly operation?: string;
  /** How many requests it befalls. The SDK by itself repeats a request whose connection was closed once. */
  readonly times?: number;
}

/** Faults in wait for requests. Forgotten when the sandbox stops. */
export class FaultPlan {
  #planned: { fault: Fault; operation: string | undefined; left: number }[] = [];

  plan({ fault, operation, times = 1 }: PlannedFault): void {
    this.#planned.push({ fault, operation, left: times });
  }

  clear(): void {
    this.#planned = [];
  }

  /** The fault that befalls a request of this operation, used up by it. */
  take(operation: string): Fault | undefined {
    const next = this.#planned.find(
      (planned) => planned.operation === undefined || planned.operation === operation,
    );
    if (next === undefined) return undefined;
    next.left -= 1;
    this.#planned = this.#planned.filter(({ left }) => left > 0);
    return next.fault;
  }
}
