import { formatMoney, money, type Money } from '../../../domain/money.js';
import { HOUR_MS } from '../../../domain/time.js';
import type { Paper, PaperBlock, PaperSection } from '../../ports/paper.js';
import type { OrderEvidence } from './order-evidence.js';

type Row = readonly string[];

export const CONVERSATION = 'Conversation about the price';

/** The evidence as somebody at a bank reads it: in plain words, with every time in UTC. */
export function evidencePaper(evidence: OrderEvidence): Paper {
  const { orderId, asOf } = evidence;
  return {
    title: `Order ${orderId}`,
    asOf: asOf.recordedAt,
    footer: `${orderId}, as of position ${asOf.position} of the log (${asOf.recordedAt})`,
    sections: SECTIONS.map((section) => section(evidence)).filter(({ blocks }) => blocks.length > 0),
  };
}

const SECTIONS: readonly ((evidence: OrderEvidence) => PaperSection)[] = [
  ({ chargeback }) => ({
    heading: 'Chargeback',
    blocks:
      chargeback === null
        ? []
        : facts([
            ['Dispute', chargeback.disputeId],
            ['Stands', chargeback.status],
            ['Reason given', chargeback.reason],
            ['Amount', formatMoney(chargeback.amount)],
            ['Opened', chargeback.openedAt],
            ['Evidence due by', chargeback.evidenceDueBy ?? 'no date set'],
            ['Only asked so far', yesOrNo(chargeback.isInquiry)],
            ['Evidence', chargeback.evidence],
            ['Decided', chargeback.decidedAt ?? 'not yet'],
          ]),
  }),
  ({ fan, creator, brief, price, terms }) => ({
    heading: 'What was ordered',
    blocks: [
      ...facts([
        ['Fan', `${fan.name ?? 'unknown'} (${fan.fanId}, ${fan.market})`],
        ['Creator', `${creator.name ?? 'unknown'} (${creator.creatorId}, ${creator.market})`],
        ['Price', formatMoney(price)],
        ['Ordered', terms.acceptedAt],
      ]),
      { is: 'text', text: brief },
    ],
  }),
  ({ creator, terms }) => ({
    heading: 'Terms that the fan accepted by ordering',
    blocks: facts([
      ['Terms of market', `${creator.market}, version ${String(terms.version)}`],
      ['Accepted', terms.acceptedAt],
      ['Time for the answer', inHours(terms.acceptanceWindowMs)],
      ['Time for the video', inHours(terms.deliveryWindowMs)],
      ['Requests reviewed', yesOrNo(terms.reviewRequests)],
      ['Videos reviewed', yesOrNo(terms.reviewVideos)],
      ['Refund', 'In full for every ending but a delivery.'],
    ]),
  }),
  ({ payment }) => ({
    heading: 'Payment',
    blocks:
      payment === null
        ? [{ is: 'text', text: 'Nothing was paid.' }]
        : facts([
            ['Paid', `${formatMoney(payment.amount)} at ${payment.heldAt}`],
            ['Payment', payment.paymentId],
            ['Charge', payment.chargeId],
            ['Confirmed by 3-D Secure', yesOrNo(payment.wasConfirmedByFan)],
            ['Attempts refused before', String(payment.refusals)],
          ]),
  }),
  ({ delivery, playback }) => ({
    heading: 'Delivery and playback',
    blocks:
      delivery === null
        ? [{ is: 'text', text: 'Nothing was delivered.' }]
        : [
            ...facts([
              ['Handed in', delivery.submittedAt],
              ["Delivered to the fan's inbox", delivery.deliveredAt],
              ['Video', `${delivery.video.videoId}, ${delivery.video.container}`],
              [
                'Length',
                `${String(delivery.video.durationMs / 1_000)} s, ${String(delivery.video.bytes)} bytes`,
              ],
              ['SHA-256 of the file', delivery.video.sha256],
              ['Rated', ratingOf(delivery.rating)],
              ['Links to play it given to the fan', String(playback.length)],
            ]),
            ...listed(
              ['Link given at', 'Video'],
              [2, 3],
              playback.map(({ givenAt, videoId }) => [givenAt, videoId]),
            ),
          ],
  }),
  ({ messages }) => ({
    heading: CONVERSATION,
    blocks: listed(
      ['At', 'By', 'What', 'Said'],
      [5, 2, 3, 9],
      messages.map(({ at, by, event, message, price }) => [at, by, event, message ?? amountOf(price)]),
    ),
  }),
  ({ timeline }) => ({
    heading: 'What happened',
    blocks: listed(
      ['At', 'By', 'What', ''],
      [5, 2, 5, 7],
      timeline.map(({ at, by, type, sentence }) => [at, by, type, sentence]),
    ),
  }),
  ({ postings, money: whereabouts, price }) => ({
    heading: "Where the fan's money is",
    blocks: [
      ...facts(
        WHEREABOUTS.map(([name, said]) => [said, formatMoney(money(whereabouts[name], price.currency))]),
      ),
      ...listed(
        ['Effective', 'Event', 'Account', 'Amount'],
        [5, 6, 4, 4],
        postings.map(({ effectiveAt, event, account, amountMinor, currency }) => [
          ...[effectiveAt, event, account, formatMoney(money(amountMinor, currency))],
        ]),
      ),
    ],
  }),
  ({ forgotten }) => ({
    heading: 'What was forgotten',
    blocks:
      forgotten.length === 0
        ? []
        : [
            {
              is: 'text',
              text: `Somebody asked to be forgotten. What was theirs reads [erased], here: ${forgotten.join(', ')}.`,
            },
          ],
  }),
];

const WHEREABOUTS: readonly (readonly [name: keyof OrderEvidence['money'], said: string])[] = [
  ['paidMinor', 'Paid'],
  ['refundedMinor', 'Refunded'],
  ['earnedMinor', 'Earned by the creator'],
  ['feeMinor', 'Fee of the platform'],
  ['heldMinor', 'Held'],
  ['chargedBackMinor', 'Charged back'],
];

const facts = (rows: readonly (readonly [name: string, value: string])[]): readonly PaperBlock[] => [
  { is: 'table', widths: [1, 3], hasHead: false, rows },
];

/** Nothing of what there is none of, not even its head. */
const listed = (head: Row, widths: readonly number[], rows: readonly Row[]): readonly PaperBlock[] =>
  rows.length === 0 ? [] : [{ is: 'table', widths, hasHead: true, rows: [head, ...rows] }];

const yesOrNo = (isSo: boolean): string => (isSo ? 'yes' : 'no');

const inHours = (ms: number): string => `${String(ms / HOUR_MS)} hours`;

const amountOf = (price: Money | null): string => (price === null ? '' : formatMoney(price));

const ratingOf = (rating: { readonly stars: number; readonly comment: string } | null): string =>
  rating === null ? 'not rated' : `${String(rating.stars)} of 5 stars: ${rating.comment}`;
