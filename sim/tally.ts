import type { WorldResult } from './run-world.js';

/** So many worlds are run twice, and must come out the same. */
export const EVERY_TWICE = 200;

/** What many worlds came to, added up. */
export class Tally {
  worlds = 0;
  #twice = 0;
  #withOrders = 0;
  #events = 0;
  #orders = 0;
  #faults = 0;
  #withPayouts = 0;
  readonly #passed = new Map<string, number>();
  readonly #types = new Map<string, number>();
  readonly #digests = new Map<number, string>();

  /** Answers the result; as a broken one where its seed gave another trace before. */
  take(result: WorldResult): WorldResult {
    const { seed, digest, events, orders, faults, passed, types } = result;
    const first = this.#digests.get(seed);
    if (seed % EVERY_TWICE === 0) this.#digests.set(seed, digest);
    this.worlds += 1;
    this.#twice += first === undefined ? 0 : 1;
    if (orders > 0) this.#withOrders += 1;
    this.#events += events;
    this.#orders += orders;
    this.#faults += faults.length;
    if ('PayoutPaid' in types) this.#withPayouts += 1;
    addTo(this.#passed, passed);
    addTo(this.#types, Object.entries(types));
    if (first === undefined || first === digest) return result;
    return { ...result, broken: [`the seed gave two traces: ${first} and ${digest}`] };
  }

  /**
   * @param isVerbose names every place where the program was not killed
   * @param isWhole all of it; before what broke a law, its beginning
   */
  *report(isVerbose: boolean, isWhole = true): Generator<string> {
    const once = this.worlds - this.#twice;
    yield this.#twice === 0
      ? `${String(once)} seeds`
      : `${String(once)} seeds, ${String(this.#twice)} of them run twice: each ${String(EVERY_TWICE)}th must come out the same`;
    yield (
      `${String(this.worlds)} worlds, ${String(this.#withOrders)} of them with orders: ${String(this.#orders)} orders, ` +
      `${String(this.#events)} events, ${String(this.#faults)} faults`
    );
    if (!isWhole) return;
    const of = (type: string) => String(this.#types.get(type) ?? 0);
    yield (
      `payouts: ${of('PayoutReserved')} reserved, ${of('PayoutPaid')} paid in ${String(this.#withPayouts)} worlds, ` +
      `${of('PayoutFailed')} failed, ${of('PayoutReturned')} returned, ${of('PayoutLineRefused')} refused, ` +
      `${of('PayoutDiffered')} differed, ${of('PayoutDoubtSettled')} settled by people`
    );
    const never = [...this.#passed].filter(([, crashes]) => crashes === 0).map(([place]) => place);
    yield `killed at ${String(this.#passed.size - never.length)} of ${String(this.#passed.size)} places where it can be`;
    if (never.length > 0)
      yield isVerbose
        ? `not killed: ${never.sort().join(', ')}`
        : `not killed at ${String(never.length)}: --verbose names them`;
    const types = [...this.#types].sort(([, a], [, b]) => b - a);
    yield `events: ${types.map(([type, number]) => `${type} ${String(number)}`).join(', ')}`;
  }
}

function addTo(sums: Map<string, number>, more: Iterable<readonly [string, number]>): void {
  for (const [name, number] of more) sums.set(name, (sums.get(name) ?? 0) + number);
}
