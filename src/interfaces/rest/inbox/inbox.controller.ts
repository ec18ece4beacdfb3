import { Controller, Get, Query, Req } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '../../../application/events/metadata.js';
import { GetInboxMessage, ListInbox } from '../../../application/fans/read-inbox.js';
import type { InboxMessage } from '../../../application/projections/fan-inbox.js';
import { RecordPlaybackLink } from '../../../application/videos/record-playback-link.js';
import { PLAYBACK_TTL_MS, PlaybackGrants } from '../../../application/videos/playback-grants.js';
import type { FanId, OrderId, VideoId } from '../../../domain/ids.js';
import { readingContext } from '../http/command-context.js';
import { IdParam } from '../http/id-param.js';
import { pageAnswer, PageQuery } from '../http/page.js';
import { SeenPosition } from '../http/seen-position.js';
import { Allow } from '../identity/allow.js';
import { CurrentActor } from '../identity/caller.js';
import { Problems } from '../openapi/problems.js';
import { AsOf, asOfAsked } from '../shared/as-of.dto.js';
import { orNotFound } from '../shared/found.js';
import { bodyOf } from '../shared/snake-case.js';
import { PageOf } from '../shared/page-of.dto.js';
import { InboxMessageDto, PlaybackLinkDto } from './inbox.dto.js';

class InboxQuery extends PageQuery {
  @AsOf('As it was served then.')
  as_of?: string;
}

@ApiTags('inbox')
@Controller('v1/inbox')
export class InboxController {
  constructor(
    private readonly queries: QueryBus,
    private readonly commands: CommandBus,
    private readonly grants: PlaybackGrants,
  ) {}

  @Get()
  @Allow('fan')
  @Problems('as_of_invalid')
  @ApiOperation({
    summary: 'The videos that were delivered to the fan, newest first',
    description: 'As of a position or an instant, a page may have fewer than were asked for.',
  })
  @ApiOkResponse({ type: PageOf(InboxMessageDto), description: 'A page of messages.' })
  async list(
    @CurrentActor() actor: Actor,
    @Query() { limit, starting_after: startingAfter, as_of }: InboxQuery,
    @SeenPosition() seen: bigint | undefined,
  ) {
    const asked = { limit, startingAfter };
    const page = await this.queries.execute(new ListInbox(actor.id as FanId, asked, seen, asOfAsked(as_of)));
    return pageAnswer(page.documents.map(messageBody), page.next);
  }

  @Get(':order_id')
  @Allow('fan')
  @Problems('order_not_found')
  @ApiOperation({ summary: 'The message that answers an order' })
  @ApiOkResponse({ type: InboxMessageDto, description: 'The message.' })
  async get(
    @IdParam('order_id', 'ord') orderId: OrderId,
    @CurrentActor() actor: Actor,
    @SeenPosition() seen: bigint | undefined,
  ) {
    return messageBody(await this.message(orderId, actor, seen));
  }

  @Get(':order_id/video')
  @Allow('fan')
  @Problems('order_not_found', 'video_not_found')
  @ApiOperation({
    summary: 'A link to the video that any player can open, for ten minutes',
    description: 'It takes Range requests. That it was asked for is recorded, as proof of the delivery.',
  })
  @ApiOkResponse({ type: PlaybackLinkDto, description: 'The link.' })
  async video(
    @IdParam('order_id', 'ord') orderId: OrderId,
    @CurrentActor() actor: Actor,
    @SeenPosition() seen: bigint | undefined,
    @Req() request: FastifyRequest,
  ) {
    const { videoId } = await this.message(orderId, actor, seen);
    // Links end in real time, as tokens do: the product's clock may be a test's.
    const expiresAtMs = Date.now() + PLAYBACK_TTL_MS;
    const id = orNotFound(videoId ?? undefined, 'video_not_found', 'there is no video');
    const link = { orderId, videoId: id as VideoId, fanId: actor.id as FanId };
    await this.commands.execute(new RecordPlaybackLink(link, readingContext(request, actor)));
    return {
      url: this.grants.signPlayback(id, expiresAtMs),
      expires_at: new Date(expiresAtMs).toISOString(),
    };
  }

  private async message(orderId: OrderId, actor: Actor, seen: bigint | undefined): Promise<InboxMessage> {
    const message = await this.queries.execute(new GetInboxMessage(orderId, actor.id as FanId, seen));
    return orNotFound(message, 'order_not_found', 'nothing has been delivered for this order');
  }
}

export const messageBody = ({ delivered: _delivered, ...message }: InboxMessage) => bodyOf(message);
