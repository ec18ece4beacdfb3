import { Controller, Get, type OnModuleDestroy, Req, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Application } from '../../../application/application.js';
import type { Actor } from '../../../application/events/metadata.js';
import { ListInbox, ListMissed, placeOf } from '../../../application/fans/read-inbox.js';
import { fanInbox, type InboxMessage } from '../../../application/projections/fan-inbox.js';
import type { FanId } from '../../../domain/ids.js';
import { Allow } from '../identity/allow.js';
import { callerOf, CurrentActor } from '../identity/caller.js';
import { messageBody } from './inbox.controller.js';

const EVENT_STREAM = 'text/event-stream';
const KEEP_ALIVE_MS = 20_000;
/** The longest that a timer can wait. */
const MAX_TIMER_MS = 2 ** 31 - 1;

const msUntil = (epochMs: number): number => Math.min(Math.max(0, epochMs - Date.now()), MAX_TIMER_MS);

const EVENT_ID = '2026-11-25T18:04:00.000Z/ord_019ab3c4-7d21-7e6f-9a10-0c5b8f2e4d11';
const EVENT = `id: ${EVENT_ID}\nevent: message\ndata: {"order_id":"ord_019ab3c4-7d21-7e6f-9a10-0c5b8f2e4d11",…}\n\n`;

/**
 * Server-sent events: one `message` per delivered video. An event's id is when it was delivered and for which order, so
 * that a client that comes back (`Last-Event-ID`) gets what it missed.
 */
@ApiTags('inbox')
@Controller('v1/inbox/events')
export class InboxEventsController implements OnModuleDestroy {
  readonly #open = new Set<FastifyReply>();

  constructor(
    private readonly queries: QueryBus,
    private readonly application: Application,
  ) {}

  @Get()
  @Allow('fan')
  @ApiOperation({ summary: 'Tells of each delivered video as it comes (server-sent events)' })
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description: 'The `id` of the last event that arrived: the stream goes on after it.',
    schema: { type: 'string', example: EVENT_ID },
  })
  @ApiOkResponse({
    description: 'Events named `message`, each with an `id` and a message of the inbox as its `data`.',
    content: { [EVENT_STREAM]: { schema: { type: 'string' }, example: EVENT } },
  })
  async events(
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (request.method === 'HEAD') return void reply.type(EVENT_STREAM).send();
    const stream = new InboxStream(reply, String(request.headers['last-event-id'] ?? ''));
    const fanId = actor.id as FanId;
    const tell = () =>
      stream.tell((told) => (told === undefined ? this.newest(fanId) : this.missed(fanId, told)));
    const stopListening = this.application.projections.onApplied(fanInbox.name, () => void tell());
    const keepAlive = setInterval(() => stream.keepAlive(), KEEP_ALIVE_MS);
    // Who may listen was found out once: it holds for as long as the token does.
    const ending = setTimeout(() => reply.raw.end(), msUntil(callerOf(request).identity.expiresAtMs));
    this.#open.add(reply);
    request.raw.once('close', () => {
      this.#open.delete(reply);
      clearTimeout(ending);
      stopListening();
      clearInterval(keepAlive);
    });
    await tell();
  }

  /** Nobody's connection keeps the program from ending; clients come back with `Last-Event-ID`. */
  onModuleDestroy(): void {
    for (const reply of this.#open) reply.raw.end();
  }

  private async newest(fanId: FanId): Promise<readonly InboxMessage[]> {
    return (await this.queries.execute(new ListInbox(fanId, { limit: 1 }))).documents;
  }

  private missed(fanId: FanId, told: string): Promise<readonly InboxMessage[]> {
    return this.queries.execute(new ListMissed(fanId, told));
  }
}

class InboxStream {
  /** What the client has: everything up to here. Without a `Last-Event-ID` it hears of what comes from now on. */
  #told: string | undefined;
  #telling: Promise<void> = Promise.resolve();

  constructor(
    private readonly reply: FastifyReply,
    lastEventId: string,
  ) {
    this.#told = lastEventId === '' ? undefined : lastEventId;
    reply.hijack();
    // The connection is for this alone: when the stream ends, it ends.
    reply.raw.writeHead(200, {
      'content-type': EVENT_STREAM,
      'cache-control': 'no-store',
      connection: 'close',
    });
    reply.raw.write(': listening\n\n');
  }

  /** One telling after the other, so that no message is told twice. @param read what is after what the client has; the newest where that is not known */
  tell(read: (told: string | undefined) => Promise<readonly InboxMessage[]>): Promise<void> {
    this.#telling = this.#telling
      .then(async () => this.write(await read(this.#told)))
      .catch(() => {
        this.reply.raw.end();
      });
    return this.#telling;
  }

  keepAlive(): void {
    this.reply.raw.write(': still here\n\n');
  }

  private write(messages: readonly InboxMessage[]): void {
    const isListening = this.#told !== undefined;
    const last = messages.at(-1);
    this.#told = last === undefined ? (this.#told ?? '') : placeOf(last);
    if (!isListening) return;
    for (const message of messages)
      this.reply.raw.write(
        `id: ${placeOf(message)}\nevent: message\ndata: ${JSON.stringify(messageBody(message))}\n\n`,
      );
  }
}
