import { performance } from 'node:perf_hooks';

/** Everything that the benchmark says goes through here, so that the documentation can quote it. */
export function print(line = ''): void {
  process.stdout.write(`${line}\n`);
}

/** What goes on meanwhile, for who waits; not part of the figures. */
export function tell(progress: string): void {
  process.stderr.write(`${String(Math.round(performance.now() / 1_000)).padStart(5)} s  ${progress}\n`);
}

export const ratio = (value: number): string => value.toFixed(2);
export const count = (value: number): string => Math.round(value).toLocaleString('en-US');
export const ms = (value: number): string => `${value.toFixed(1)} ms`;
export const mb = (value: number): string => `${Math.round(value).toString()} MB`;

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
