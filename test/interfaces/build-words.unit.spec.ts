import { describe, expect, it } from '@jest/globals';
import { statusWords } from '../../src/interfaces/cli/projections/build-words.js';
import type { ReadModel } from '../../src/interfaces/cli/projections/read-model.js';

const SERVING: ReadModel = {
  ...{ name: 'catalogue', version: 2, state: 'running', collection: 'catalogue_v2', position: '9' },
  ...{ caught_up: true, on_failure: 'stop', set_aside: 0, unknown_events: 0 },
};
const COUNTED = { collection: 'catalogue_v2', position: '9', documents: 3 };

describe('the status of a read model', () => {
  it('does not call a build checked that was compared with nothing, as a new version', () => {
    const words = statusWords({ ...SERVING, checked: COUNTED });
    expect(words).toContain('  built    catalogue_v2');
    expect(words).toContain('  3 documents at position 9');
    expect(words.join('\n')).not.toContain('checked');
  });

  it('calls it checked where it was compared, or added up', () => {
    const comparison = { with: 'catalogue_v1', served: 3, differing: 0, is_complete: true, samples: [] };
    for (const found of [{ comparison }, { digest: 'e3b0c4' }])
      expect(statusWords({ ...SERVING, checked: { ...COUNTED, ...found } })).toContain(
        '  checked  catalogue_v2',
      );
  });
});
