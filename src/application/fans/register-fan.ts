import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { FanId, MarketCode } from '../../domain/ids.js';
import { registerFan } from '../../domain/fan/decide.js';
import { reject } from '../../domain/rejection.js';
import { erasures, fans, markets } from '../aggregates.js';
import type { CommandContext } from '../command-context.js';
import { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import type { CommandOutcome } from '../runtime/outcome.js';

/** Somebody becomes a fan, residing in an open market. */
export class RegisterFan extends Command<CommandOutcome> {
  constructor(
    readonly fanId: FanId,
    readonly fan: { readonly name: string; readonly market: MarketCode },
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(RegisterFan)
export class RegisterFanHandler implements ICommandHandler<RegisterFan> {
  constructor(private readonly aggregates: AggregatesRuntime) {}

  async execute({ fanId, fan, context }: RegisterFan): Promise<CommandOutcome> {
    const { state: erasure } = await this.aggregates.load(erasures, fanId);
    if (erasure.status !== 'none') return reject('person_erased', 'this person has been erased');
    const { state: residence } = await this.aggregates.load(markets, fan.market);
    return this.aggregates.execute(fans, fanId, context, (state, now) =>
      registerFan(state, { fanId, ...fan, residence, now }),
    );
  }
}
