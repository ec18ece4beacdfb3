import { describe, expect, it } from '@jest/globals';
import { type CommandName, type Input, orderModel, type Output, placed, when } from './order-model.js';
import { type Call, linearise } from './search.js';

const paid = when(placed(), 'funds held');
const NEVER = Infinity;

let keys = 0;
const command = (name: CommandName, key = String((keys += 1)), ifRevision?: number): Input => ({
  ...{ is: 'command', name, key, ifRevision },
});
const call = (input: Input, invokedAt: number, answeredAt: number, output?: Output): Call<Input, Output> => ({
  ...{ input, invokedAt, answeredAt, output },
});
const THREE_DAYS: Input = { is: 'advance', seconds: 3 * 24 * 3600 };
const EXPIRES: Input = { is: 'happening', name: 'expire' };

const isLinearisable = (...calls: readonly Call<Input, Output>[]): boolean =>
  linearise(orderModel, paid, calls).isLinearisable;

describe('a history of one order is believed', () => {
  it('where calls that overlap took place the other way round', () => {
    expect(
      isLinearisable(
        call(command('withdraw'), 0, 10, 'withdraw_too_late'),
        call(command('accept'), 1, 9, '2'),
      ),
    ).toBe(true);
  });

  it('where an answer that was lost explains what others saw', () => {
    expect(
      isLinearisable(call(command('accept'), 0, NEVER), call(command('withdraw'), 5, 6, 'withdraw_too_late')),
    ).toBe(true);
  });

  it('where an answer was lost of what never happened', () => {
    expect(isLinearisable(call(command('accept'), 0, NEVER), call(command('withdraw'), 5, 6, '3'))).toBe(
      true,
    );
  });

  it('where it expired by itself once its time had come', () => {
    expect(
      isLinearisable(
        call(THREE_DAYS, 0, 1, 'ok'),
        call(EXPIRES, 0, NEVER),
        call(command('accept'), 2, 3, 'order_ended'),
      ),
    ).toBe(true);
  });

  it('where a repetition is answered as the first time', () => {
    expect(
      isLinearisable(
        call(command('accept', 'a key'), 0, 1, '2'),
        call(command('accept', 'a key'), 2, 3, '2'),
        call(command('accept'), 2, 3, 'order_already_accepted'),
      ),
    ).toBe(true);
  });
});

describe('a history of one order is refused', () => {
  it('where two ended it', () => {
    expect(isLinearisable(call(command('accept'), 0, 10, '2'), call(command('withdraw'), 0, 10, '3'))).toBe(
      false,
    );
  });

  it('where the later one saw what was true before the earlier one', () => {
    expect(
      isLinearisable(
        call(command('withdraw'), 0, 1, '3'),
        call(command('accept'), 2, 3, 'order_already_accepted'),
      ),
    ).toBe(false);
  });

  it('where it was accepted after its time', () => {
    expect(isLinearisable(call(THREE_DAYS, 0, 1, 'ok'), call(command('accept'), 2, 3, '2'))).toBe(false);
  });

  it('where it expired before its time', () => {
    expect(isLinearisable(call(EXPIRES, 0, NEVER), call(command('accept'), 2, 3, 'order_ended'))).toBe(false);
  });

  it('where one command was taken twice', () => {
    expect(
      isLinearisable(
        call(command('accept', 'a key'), 0, 1, '2'),
        call(command('accept', 'a key'), 2, 3, 'order_already_accepted'),
      ),
    ).toBe(false);
  });

  it('where somebody was told of another revision than there was', () => {
    expect(isLinearisable(call(command('accept'), 0, 1, '3'))).toBe(false);
    expect(isLinearisable(call(command('accept', 'k', 0), 0, 1, '2'))).toBe(false);
  });

  it('where a refused payment was paid again twice', () => {
    const refused = { ...placed(), paymentIs: 'refused' as const };
    const calls = [
      call({ is: 'pay again', key: '1' }, 0, 10, 'paying'),
      call({ is: 'pay again', key: '2' }, 0, 10, 'paying'),
    ];
    expect(linearise(orderModel, refused, calls).isLinearisable).toBe(false);
  });
});
