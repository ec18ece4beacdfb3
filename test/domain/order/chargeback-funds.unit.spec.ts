import { describe, it } from '@jest/globals';
import {
  type RecordChargebackFunds,
  recordChargebackFunds,
  recordEvidenceDue,
} from '../../../src/domain/order/decide-chargeback.js';
import { money } from '../../../src/domain/money.js';
import type { OrderEvent } from '../../../src/domain/order/events.js';
import { PRICE } from '../people.js';
import { later } from '../timeline.js';
import {
  ACCEPTED_AT,
  ACCEPTED_ORDER,
  chargebackLostAt,
  chargebackOpenedAt,
  chargebackWonAt,
  DELIVERED_ORDER,
  DISPUTE,
  DISPUTE_FEE,
  evidenceDueAt,
  fundsReinstatedAt,
  fundsWithdrawnAt,
  givenOrder,
  NOTHING,
  PLACED,
} from './story.js';

const now = later(ACCEPTED_AT, { days: 3 });
const { disputeId } = DISPUTE;
const OPENED = chargebackOpenedAt(now);
const WITHDRAWN = fundsWithdrawnAt(now);
const REINSTATED = fundsReinstatedAt(now);

type Sums = Pick<RecordChargebackFunds, 'withdrawn' | 'reinstated' | 'fee'>;
const UNMOVED: Sums = { withdrawn: NOTHING, reinstated: NOTHING, fee: NOTHING };
const TAKEN: Sums = { withdrawn: PRICE, reinstated: NOTHING, fee: DISPUTE_FEE };
const GIVEN_BACK: Sums = { ...TAKEN, reinstated: PRICE };

const told = (events: readonly OrderEvent[], sums: Sums, of = disputeId) =>
  givenOrder(...events).when(recordChargebackFunds, { disputeId: of, ...sums, now });

describe.each([
  ['under way', ACCEPTED_ORDER],
  ['delivered', DELIVERED_ORDER],
])('the money of a chargeback of an order that was %s', (_name, events: readonly OrderEvent[]) => {
  it('is taken with the fee of the provider, and told once', () => {
    told([...events, OPENED], TAKEN).then(WITHDRAWN);
    told([...events, OPENED, WITHDRAWN], TAKEN).thenNothing();
  });

  it('is given back, and told once, also when what was read before is told again', () => {
    told([...events, OPENED, WITHDRAWN], GIVEN_BACK).then(REINSTATED);
    for (const sums of [GIVEN_BACK, TAKEN, UNMOVED])
      told([...events, OPENED, WITHDRAWN, REINSTATED], sums).thenNothing();
  });

  it('is told of even when it was taken and given back before anybody looked', () => {
    told([...events, OPENED], GIVEN_BACK).then(WITHDRAWN, REINSTATED);
  });

  it('may move after the bank has decided', () => {
    told([...events, OPENED, WITHDRAWN, chargebackWonAt(now)], GIVEN_BACK).then(REINSTATED);
    told([...events, OPENED, chargebackLostAt(now)], TAKEN).then(WITHDRAWN);
  });

  it('may come back with the fee', () => {
    told([...events, OPENED, WITHDRAWN], { ...GIVEN_BACK, fee: NOTHING }).then(
      fundsReinstatedAt(now, PRICE, DISPUTE_FEE),
    );
    told([...events, OPENED, WITHDRAWN, fundsReinstatedAt(now, PRICE, DISPUTE_FEE)], TAKEN).thenNothing();
  });

  it('may have a further fee alone', () => {
    told([...events, OPENED, WITHDRAWN], { ...TAKEN, fee: money(7_700n, 'TRY') }).then(
      fundsWithdrawnAt(now, NOTHING, money(2_000n, 'TRY')),
    );
  });

  it('does not move while the bank only asks', () => {
    told([...events, OPENED], UNMOVED).thenNothing();
  });

  it('is a case where it moves in another currency', () => {
    const dirhams = money(1_500n, 'AED');
    told([...events, OPENED], { ...TAKEN, withdrawn: dirhams, fee: dirhams }).thenRefused(
      'chargeback_not_expected',
      'AED',
    );
  });

  it('is no case where it is nothing in another currency', () => {
    told([...events, OPENED], { ...TAKEN, reinstated: money(0n, 'AED') }).then(WITHDRAWN);
  });

  it('is not told of a second dispute, which is a case already, nor before a first one', () => {
    told([...events, OPENED], TAKEN, 'dp_2').thenNothing();
    told(events, TAKEN).thenNothing();
    told([PLACED], TAKEN).thenNothing();
  });
});

describe('the date by which evidence is due', () => {
  const due = later(now, { days: 9 });
  const withDue = { ...OPENED, data: { ...OPENED.data, evidenceDueBy: due } };
  const set = (events: readonly OrderEvent[], evidenceDueBy: typeof due | null, of = disputeId) =>
    givenOrder(...events).when(recordEvidenceDue, { disputeId: of, evidenceDueBy, now });

  it('is told where the chargeback was opened without it', () => {
    set([...ACCEPTED_ORDER, OPENED], due).then(evidenceDueAt(now, due));
    set([...ACCEPTED_ORDER, OPENED], null).thenNothing();
  });

  it('is told where it was put off, and not where it is known or was read earlier', () => {
    const putOff = later(due, { days: 9 });
    set([...ACCEPTED_ORDER, withDue], putOff).then(evidenceDueAt(now, putOff));
    set([...ACCEPTED_ORDER, withDue], due).thenNothing();
    set([...ACCEPTED_ORDER, withDue, evidenceDueAt(now, putOff)], due).thenNothing();
    set([...ACCEPTED_ORDER, withDue, evidenceDueAt(now, putOff)], putOff).thenNothing();
  });

  it('is of no use when the chargeback is decided, or is another one', () => {
    set([...ACCEPTED_ORDER, OPENED, chargebackLostAt(now)], due).thenNothing();
    set([...ACCEPTED_ORDER, OPENED], due, 'dp_2').thenNothing();
    set(ACCEPTED_ORDER, due).thenNothing();
  });
});
