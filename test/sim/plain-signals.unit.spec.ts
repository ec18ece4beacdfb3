import { describe, expect, it } from '@jest/globals';
import { PlainController, PlainSignal } from '../../sim/world/plain-signals.js';

/** As the program sees them. */
const plain = { Controller: PlainController, Signal: PlainSignal } as unknown as {
  readonly Controller: typeof AbortController;
  readonly Signal: typeof AbortSignal;
};

describe.each([
  ['of Node', { Controller: AbortController, Signal: AbortSignal }],
  ['of a simulated world', plain],
])('a signal %s', (_whose, { Controller, Signal }) => {
  it('calls whoever listens once, in their order, but for who listens no more', () => {
    const stop = new Controller();
    const called: string[] = [];
    const third = () => called.push('third');
    const first = () => {
      called.push('first');
      stop.signal.removeEventListener('abort', third);
    };
    stop.signal.addEventListener('abort', first);
    stop.signal.addEventListener('abort', first);
    stop.signal.addEventListener('abort', () => called.push('second'), { once: true });
    stop.signal.addEventListener('abort', third);
    expect(stop.signal.aborted).toBe(false);
    stop.abort();
    stop.abort();
    expect(stop.signal.aborted).toBe(true);
    expect(called).toEqual(['first', 'second']);
  });

  it('calls nobody who comes too late', () => {
    const stop = new Controller();
    stop.abort();
    let isCalled = false;
    stop.signal.addEventListener('abort', () => (isCalled = true));
    expect(isCalled).toBe(false);
  });

  it('throws its reason once it is aborted', () => {
    const [stop, why] = [new Controller(), new Error('why')];
    expect(() => stop.signal.throwIfAborted()).not.toThrow();
    stop.abort(why);
    stop.abort(new Error('another'));
    expect(() => stop.signal.throwIfAborted()).toThrow(why);
    const other = new Controller();
    other.abort();
    expect(other.signal.reason).toMatchObject({ name: 'AbortError' });
  });

  it('follows the first of others that is aborted, and one that was', () => {
    const [one, other] = [new Controller(), new Controller()];
    const following = Signal.any([one.signal, other.signal]);
    const called: unknown[] = [];
    following.addEventListener('abort', () => called.push(following.reason));
    other.abort('the other');
    one.abort('the one');
    expect(called).toEqual(['the other']);
    expect(Signal.any([new Controller().signal, one.signal])).toMatchObject({
      aborted: true,
      reason: 'the one',
    });
  });
});
