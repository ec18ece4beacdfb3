import type { BankAnswer } from '../../src/application/ports/bank-file.js';
import { type GivenBankFile, GiveOutBankFile } from '../../src/application/payouts/give-out-bank-file.js';
import { TakeInBankAnswers } from '../../src/application/payouts/take-in-bank-answers.js';
import type { PayoutRunId } from '../../src/domain/ids.js';
import type { Currency } from '../../src/domain/money.js';
import { type Amount, textIn } from '../laws/order-story.js';
import { strayAnswer } from '../ports/bank.js';
import { writeAnswers } from '../ports/bank-files.js';
import type { World } from '../world/world.js';
import { DAY_MS, HOUR_MS, MINUTE_MS } from './cast.js';
import { FINANCE } from './finance.js';

/** When the bank sends a statement of all that it has done, which is taken in for sure. */
const STATEMENTS_MS = [15, 27, 34, 41, 48].map((days) => days * DAY_MS);

/**
 * Finance fetches the files of runs and hands them in, late, twice or never. The bank's answers are brought back late, again, in another
 * order, cut in half or not at all, with what is none of ours among them; and some of what it says cannot be.
 */
export function banksAct(world: World): void {
  const { time, bank, trace } = world;
  const dice = world.diceFor('banks');
  const isLiar = dice.permille(world.isAboutPayouts ? 700 : 150);
  const unasked = world.isAboutPayouts ? 800 : 500;
  let files = 0;

  const takeIn = (bytes: Uint8Array, afterMs: number): void =>
    time.after(afterMs, () => {
      void world.ask(dice.oneOf(FINANCE), (context) => new TakeInBankAnswers([bytes], context));
    });

  const send = (answers: readonly BankAnswer[], mayBeLost: boolean, longestMs?: number): void => {
    if (answers.length === 0) return;
    const messageId = `answers-${String((files += 1))}`;
    const bytes = writeAnswers({ messageId, answers });
    trace.tell('bank', `answers, in ${messageId}: ${answers.map(inWords).join(', ')}`);
    if (mayBeLost && dice.permille(60)) return;
    const afterMs = dice.between(0, longestMs ?? dice.oneOf([HOUR_MS, 2 * DAY_MS]));
    if (dice.permille(150)) takeIn(bytes.subarray(0, bytes.length / 2), afterMs);
    takeIn(bytes, afterMs);
    if (dice.permille(250)) takeIn(bytes, dice.between(0, 3 * DAY_MS));
  };

  let waiting: BankAnswer[] = [];
  const answerNow = (): void => {
    if (isLiar && dice.permille(400)) waiting.push(...[bank.lie()].filter((each) => each !== undefined));
    if (dice.permille(100)) waiting.push(strayAnswer(`stray-${String(files)}`));
    const answers = dice.permille(250) ? waiting.toReversed() : waiting;
    waiting = [];
    send(answers, true);
  };
  bank.onAnswer((answer) => {
    trace.tell('bank', inWords(answer));
    if (waiting.length === 0) time.after(dice.between(0, 12 * HOUR_MS), answerNow);
    waiting.push(answer);
  });
  for (const ms of STATEMENTS_MS) time.after(ms, () => send(bank.everything(), false));

  const fetch = async (runId: PayoutRunId): Promise<void> => {
    const outcome = await world.ask(dice.oneOf(FINANCE), (context) => new GiveOutBankFile(runId, context));
    if (outcome === undefined || 'code' in outcome) return;
    const { text } = outcome as unknown as GivenBankFile;
    if (dice.permille(30)) return;
    for (let times = dice.permille(200) ? 2 : 1; times > 0; times -= 1)
      time.after(dice.between(0, dice.oneOf([HOUR_MS, 2 * DAY_MS])), () => {
        const isTaken = bank.handIn(text);
        trace.tell('bank', isTaken ? 'takes a file' : 'has the file already');
      });
  };

  if (isLiar)
    world.onEvent(({ type, data }) => {
      if (type !== 'PayoutReserved' || textIn(data, 'rail') !== 'bank_transfers' || !dice.permille(unasked))
        return;
      const { amountMinor, currency } = data['amount'] as unknown as Amount;
      // Mostly before anybody has fetched its file.
      const longestMs = dice.permille(900) ? MINUTE_MS : undefined;
      send([bank.unasked(textIn(data, 'payoutId'), amountMinor, currency as Currency)], true, longestMs);
    });
  world.onEvent(({ type, data }) => {
    const runId = textIn(data, 'runId') as PayoutRunId;
    // Too early, out of impatience.
    if (type === 'PayoutRunApproved' && dice.permille(100)) void fetch(runId);
    if (type !== 'PayoutRunExecuted' || !dice.permille(970)) return;
    for (let times = dice.permille(200) ? 2 : 1; times > 0; times -= 1)
      time.after(
        dice.between(0, dice.oneOf([isLiar ? DAY_MS : 0, HOUR_MS, DAY_MS])),
        () => void fetch(runId),
      );
  });
}

const inWords = ({ outcome, subject }: BankAnswer): string =>
  `${outcome} ${subject.kind === 'payout' ? subject.payoutId : subject.kind}`;
