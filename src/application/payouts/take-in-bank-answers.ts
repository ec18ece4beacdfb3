import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { BankStatement } from '../../domain/bank-account/bank-account.js';
import {
  type ForeignBankAnswer,
  listBankAnswers,
  receiveBankAnswers,
} from '../../domain/payout-run/bank-answers.js';
import { isRejection, reject, type Rejection } from '../../domain/rejection.js';
import { bankAnswers } from '../aggregates.js';
import type { CommandContext } from '../command-context.js';
import { commandIdFrom } from '../events/derived-ids.js';
import type { BankFile, BankStatement as StatementInFile } from '../ports/bank-file.js';
import { BankFileUnreadableError } from '../ports/bank-file-unreadable.js';
import { type BankFileBytes, BankFiles } from '../ports/bank-files.js';
import { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import type { CommandReceipt } from '../runtime/outcome.js';
import { ReadModelReader } from '../runtime/read-model-reader.js';
import { StreamReader } from '../runtime/stream-reader.js';
import { type ActedOn, BankAnswersActor } from './act-on-bank-answers.js';
import { AnswersFinder } from './answers-of-file.js';

/** So many answers make one event. */
const ANSWERS_PER_PART = 500;
/** Of what is not ours, so much is kept and told. */
const MOST_NOT_OURS = 100;

export interface TakenInBankAnswers extends CommandReceipt {
  readonly sha256: string;
  readonly message: string;
  readonly messageId: string;
  /** The same bytes were here before: then nothing of it is new. */
  readonly wasReceivedBefore: boolean;
  readonly actedOn: readonly ActedOn[];
  readonly notOurs: readonly ForeignBankAnswer[];
  readonly otherEntries: number;
}

/** Somebody of finance hands in what the bank has answered. */
export class TakeInBankAnswers extends Command<TakenInBankAnswers | Rejection> {
  constructor(
    readonly bytes: BankFileBytes,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/**
 * Reads the file to its end, keeps what it says, and then acts on it. Once it is kept, the process `bank_payout` acts on it as well, so
 * that nothing is left undone where the program ends in the middle.
 */
@CommandHandler(TakeInBankAnswers)
export class TakeInBankAnswersHandler implements ICommandHandler<TakeInBankAnswers> {
  readonly #finder: AnswersFinder;
  readonly #actor: BankAnswersActor;

  constructor(
    private readonly aggregates: AggregatesRuntime,
    private readonly bankFiles: BankFiles,
    reader: ReadModelReader,
    private readonly streams: StreamReader,
  ) {
    this.#finder = new AnswersFinder(aggregates, reader);
    this.#actor = new BankAnswersActor(aggregates, { reader, streams });
  }

  async execute({ bytes, context }: TakeInBankAnswers): Promise<TakenInBankAnswers | Rejection> {
    const file = await this.read(bytes);
    if (isRejection(file)) return file;
    const { sha256 } = file.end;
    const { state: before } = await this.aggregates.load(bankAnswers, sha256);
    if (before.received === null) await this.keep(file, context);
    // Asked afterwards: of several who hand it in at once, one is the first.
    const receivedByThis = await this.aggregates.find(bankAnswers, sha256, context.commandId);
    const wasReceivedBefore = receivedByThis === undefined;
    const { actedOn, ...at } = await this.#actor.act(sha256, await this.causeOf(sha256));
    const { state: kept } = await this.aggregates.load(bankAnswers, sha256);
    const { message, messageId, end } = file;
    return {
      ...{ sha256, message, messageId, wasReceivedBefore, otherEntries: end.otherEntries, ...at },
      notOurs: kept.received?.notOurs ?? [],
      actedOn: wasReceivedBefore ? actedOn.map(nothingNew) : actedOn,
    };
  }

  private async read(bytes: BankFileBytes): Promise<BankFile | Rejection> {
    try {
      return await this.bankFiles.read(bytes);
    } catch (error) {
      if (!(error instanceof BankFileUnreadableError)) throw error;
      return reject('bank_file_unreadable', error.message);
    }
  }

  private async keep(file: BankFile, context: CommandContext): Promise<void> {
    const { message: messageType, messageId, end } = file;
    const { sha256, otherEntries } = end;
    const { ours, notOurs } = await this.#finder.find(file, await this.streams.end());
    for (let part = 0; part * ANSWERS_PER_PART < ours.length; part += 1) {
      const answers = ours.slice(part * ANSWERS_PER_PART, (part + 1) * ANSWERS_PER_PART);
      const ofPart = {
        ...context,
        commandId: commandIdFrom(`${context.commandId} ${sha256} ${String(part)}`),
      };
      await this.aggregates.execute(bankAnswers, sha256, ofPart, (state, now) =>
        listBankAnswers(state, { sha256, part, answers, now }),
      );
    }
    const received = { sha256, messageType, messageId, otherEntries, answers: ours.length };
    const by = {
      ...{ receivedBy: context.actor.id, notOurs: notOurs.slice(0, MOST_NOT_OURS) },
      statements: file.statements.filter((each) => this.isOfOurs(each)).map(asAWhole),
    };
    await this.aggregates.execute(bankAnswers, sha256, context, (state, now) =>
      receiveBankAnswers(state, { ...received, ...by, now }),
    );
  }

  /** Of other accounts, and of parts of a statement, there is nothing to be added up. */
  private isOfOurs({ account, lastPage, opening, closing }: StatementInFile): boolean {
    const currency = (closing ?? opening)?.amount.currency;
    const paying = currency && this.bankFiles.payingAccount(currency);
    return lastPage && paying?.iban === account;
  }

  /** The event by which it was received: whoever acts on it has the same cause. */
  private async causeOf(sha256: string) {
    const event = (await this.streams.read(bankAnswers, sha256)).find(
      ({ type }) => type === 'BankAnswersReceived',
    );
    if (event === undefined) throw new Error(`the file ${sha256} was not received`);
    return { id: event.id, correlationId: event.metadata.$correlationId };
  }
}

const nothingNew = ({ answer, effect }: ActedOn): ActedOn => ({
  answer,
  effect: effect === 'taken_in' ? 'known' : effect,
});

const asAWhole = ({ id, account: iban, opening, closing, booked }: StatementInFile): BankStatement => ({
  ...{ iban, statementId: id, booked },
  ...{
    opening: opening?.amount ?? null,
    closing: closing?.amount ?? null,
    closedOn: closing?.at.date ?? null,
  },
});
