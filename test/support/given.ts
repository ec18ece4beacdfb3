import { expect } from '@jest/globals';
import type { ShoutoutsEvent } from '../../src/domain/all-events.js';
import { type Decision, isRejection, type RejectionCode } from '../../src/domain/rejection.js';
import type { AggregateType } from '../../src/application/aggregates.js';

/** What a decision must have come to. Each of these ends a scenario. */
export interface Then<Event> {
  /** Exactly these events, in this order. */
  then(...events: readonly Event[]): void;
  /** There was nothing to do: no events, and no refusal. */
  thenNothing(): void;
  /** By this code, and in words for the caller, which say this. */
  thenRefused(code: RejectionCode, says?: string): void;
}

/** What has happened to an aggregate, and what is asked of it now. */
export interface Given<State, Event> {
  readonly state: State;
  when<Command>(decide: (state: State, command: Command) => Decision<Event>, command: Command): Then<Event>;
}

/** `given(events).when(decide, command).then(events)` for the aggregates of one type. */
export const givenFor =
  <State, Event extends ShoutoutsEvent>({ initial, evolve }: AggregateType<State, Event>) =>
  (...events: readonly Event[]): Given<State, Event> => {
    const state = events.reduce(evolve, initial);
    return { state, when: (decide, command) => decided(decide(state, command)) };
  };

/** For an answer that needs no history. */
export const decided = <Event>(decision: Decision<Event>): Then<Event> => ({
  then: (...events) => expect(decision).toEqual(events),
  thenNothing: () => expect(decision).toEqual([]),
  thenRefused: (code, says = ' ') => {
    expect(isRejection(decision) ? decision.code : decision).toBe(code);
    expect(decision).toHaveProperty('detail', expect.stringContaining(says));
  },
});
