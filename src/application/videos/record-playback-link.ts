import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { FanId, OrderId, VideoId } from '../../domain/ids.js';
import { recordPlaybackLink } from '../../domain/order/viewing.js';
import { viewings } from '../aggregates.js';
import type { CommandContext } from '../command-context.js';
import { Log } from '../ports/log.js';
import { AggregatesRuntime } from '../runtime/aggregates-runtime.js';

/** A fan was given a link to a video of theirs. */
export class RecordPlaybackLink extends Command<void> {
  constructor(
    readonly link: { readonly orderId: OrderId; readonly videoId: VideoId; readonly fanId: FanId },
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(RecordPlaybackLink)
export class RecordPlaybackLinkHandler implements ICommandHandler<RecordPlaybackLink> {
  constructor(
    private readonly aggregates: AggregatesRuntime,
    private readonly log: Log,
  ) {}

  /** That it cannot be recorded keeps nobody from their video. */
  async execute({ link, context }: RecordPlaybackLink): Promise<void> {
    try {
      await this.aggregates.execute(viewings, link.orderId, context, (viewing, now) =>
        recordPlaybackLink(viewing, { ...link, now }),
      );
    } catch (error) {
      this.log.warn('a playback link was given and could not be recorded', {
        orderId: link.orderId,
        error: String(error),
      });
    }
  }
}
