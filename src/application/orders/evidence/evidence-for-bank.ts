import { instant } from '../../../domain/time.js';
import { EVIDENCE_CHARS, type EvidenceForBank } from '../../ports/payment-gateway.js';
import type { PaperBlock } from '../../ports/paper.js';
import { CONVERSATION, evidencePaper } from './evidence-paper.js';
import type { OrderEvidence } from './order-evidence.js';

/** What the provider is sent: the same words as on paper, in the fields that a bank looks for, and all of them as one text. */
export function evidenceForBank(evidence: OrderEvidence): EvidenceForBank {
  const { fan, brief, delivery, playback } = evidence;
  return {
    ...(fan.name === null ? {} : { fanName: cut(fan.name) }),
    product: cut(`A personalised video, made to this request: ${brief}`),
    ...(delivery === null ? {} : { deliveredAt: instant(Date.parse(delivery.deliveredAt)) }),
    playback: cut(
      playback.map(({ givenAt, videoId }) => `${givenAt} the fan was given ${videoId} to play`).join('\n'),
    ),
    refundTerms: 'Accepted by ordering: the price goes back in full for every ending but a delivery.',
    everything: cut(asText(evidence)),
  };
}

/** The conversation comes last: where all of it is too long, that is what is cut off. */
function asText(evidence: OrderEvidence): string {
  const { title, sections } = evidencePaper(evidence);
  const isConversation = ({ heading }: { readonly heading: string }) => heading === CONVERSATION;
  const inOrder = [
    ...sections.filter((section) => !isConversation(section)),
    ...sections.filter(isConversation),
  ];
  const told = inOrder.map(({ heading, blocks }) => [heading, ...blocks.map(textOf)].join('\n'));
  return [title, ...told].join('\n\n');
}

const textOf = (block: PaperBlock): string =>
  block.is === 'text'
    ? block.text
    : block.rows.map((row) => row.filter((cell) => cell !== '').join(' | ')).join('\n');

const CUT = '\n[cut off here: there is more]';

/** Never between the halves of one character. */
function cut(text: string): string {
  if (text.length <= EVIDENCE_CHARS) return text;
  return `${text.slice(0, EVIDENCE_CHARS - CUT.length).replace(/[\uD800-\uDBFF]$/, '')}${CUT}`;
}
