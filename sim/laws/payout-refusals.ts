import type { CaseMovement } from '../../src/domain/money-case/money-case.js';
import type { Answer } from '../world/world.js';
import { textIn } from './order-story.js';
import type { Fields } from './order-opinions.js';
import type { Reason, Reasons } from './refusals.js';

const commandOf = ({ command }: Answer): Fields => command as Fields;

/** Something was so, as a read model had to show it, of what this field of the command names. */
const shownBy =
  (model: string, field: string) =>
  (isSo: (shown: Fields, answer: Answer) => boolean): Reason =>
  (answer, standing) =>
    standing
      .of(model, textIn(commandOf(answer), field), answer)
      .some((shown) => shown !== undefined && isSo(shown, answer));

const run = shownBy('payout_runs', 'runId');
const destination = shownBy('destinations', 'creatorId');
const settling =
  (isSo: (shown: Fields | undefined, answer: Answer) => boolean): Reason =>
  (answer, standing) =>
    standing.of('doubt_settlings', payoutIdOf(answer), answer).some((shown) => isSo(shown, answer));
const payoutIdOf = (answer: Answer): string => textIn(commandOf(answer)['of'] as Fields, 'payoutId');
const moneyCase = shownBy('cases', 'caseId');
const proposal = shownBy('case_proposals', 'caseId');

/** What is to be moved, as the command has it. */
function movementOf(answer: Answer): CaseMovement {
  const { movement, closing } = commandOf(answer) as unknown as Commanded;
  const found = movement ?? closing?.movement;
  if (found == null) throw new Error('the command moves nothing');
  return found;
}

interface Commanded {
  readonly movement?: CaseMovement;
  readonly closing?: { readonly movement: CaseMovement | null };
}

const OF_OPEN_CASE: Reasons = { money_case_over: moneyCase(({ isOpen }) => isOpen !== true) };

/** What commands about payouts may be refused for. */
export const PAYOUT_REFUSALS: Readonly<Record<string, Reasons>> = {
  SetPayoutDestination: {
    not_registered: (answer, standing) =>
      standing.of('catalogue', answer.actor.id, answer).includes(undefined),
    bank_account_invalid: (answer) =>
      textIn(commandOf(answer)['destination'] as Fields, 'iban').startsWith('YY'),
    person_erased: (answer, standing) =>
      standing.of('erasures', answer.actor.id, answer).some((shown) => shown !== undefined),
  },
  VerifyPayoutDestination: {
    payout_destination_changed: destination(
      ({ destinationId }, answer) => destinationId !== commandOf(answer)['destinationId'],
    ),
    payout_destination_own: (answer) => commandOf(answer)['byCreator'] === commandOf(answer)['creatorId'],
    invalid_value: destination(({ rail }) => rail === 'stripe_transfers'),
  },
  ProposePayoutRun: { payout_run_empty: (answer, standing) => standing.wasNobodyToPay(answer) },
  DecidePayoutRun: {
    payout_run_decided: run(({ state }) => state !== 'proposed'),
    payout_run_own_proposal: run(({ proposedBy }, { actor }) => proposedBy === actor.id),
    payout_run_expired: run(({ expiresAt }, { latestNowMs }) => Date.parse(String(expiresAt)) <= latestNowMs),
  },
  HoldPayouts: {
    creator_not_found: (answer, standing) =>
      standing.of('catalogue', textIn(commandOf(answer), 'creatorId'), answer).includes(undefined),
    payout_account_not_found: (answer, standing) => {
      const { creatorId, currency, reason } = commandOf(answer);
      const account = `${String(creatorId)}.${String(currency)}`;
      return reason === null && standing.of('creator_accounts', account, answer).includes(undefined);
    },
  },
  StartReconciliation: {},
  AssignCase: OF_OPEN_CASE,
  NoteOnCase: {},
  CloseCase: {
    ...OF_OPEN_CASE,
    money_case_movement_invalid: moneyCase(({ amountMinor, currency }, answer) => {
      const { amount } = movementOf(answer);
      return amount.currency !== currency || amount.amountMinor > BigInt(Number(amountMinor));
    }),
  },
  ApproveCaseClosing: {
    ...OF_OPEN_CASE,
    money_case_not_proposed: moneyCase(({ status }) => status === 'open'),
    money_case_own_proposal: proposal(({ proposedBy }, { actor }) => proposedBy === actor.id),
    money_case_proposal_changed: proposal(
      ({ movedMinor }, answer) => movedMinor !== Number(movementOf(answer).amount.amountMinor),
    ),
  },
  SettleDoubt: {
    payout_not_doubted: (answer, standing) =>
      standing.wasInBankFile(payoutIdOf(answer)) ||
      standing.of('payouts', payoutIdOf(answer), answer).some((shown) => shown?.['state'] !== 'reserved'),
    payout_doubt_settled: settling((shown) => shown?.['isSettled'] === true),
    payout_doubt_not_proposed: settling((shown) => shown === undefined),
    payout_doubt_own_proposal: settling((shown, { actor }) => shown?.['proposedBy'] === actor.id),
    payout_doubt_proposal_changed: settling(
      (shown, answer) => shown?.['outcome'] !== commandOf(answer)['outcome'],
    ),
  },
  GiveOutBankFile: {
    bank_file_not_ready: (answer, standing) =>
      run(({ state }) => state !== 'executed')(answer, standing) ||
      standing.wasSomethingSettled(textIn(commandOf(answer), 'runId')),
    bank_file_empty: (answer, standing) =>
      standing.wasNothingForBank(textIn(commandOf(answer), 'runId')) || standing.wasSomebodyLeaving(answer),
    bank_file_erased: (answer, standing) => standing.wasSomebodyLeaving(answer),
  },
  TakeInBankAnswers: {
    bank_file_unreadable: (answer) => {
      const [bytes] = commandOf(answer)['bytes'] as readonly Uint8Array[];
      return !Buffer.from(bytes ?? [])
        .toString()
        .endsWith('.');
    },
  },
};
