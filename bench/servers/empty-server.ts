import 'reflect-metadata';
import { type DynamicModule, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Clock } from '../../src/application/ports/clock.js';
import { Readiness } from '../../src/application/health/readiness.js';
import type { IdempotencyKeys } from '../../src/application/ports/idempotency-keys.js';
import { PlaybackGrants } from '../../src/application/videos/playback-grants.js';
import { SystemClock } from '../../src/infrastructure/clock/system-clock.js';
import { UuidV7 } from '../../src/infrastructure/clock/uuid-v7.js';
import { openIdentity } from '../../src/infrastructure/identity/open-identity.js';
import { CreatorQueriesController } from '../../src/interfaces/rest/creators/creator-queries.controller.js';
import { configureHttp } from '../../src/interfaces/rest/http/configure-http.js';
import { createHttpAdapter } from '../../src/interfaces/rest/http/http-adapter.js';
import {
  type HttpFoundations,
  HttpFoundationModule,
} from '../../src/interfaces/rest/http/http-foundation.module.js';
import { createLogger, PinoLog } from '../../src/interfaces/rest/http/logger.js';
import { InboxController } from '../../src/interfaces/rest/inbox/inbox.controller.js';
import { OrderCommandsController } from '../../src/interfaces/rest/orders/order-commands.controller.js';
import { OrderQueriesController } from '../../src/interfaces/rest/orders/order-queries.controller.js';
import { VERSION } from '../../src/version.js';
import { readSettings } from '../../src/settings.js';
import { EMPTY_HANDLERS } from './empty-handlers.js';
import { EmptyMarketsController } from './empty-markets.controller.js';

/** The product's own controllers and everything in front of them, over handlers that do nothing. */
@Module({})
class EmptyModule {
  static on(foundations: HttpFoundations): DynamicModule {
    return {
      module: EmptyModule,
      imports: [CqrsModule.forRoot(), HttpFoundationModule.on(foundations)],
      controllers: [
        OrderCommandsController,
        OrderQueriesController,
        CreatorQueriesController,
        InboxController,
        EmptyMarketsController,
      ],
      providers: [
        ...EMPTY_HANDLERS,
        { provide: Clock, useValue: new SystemClock() },
        { provide: PlaybackGrants, useValue: new PlaybackGrants(Buffer.alloc(32), () => Date.now()) },
      ],
    };
  }
}

/** Keys are looked at, and forgotten. */
const FORGETFUL_KEYS: IdempotencyKeys = {
  claim: () => Promise.resolve(undefined),
  save: () => Promise.resolve(),
  release: () => Promise.resolve(),
  leave: () => Promise.resolve(),
  close: () => Promise.resolve(),
};

const settings = readSettings(process.env);
const logger = createLogger(settings.logLevel);
const { verifier, developmentIssuer } = await openIdentity(settings);
const module = EmptyModule.on({
  logger,
  tokenVerifier: verifier,
  developmentIssuer,
  idempotencyKeys: FORGETFUL_KEYS,
  readiness: new Readiness([], { clock: new SystemClock(), log: new PinoLog(logger) }),
});
const nest = await NestFactory.create<NestFastifyApplication>(module, createHttpAdapter(new UuidV7()), {
  bodyParser: false,
  logger: false,
});
configureHttp(nest, { version: VERSION, publicUrl: settings.publicUrl });
await nest.listen(settings.port, settings.host);
