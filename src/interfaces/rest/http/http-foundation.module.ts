import { type DynamicModule, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import type { Logger } from 'pino';
import { Readiness } from '../../../application/health/readiness.js';
import { IdempotencyKeys } from '../../../application/ports/idempotency-keys.js';
import { DevelopmentIssuer, TokenVerifier } from '../../../application/ports/identity.js';
import { HealthController } from '../health/health.controller.js';
import { DevelopmentTokensController } from '../identity/development-tokens.controller.js';
import { EveryRouteIsDeclared } from '../identity/every-route-is-declared.js';

/** What the HTTP interface stands on; the composition root makes it. */
export interface HttpFoundations {
  readonly logger: Logger;
  readonly tokenVerifier: TokenVerifier;
  /** Absent when tokens come from a real issuer: then nobody can make their own. */
  readonly developmentIssuer?: DevelopmentIssuer | undefined;
  readonly idempotencyKeys: IdempotencyKeys;
  readonly readiness: Readiness;
}

export const HTTP_LOGGER = Symbol('the logger of the HTTP interface');

/** What `configureHttp` needs, for all controllers. */
@Module({})
export class HttpFoundationModule {
  static on(foundations: HttpFoundations): DynamicModule {
    const { logger, tokenVerifier, developmentIssuer, idempotencyKeys, readiness } = foundations;
    const forDevelopment = developmentIssuer !== undefined;
    return {
      module: HttpFoundationModule,
      global: true,
      imports: [DiscoveryModule],
      controllers: [HealthController, ...(forDevelopment ? [DevelopmentTokensController] : [])],
      providers: [
        EveryRouteIsDeclared,
        { provide: HTTP_LOGGER, useValue: logger },
        { provide: TokenVerifier, useValue: tokenVerifier },
        { provide: IdempotencyKeys, useValue: idempotencyKeys },
        { provide: Readiness, useValue: readiness },
        ...(forDevelopment ? [{ provide: DevelopmentIssuer, useValue: developmentIssuer }] : []),
      ],
      exports: [TokenVerifier, HTTP_LOGGER],
    };
  }
}
