import { describe, expect, it } from '@jest/globals';
import { inRanges, type Options, readOptions } from '../../sim/options.js';
import { PLANTED_FAULTS } from '../../sim/planted/planted-faults.js';
import { UsageError } from '../../sim/usage.js';
import { readOptions as readTortureOptions } from '../../torture/options.js';

const read = (...args: readonly string[]): Options => {
  const options = readOptions(args);
  if (options === 'help') throw new Error('that was no request for help');
  return options;
};

describe('the command line of the simulator', () => {
  it('runs 10,000 seeds from the first on, when nothing is said', () => {
    expect(read()).toMatchObject({ seeds: 10_000, from: 1, isVerbose: false });
  });

  it('chooses planted faults by a part of their names, and takes where to begin', () => {
    const { planted, from } = read('--planted', 'rated twice', '--from', '7');
    expect(planted?.map(({ name }) => name)).toEqual(['an order is rated twice']);
    expect(from).toBe(7);
    expect(read('--planted', 'all').planted).toHaveLength(PLANTED_FAULTS.length);
  });

  it('replays a seed without some of its faults, and with a planted one', () => {
    const { replay, planted } = read('--replay', '7:1,12', '--planted', 'rated twice');
    expect(replay).toEqual({ seed: 7, leftOut: [1, 12] });
    expect(planted).toHaveLength(1);
  });

  it('names the faults that are left out in order, those next to each other at once', () => {
    const leftOut = [9, 40, 3, 8, 41, 10];
    expect(inRanges(leftOut)).toBe('3,8-10,40-41');
    expect(read('--replay', `7:${inRanges(leftOut)}`).replay?.leftOut).toEqual([3, 8, 9, 10, 40, 41]);
  });

  it('tells of itself when it is asked to', () => {
    expect(readOptions(['--help'])).toBe('help');
    expect(readTortureOptions(['--help'])).toBe('help');
  });

  it.each([
    [['--seeds', '0'], '--seeds takes a whole number from 1 on, not "0"'],
    [['--from', 'then'], '--from takes a whole number from 1 on, not "then"'],
    [['--replay', '7:x'], '--replay takes a whole number from 1 on, not "x"'],
    [['--planted', 'nosuch'], 'and none has "nosuch"'],
    [['--replay', '3', '--planted', 'nosuch'], 'and none has "nosuch"'],
    [['--replay', '3', '--planted', 'order'], '--replay takes one planted fault'],
    [['--replay', '3', '--seeds', '4'], '--replay runs one world'],
    [['--planted', 'all', '--minutes', '4'], '--planted takes --seeds and --from, and no --minutes'],
    [['--bogus'], "Unknown option '--bogus'"],
  ])('says in one line what is wrong with %j', (args, words) => {
    const reading = () => readOptions(args);
    expect(reading).toThrow(UsageError);
    expect(reading).toThrow(words);
    expect(reading).not.toThrow('\n');
  });

  it.each([
    [['--rounds', '0'], '--rounds takes a whole number from 1 on, not "0"'],
    [['--only', 'kill,love'], '--only takes'],
    [['--planted', 'nosuch'], '--planted takes a part of one of'],
  ])('says of %j what the torture does not take', (args, words) => {
    const reading = () => readTortureOptions(args);
    expect(reading).toThrow(UsageError);
    expect(reading).toThrow(words);
    expect(reading).not.toThrow('\n');
  });
});
