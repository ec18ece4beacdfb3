import { PLACES } from '../points/places.js';

const SIDES = ['before', 'after'] as const;

/** At which steps of a payout and of a refund the program was stopped, and how often. */
export class Stops {
  readonly #times = new Map<string, number>(
    [...new Set(PLACES.flatMap(({ steps }) => steps))].flatMap((step) =>
      SIDES.map((side) => [`${side} ${step}`, 0] as const),
    ),
  );

  /** Where it has not been stopped so often yet. */
  fewerThan(times: number): readonly string[] {
    return [...this.#times].filter(([, so]) => so < times).map(([point]) => point);
  }

  count(point: string): void {
    this.#times.set(point, (this.#times.get(point) ?? 0) + 1);
  }

  get total(): number {
    return [...this.#times.values()].reduce((sum, times) => sum + times, 0);
  }

  get summary(): string {
    const hit = this.#times.size - this.fewerThan(1).length;
    return `stopped ${String(this.total)} times, at ${String(hit)} of ${String(this.#times.size)} steps of payouts and refunds`;
  }

  /** Once the story was told to its end. */
  get lines(): readonly string[] {
    const steps = [...new Set([...this.#times.keys()].map((point) => point.slice(point.indexOf(' ') + 1)))];
    const missed = this.fewerThan(1);
    const width = Math.max(...steps.map(({ length }) => length));
    return [
      ...steps.map((step) => {
        const sides = SIDES.map((side) => `${side} ${String(this.#times.get(`${side} ${step}`) ?? 0)}`);
        return `  ${step.padEnd(width)}  ${sides.join('  ')}`;
      }),
      ...(missed.length === 0 ? [] : [`never stopped at: ${missed.join(', ')}`]),
    ];
  }
}
