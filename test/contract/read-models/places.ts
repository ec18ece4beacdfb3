import { describe, expect, it } from '@jest/globals';
import { FencedOutError, type ReadModels } from '../../../src/application/ports/read-models.js';

const ORDERS = 'order_view_v1';

/** What is kept beside documents: checkpoints, whose they are, and named values. */
export function placesContract(models: () => ReadModels): void {
  describe('checkpoints', () => {
    it('are not there at first, move on, and never go back', async () => {
      expect(await models().checkpoint('order_view')).toBeUndefined();
      expect(await models().furthestCheckpoint()).toBeUndefined();
      await models().write(ORDERS, [], { name: 'order_view', position: 2n ** 60n + 1n });
      await models().write(ORDERS, [], { name: 'order_view', position: 3n });
      expect(await models().checkpoint('order_view')).toBe(2n ** 60n + 1n);
      expect(await models().furthestCheckpoint()).toBe(2n ** 60n + 1n);
    });

    it('need no collection', async () => {
      await models().write('absent_v1', [], { name: 'process:refund', position: 3n });
      expect(await models().checkpoint('process:refund')).toBe(3n);
    });

    it('are forgotten, and may then be smaller', async () => {
      await models().write('absent_v1', [], { name: 'process:refund', position: 3n });
      await models().forgetCheckpoint('process:refund');
      await models().forgetCheckpoint('process:refund');
      expect(await models().checkpoint('process:refund')).toBeUndefined();
      expect(await models().furthestCheckpoint()).toBeUndefined();
      await models().write('absent_v1', [], { name: 'process:refund', position: 2n });
      expect(await models().checkpoint('process:refund')).toBe(2n);
    });
  });

  describe('checkpoints of owners that follow each other', () => {
    const owned = (fence: bigint, position: bigint) =>
      models().write(ORDERS, [], { name: 'order_view', position, fence });

    it('refuse the writes of an earlier owner once a later one has asked for them', async () => {
      expect(await models().checkpoint('order_view', 1n)).toBeUndefined();
      await owned(1n, 5n);
      expect(await models().checkpoint('order_view', 2n)).toBe(5n);
      await expect(owned(1n, 6n)).rejects.toBeInstanceOf(FencedOutError);
      await expect(models().checkpoint('order_view', 1n)).rejects.toBeInstanceOf(FencedOutError);
      await owned(2n, 7n);
      expect(await models().checkpoint('order_view')).toBe(7n);
      expect(await models().furthestCheckpoint()).toBe(7n);
    });

    it('refuse an earlier owner that comes back after a later one has written', async () => {
      await owned(4n, 3n);
      await expect(owned(3n, 9n)).rejects.toBeInstanceOf(FencedOutError);
      await owned(4n, 4n);
      expect(await models().checkpoint('order_view', 4n)).toBe(4n);
    });
  });

  describe('values', () => {
    it('are set only over what was expected', async () => {
      expect(await models().getValue('serving')).toBeUndefined();
      expect(await models().setValue('serving', 'a', 'z')).toBe(false);
      expect(await models().setValue('serving', 'a', undefined)).toBe(true);
      expect(await models().setValue('serving', 'b', undefined)).toBe(false);
      expect(await models().setValue('serving', 'b', 'z')).toBe(false);
      expect(await models().setValue('serving', 'b', 'a')).toBe(true);
      expect(await models().getValue('serving')).toBe('b');
    });

    it('let exactly one of several at once win', async () => {
      const won = await Promise.all(
        ['a', 'b', 'c'].map((value) => models().setValue('owner', value, undefined)),
      );
      expect(won.filter(Boolean)).toHaveLength(1);
    });
  });
}
