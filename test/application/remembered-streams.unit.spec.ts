import { describe, expect, it } from '@jest/globals';
import { LIMITS } from '../../src/application/runtime/limits.js';
import { ALONE, RememberedStreams } from '../../src/application/runtime/remembered-streams.js';

describe('streams to which appends failed', () => {
  const remembered = () =>
    new RememberedStreams(ALONE, { isExclusive: true, endPosition: () => Promise.resolve(0n) });
  const order = (n: number) => `order-${String(n)}`;
  const given = (streams: number, mayBeWritten: boolean): RememberedStreams => {
    const those = remembered();
    for (let n = 0; n < streams; n += 1) those.forget(order(n), { mayBeWritten });
    return those;
  };

  it('may be there, and no others', () => {
    const those = given(LIMITS.streamsInDoubt, true);
    expect(those.mayExist(order(0))).toBe(true);
    expect(those.mayExist(order(LIMITS.streamsInDoubt))).toBe(false);
  });

  it('are not there when nothing was written, however many they are', () => {
    const those = given(LIMITS.streamsInDoubt + 1, false);
    expect(those.mayExist(order(0))).toBe(false);
  });

  it('are not named any more once they are too many: any stream may be there', () => {
    const those = given(LIMITS.streamsInDoubt + 1, true);
    those.keep(order(0), { state: {}, at: { revision: 0n, position: 1n }, commands: new Map() });
    those.forget(order(0), { mayBeWritten: false });
    for (const each of [order(0), order(1), 'order-never-seen']) expect(those.mayExist(each)).toBe(true);
  });
});
