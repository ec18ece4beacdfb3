import { describe, expect, it } from '@jest/globals';
import { readOptions } from '../../torture/options.js';

describe('the command line of the torture', () => {
  it.each(['mongodb', 'instances'])('names the setting that %s needs', (engine) => {
    const before = process.env['MONGODB_URL'];
    delete process.env['MONGODB_URL'];
    try {
      expect(() => readOptions(['--engine', engine])).toThrow('MONGODB_URL');
    } finally {
      if (before !== undefined) process.env['MONGODB_URL'] = before;
    }
  });
});
