import { describe, expect, it } from '@jest/globals';
import type { Builds } from '../../src/application/runtime/builds.js';
import type { SetAside } from '../../src/application/runtime/set-aside.js';
import { remade, takingTurn, tidied, wanting } from '../../src/application/runtime/setting-aside.js';

const aside: SetAside = {
  ...{ collection: 'orders_v1', key: 'ord_1', position: '7', eventId: 'evt_7', type: 'OrderRated' },
  ...{ error: null, since: '2026-11-23T09:30:00.000Z', turn: 0 },
};
const builds: Builds = { serving: 'orders_v1', made: 'orders_v1', setAside: [aside] };

describe('what is set aside', () => {
  it('is taken out once it was made anew', () => {
    expect(remade(builds, [{ of: aside, notApplied: undefined }]).setAside).toEqual([]);
  });

  it('is not taken out by whoever was replaced meanwhile: events were passed over since', () => {
    const goneOn = takingTurn(builds, 'orders_v1');
    expect(() => remade(goneOn, [{ of: aside, notApplied: undefined }])).toThrow('meanwhile');
  });

  it('is skipped for the event that was looked at, and for no other', () => {
    const wanted = { what: 'skip', recordedAt: '9', by: 'admin_1', reason: 'why' } as const;
    const other = wanting(builds, ['ord_1'], { ...wanted, eventId: 'evt_8' });
    expect(other.setAside).toEqual([aside]);
    const same = wanting(builds, ['ord_1'], { ...wanted, eventId: 'evt_7' });
    expect(same.setAside).toMatchObject([{ wanted: { what: 'skip' } }]);
  });

  it('goes with its build', () => {
    expect(tidied({ ...builds, serving: 'orders_v1_r2' })).not.toHaveProperty('setAside');
  });
});
