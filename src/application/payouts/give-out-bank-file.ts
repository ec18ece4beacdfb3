import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { PayoutRunId } from '../../domain/ids.js';
import { giveOutBankFile } from '../../domain/payout-run/decide-bank-file.js';
import type { BegunRun, PayoutRun } from '../../domain/payout-run/payout-run.js';
import { isRejection, type Rejection } from '../../domain/rejection.js';
import { payoutRuns } from '../aggregates.js';
import type { CommandContext } from '../command-context.js';
import { BankFiles } from '../ports/bank-files.js';
import { Clock } from '../ports/clock.js';
import { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import { BankFileOfRun } from './bank-file-of-run.js';

export interface GivenBankFile {
  readonly messageId: string;
  readonly text: string;
  readonly sha256: string;
}

/** Somebody of finance fetches the file of a run to hand it in at the bank. */
export class GiveOutBankFile extends Command<GivenBankFile | Rejection> {
  constructor(
    readonly runId: PayoutRunId,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/**
 * That it is given out is in the log before a byte of it is: a file that somebody may have is never one that we do not know of. It is
 * written before that is recorded, so that nobody is said to have a file that cannot be written.
 */
@CommandHandler(GiveOutBankFile)
export class GiveOutBankFileHandler implements ICommandHandler<GiveOutBankFile> {
  readonly #files: BankFileOfRun;

  constructor(
    private readonly aggregates: AggregatesRuntime,
    bankFiles: BankFiles,
    private readonly clock: Clock,
  ) {
    this.#files = new BankFileOfRun(aggregates, bankFiles);
  }

  async execute(asked: GiveOutBankFile): Promise<GivenBankFile | Rejection> {
    const { runId, context } = asked;
    const before = await this.run(runId);
    const file = await this.prepared(before);
    if (isRejection(file)) return file;
    const outcome = await this.aggregates.execute(payoutRuns, runId, context, (run, now) =>
      giveOutBankFile(run, { file, by: context.actor.id, now }),
    );
    if (isRejection(outcome)) {
      // It was carried out meanwhile: now it can be known what is in its file.
      const isCarriedOutSince = outcome.code === 'bank_file_empty' && !isCarriedOut(before);
      return isCarriedOutSince ? this.execute(asked) : outcome;
    }
    // Not necessarily the one that was prepared: somebody else may have been first.
    const run = await this.run(runId);
    if (run.status === 'none' || run.bankFile === null) throw new Error(`${runId} has no bank file`);
    const text = await this.#files.again(run, run.bankFile);
    const { messageId, sha256 } = run.bankFile;
    return isRejection(text) ? text : { messageId, text, sha256 };
  }

  private async prepared(run: PayoutRun) {
    if (!isCarriedOut(run)) return null;
    if (run.bankFile === null) return this.#files.make(run, this.clock.now());
    const text = await this.#files.again(run, run.bankFile);
    return isRejection(text) ? text : null;
  }

  private async run(runId: PayoutRunId): Promise<PayoutRun> {
    return (await this.aggregates.load(payoutRuns, runId)).state;
  }
}

const isCarriedOut = (run: PayoutRun): run is BegunRun => run.status === 'executed';
