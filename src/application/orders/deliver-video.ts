import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { OrderId, VideoId } from '../../domain/ids.js';
import { requireAccepted, submitVideo } from '../../domain/order/decide.js';
import { isRejection, reject } from '../../domain/rejection.js';
import { orders } from '../aggregates.js';
import type { CommandContext } from '../command-context.js';
import { VideoStore } from '../ports/video-store.js';
import { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import type { CommandOutcome } from '../runtime/outcome.js';
import { asItsCreator } from './whose-order.js';

/** The creator sends the uploaded video: into the fan's inbox, or into review where the market asks for one. */
export class DeliverVideo extends Command<CommandOutcome> {
  constructor(
    readonly orderId: OrderId,
    readonly videoId: VideoId,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(DeliverVideo)
export class DeliverVideoHandler implements ICommandHandler<DeliverVideo> {
  constructor(
    private readonly aggregates: AggregatesRuntime,
    private readonly videos: VideoStore,
  ) {}

  async execute({ orderId, videoId, context }: DeliverVideo): Promise<CommandOutcome> {
    const file = await this.videos.find(videoId);
    const decide = asItsCreator(context.actor, (order, now) => {
      if (file === undefined) {
        const accepted = requireAccepted(order);
        return isRejection(accepted)
          ? accepted
          : reject('video_not_found', 'no such video has been uploaded');
      }
      const { sha256, bytes, durationMs, container } = file;
      const video = { videoId, sha256, bytes, durationMs, container };
      // What was checked when the upload finished is what the store says of the file, not what the caller says.
      return submitVideo(order, { video, uploadedFor: file.orderId, now });
    });
    return this.aggregates.execute(orders, orderId, context, decide);
  }
}
