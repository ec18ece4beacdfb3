import { performance } from 'node:perf_hooks';
import type { Position } from '../../application/ports/event-store.js';
import type { Fields, Output } from './output.js';

/** How far a log was read since a moment, for people and for programs. */
export interface HowFar {
  readonly words: () => string;
  readonly fields: () => Fields;
}

/** @param beganAtMs of `performance.now()` */
export function howFar(
  beganAtMs: number,
  { events, position, end }: { readonly events: number; readonly position: Position; readonly end: Position },
): HowFar {
  const perSecond = () => Math.round((events * 1_000) / (performance.now() - beganAtMs));
  const percent = () => (end === 0n ? 100 : Number((position * 100n) / end));
  return {
    words: () =>
      `${count(events)} events, ${count(perSecond())} per second, at about ${String(percent())} % of the log`,
    fields: () => ({ events, per_second: perSecond(), percent: percent() }),
  };
}

/** Tells how far it is since now. */
export function progressOf(
  output: Output,
): (far: { readonly events: number; readonly position: Position; readonly end: Position }) => void {
  const beganAtMs = performance.now();
  return (far) => {
    const { words, fields } = howFar(beganAtMs, far);
    output.progress(words, fields);
  };
}

export const count = (value: number): string => value.toLocaleString('en-US');
