import { expect, it } from '@jest/globals';
import {
  ALONE,
  type Remembered,
  RememberedStreams,
} from '../../src/application/runtime/remembered-streams.js';

const seen = (revision: bigint): Remembered<string> => ({
  ...{ state: `as of ${String(revision)}`, commands: new Map() },
  at: { revision, position: revision },
});

it('a stream is remembered as it was last seen: a read that an append has overtaken is not kept', () => {
  const streams = new RememberedStreams(ALONE);
  streams.keep('order-1', seen(4n));
  streams.keep('order-1', seen(5n));
  streams.keep('order-1', seen(4n));
  expect(streams.recall('order-1')).toEqual(seen(5n));
  streams.forget('order-1');
  streams.keep('order-1', seen(4n));
  expect(streams.recall('order-1')).toEqual(seen(4n));
});
