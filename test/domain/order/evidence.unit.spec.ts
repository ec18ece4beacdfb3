import { describe, expect, it } from '@jest/globals';
import {
  nameOfEvidence,
  prepareEvidence,
  recordEvidenceRefused,
  recordEvidenceSubmitted,
} from '../../../src/domain/order/decide-evidence.js';
import type { EvidenceEvent, OrderEvent } from '../../../src/domain/order/events.js';
import { type Instant, plusMs } from '../../../src/domain/time.js';
import { later } from '../timeline.js';
import {
  ACCEPTED_AT,
  chargebackLostAt,
  chargebackOpenedAt,
  chargebackWonAt,
  DELIVERED_ORDER,
  DISPUTE,
  evidenceDueAt,
  givenOrder,
  ORDER_ID,
} from './story.js';

const now = later(ACCEPTED_AT, { days: 3 });
const DUE_BY = later(now, { days: 9 });
const { disputeId } = DISPUTE;
const OF_DISPUTE = { orderId: ORDER_ID, disputeId };
const OPENED = chargebackOpenedAt(now);
const DUE = evidenceDueAt(now, DUE_BY);
const OPEN: readonly OrderEvent[] = [...DELIVERED_ORDER, OPENED, DUE];

const prepared = (attempt = 1, preparedAt = now): EvidenceEvent => ({
  type: 'ChargebackEvidencePrepared',
  data: { ...OF_DISPUTE, attempt, preparedAt },
});
const submitted = (attempt: number | null = 1, evidenceDueBy: Instant | null = DUE_BY): EvidenceEvent => ({
  type: 'ChargebackEvidenceSubmitted',
  data: { ...OF_DISPUTE, attempt, evidenceDueBy, submittedAt: now },
});
const refused = (attempt = 1, code = 'not_taken'): EvidenceEvent => ({
  type: 'ChargebackEvidenceRefused',
  data: { ...OF_DISPUTE, attempt, code, refusedAt: now },
});
const ours = { disputeId, name: nameOfEvidence(ORDER_ID, 1), evidenceDueBy: DUE_BY, now };

describe('evidence for a bank', () => {
  it('is prepared until the very millisecond before it is due', () => {
    const last = plusMs(DUE_BY, -1);
    givenOrder(...OPEN)
      .when(prepareEvidence, { disputeId, now: last })
      .then(prepared(1, last));
    givenOrder(...OPEN)
      .when(prepareEvidence, { disputeId, now: DUE_BY })
      .thenRefused('evidence_too_late', DUE_BY);
  });

  it('may come at any time where no date is set', () => {
    const years = later(now, { days: 900 });
    givenOrder(...DELIVERED_ORDER, OPENED)
      .when(prepareEvidence, { disputeId, now: years })
      .then(prepared(1, years));
  });

  it.each([
    ['there is none', [] as readonly OrderEvent[], disputeId],
    ['it is of another order', [OPENED, DUE], 'dp_2'],
  ])('is not for a chargeback where %s', (_why, events, named) => {
    givenOrder(...DELIVERED_ORDER, ...events)
      .when(prepareEvidence, { disputeId: named, now })
      .thenRefused('chargeback_unknown', named);
    givenOrder().when(prepareEvidence, { disputeId, now }).thenRefused('order_not_found');
  });

  it.each([
    ['won', chargebackWonAt(now)],
    ['lost', chargebackLostAt(now, null)],
  ])('is not taken once the chargeback is %s', (outcome, closed) => {
    givenOrder(...OPEN, closed)
      .when(prepareEvidence, { disputeId, now })
      .thenRefused('chargeback_decided', outcome);
  });

  it('is sent once, and again only when the provider has refused it', () => {
    for (const told of [[prepared()], [prepared(), submitted()], [submitted(null)]])
      givenOrder(...OPEN, ...told)
        .when(prepareEvidence, { disputeId, now })
        .thenRefused('evidence_already_submitted');
    givenOrder(...OPEN, prepared(), refused())
      .when(prepareEvidence, { disputeId, now })
      .then(prepared(2));
  });

  it('is asked for anew by an inquiry that becomes a chargeback, which has a later date', () => {
    const laterDue = later(DUE_BY, { days: 3 });
    const escalated = [...OPEN, prepared(), submitted(), evidenceDueAt(now, laterDue)];
    givenOrder(...escalated)
      .when(prepareEvidence, { disputeId, now })
      .then(prepared(2));
    // What was read before that, and is told after it, answers nothing.
    givenOrder(...escalated)
      .when(recordEvidenceSubmitted, ours)
      .thenNothing();
    // Somebody has answered in the dashboard.
    givenOrder(...escalated)
      .when(recordEvidenceSubmitted, { ...ours, name: undefined, evidenceDueBy: laterDue })
      .then(submitted(null, laterDue));
    givenOrder(...escalated, prepared(2), submitted(2, laterDue))
      .when(prepareEvidence, { disputeId, now })
      .thenRefused('evidence_already_submitted');
  });

  it('is submitted when the provider says so, once, by us or by somebody in its dashboard', () => {
    givenOrder(...OPEN, prepared())
      .when(recordEvidenceSubmitted, ours)
      .then(submitted());
    givenOrder(...OPEN, prepared(), submitted())
      .when(recordEvidenceSubmitted, ours)
      .thenNothing();
    for (const events of [OPEN, [...OPEN, prepared()]])
      givenOrder(...events)
        .when(recordEvidenceSubmitted, { ...ours, name: undefined })
        .then(submitted(null));
    givenOrder(...OPEN)
      .when(recordEvidenceSubmitted, { ...ours, name: `${ORDER_ID}-0` })
      .then(submitted(null));
    givenOrder(...OPEN)
      .when(recordEvidenceSubmitted, { ...ours, disputeId: 'dp_2' })
      .thenNothing();
  });

  it('answers the date that is known, where the provider names none any more', () => {
    givenOrder(...OPEN, prepared())
      .when(recordEvidenceSubmitted, { ...ours, evidenceDueBy: null })
      .then(submitted());
  });

  it('is refused as often as it was sent, and never when the bank has it', () => {
    const refusal = { disputeId, attempt: 1, code: 'not_taken', now };
    givenOrder(...OPEN, prepared())
      .when(recordEvidenceRefused, refusal)
      .then(refused());
    for (const told of [
      [],
      [prepared(), refused()],
      [prepared(), submitted()],
      [prepared(), refused(), prepared(2)],
    ])
      givenOrder(...OPEN, ...told)
        .when(recordEvidenceRefused, refusal)
        .thenNothing();
    givenOrder(...OPEN, prepared())
      .when(recordEvidenceRefused, { ...refusal, disputeId: 'dp_2' })
      .thenNothing();
  });

  it('is told of also when the bank has decided since', () => {
    givenOrder(...OPEN, prepared(), chargebackWonAt(now))
      .when(recordEvidenceSubmitted, ours)
      .then(submitted());
    expect(nameOfEvidence(ORDER_ID, 2)).toBe(`${ORDER_ID}-2`);
  });
});
