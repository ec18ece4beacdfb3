import { Body, Controller, Get, HttpCode, Module, Post, Query } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Type } from 'class-transformer';
import { IsArray, IsIn, IsInt, IsString, Length, ValidateNested } from 'class-validator';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { type DestinationStream, pino } from 'pino';
import type { CommandContext } from '../../src/application/command-context.js';
import type { Actor } from '../../src/application/events/metadata.js';
import type { Readiness } from '../../src/application/health/readiness.js';
import type { Dependency } from '../../src/application/health/watched-dependency.js';
import type { TokenRole } from '../../src/application/ports/identity.js';
import type { CommandOutcome } from '../../src/application/runtime/outcome.js';
import type { OrderId } from '../../src/domain/ids.js';
import { EmbeddedIdempotencyKeys } from '../../src/infrastructure/embedded/idempotency/embedded-idempotency-keys.js';
import { UuidV7 } from '../../src/infrastructure/clock/uuid-v7.js';
import { openIdentity } from '../../src/infrastructure/identity/open-identity.js';
import { commandAnswer } from '../../src/interfaces/rest/http/answer.js';
import { Context } from '../../src/interfaces/rest/http/command-context.js';
import { configureHttp } from '../../src/interfaces/rest/http/configure-http.js';
import { createHttpAdapter } from '../../src/interfaces/rest/http/http-adapter.js';
import { HttpFoundationModule } from '../../src/interfaces/rest/http/http-foundation.module.js';
import { IdParam } from '../../src/interfaces/rest/http/id-param.js';
import { TakesRawBody } from '../../src/interfaces/rest/http/json-bodies.js';
import { pageAnswer, PageQuery } from '../../src/interfaces/rest/http/page.js';
import { SeenPosition } from '../../src/interfaces/rest/http/seen-position.js';
import { Allow, AllowAnyone } from '../../src/interfaces/rest/identity/allow.js';
import { CurrentActor } from '../../src/interfaces/rest/identity/caller.js';
import { Problems } from '../../src/interfaces/rest/openapi/problems.js';
import { readinessOf } from '../support/readiness.js';
import { realClock } from '../support/real-clock.js';

class Price {
  @IsInt()
  amountMinor!: number;
  @IsIn(['TRY', 'AED'])
  currency!: string;
}

class PlaceOrderBody {
  @IsString()
  @Length(1, 20)
  brief!: string;
  @ValidateNested()
  @Type(() => Price)
  price!: Price;
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => Price)
  tips: Price[] = [];
}

/** What the handlers of this application do is set, and seen, by the tests. */
export class Behaviour {
  readonly contexts: CommandContext[] = [];
  decide: (context: CommandContext) => Promise<CommandOutcome> = () =>
    Promise.resolve({ revision: 4n, position: 9_007_199_254_740_993n });
  reach: (position: bigint | undefined) => Promise<void> = () => Promise.resolve();

  run(context: CommandContext): Promise<CommandOutcome> {
    this.contexts.push(context);
    return this.decide(context);
  }
}

@Controller('v1/orders')
export class OrdersTestController {
  constructor(private readonly behaviour: Behaviour) {}

  @Post(':orderId/accept')
  @HttpCode(200)
  @Allow('creator')
  @Problems('order_not_found', 'acceptance_window_closed')
  async accept(@IdParam('orderId', 'ord') orderId: OrderId, @Context() context: CommandContext) {
    return commandAnswer(await this.behaviour.run(context), { orderId });
  }

  @Post()
  @Allow('fan')
  async place(@Body() _body: PlaceOrderBody, @Context() context: CommandContext) {
    return commandAnswer(await this.behaviour.run(context), { orderId: 'ord_1' }, '/v1/orders/ord_1');
  }

  @Get()
  @Allow('fan', 'support')
  async list(@Query() { limit, starting_after }: PageQuery, @SeenPosition() position: bigint | undefined) {
    await this.behaviour.reach(position);
    return pageAnswer([{ limit, starting_after }], 'next');
  }

  @Get('me')
  @Allow('fan', 'creator', 'support')
  me(@CurrentActor() actor: Actor): Actor {
    return actor;
  }

  @Get('broken')
  @AllowAnyone()
  broken(): never {
    throw new Error('secret detail of the inside');
  }
}

@Controller('webhooks')
export class WebhooksTestController {
  @Post()
  @HttpCode(200)
  @AllowAnyone()
  @TakesRawBody()
  receive(@Body() body: Buffer): object {
    return { bytes: body.length };
  }
}

export interface TestApp {
  readonly app: NestFastifyApplication;
  readonly origin: string;
  readonly behaviour: Behaviour;
  readonly readiness: Readiness;
  /** Every line logged so far. */
  readonly lines: Record<string, unknown>[];
  readonly token: (subject: string, ...roles: TokenRole[]) => Promise<string>;
  readonly fetch: (path: string, init?: RequestInit & { token?: string }) => Promise<Response>;
  readonly close: () => Promise<void>;
}

export interface TestAppOptions {
  readonly dataDir?: string;
  readonly issuer?: string;
  readonly logTo?: DestinationStream;
  readonly dependencies?: readonly Dependency[];
}

export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const folder = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'http-')));
  const { verifier, developmentIssuer } = await openIdentity({
    authIssuer: options.issuer,
    authAudience: 'shoutouts',
    dataDir: folder,
  });
  const keys = await EmbeddedIdempotencyKeys.open(folder, { clock: realClock });
  const readiness = readinessOf(options.dependencies);
  const behaviour = new Behaviour();
  const lines: Record<string, unknown>[] = [];
  const logger = pino(
    { base: null },
    options.logTo ??
      new Writable({
        write: (line: Buffer, _encoding, done) => {
          lines.push(JSON.parse(line.toString()) as Record<string, unknown>);
          done();
        },
      }),
  );

  @Module({
    imports: [
      HttpFoundationModule.on({
        logger,
        tokenVerifier: verifier,
        developmentIssuer,
        idempotencyKeys: keys,
        readiness,
      }),
    ],
    controllers: [OrdersTestController, WebhooksTestController],
    providers: [{ provide: Behaviour, useValue: behaviour }],
  })
  class TestModule {}

  const app = await NestFactory.create<NestFastifyApplication>(TestModule, createHttpAdapter(new UuidV7()), {
    bodyParser: false,
    logger: false,
    abortOnError: false,
  });
  configureHttp(app, { version: '0.0.0', publicUrl: 'http://localhost' });
  await app.listen(0, '127.0.0.1');
  const origin = (await app.getUrl()).replace('[::1]', '127.0.0.1');
  return {
    app,
    origin,
    behaviour,
    readiness,
    lines,
    token: async (subject, ...roles) => {
      if (developmentIssuer === undefined) throw new Error('no development issuer');
      return (await developmentIssuer.issue({ subject, roles, ttlSeconds: 60 })).token;
    },
    fetch: (path, { token, ...init } = {}) => {
      const headers = new Headers(init.headers);
      if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
      return fetch(`${origin}${path}`, { ...init, headers });
    },
    close: async () => {
      await app.close();
      await keys.close();
      if (options.dataDir === undefined) await rm(folder, { recursive: true });
    },
  };
}
