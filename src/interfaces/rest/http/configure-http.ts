import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { Readiness } from '../../../application/health/readiness.js';
import { IdempotencyKeys } from '../../../application/ports/idempotency-keys.js';
import { TokenVerifier } from '../../../application/ports/identity.js';
import { answerRepetitions } from '../idempotency/answer-repetitions.js';
import { authenticateRequests } from '../identity/authenticate.js';
import { type ApiDescription, describeApi } from '../openapi/describe-api.js';
import { ProblemFilter } from '../problems/problem-filter.js';
import { ProblemError } from '../problems/problem-error.js';
import { AllowedMethods } from './allowed-methods.js';
import { sendAnswers } from './answer.js';
import { endConnectionsWhenClosing } from './closing.js';
import { HTTP_LOGGER } from './http-foundation.module.js';
import { readJsonBodies } from './json-bodies.js';
import { NestLog } from './logger.js';
import { logRequests } from './request-log.js';
import { setSecurityHeaders } from './security-headers.js';
import { refuseUnreadInput } from './unread-input.js';
import { validationPipe } from './validation.js';

/**
 * Everything between the socket and the controllers, in the order in which a request meets it. Call it after
 * `NestFactory.create(AppModule, createHttpAdapter(random), { bodyParser: false })` and before `listen`.
 */
export function configureHttp(app: NestFastifyApplication, description: ApiDescription): void {
  const logger = app.get<Logger>(HTTP_LOGGER);
  const fastify = app.getHttpAdapter().getInstance();
  app.useLogger(new NestLog(logger));
  const methods = new AllowedMethods(fastify);
  logRequests(fastify, logger);
  setSecurityHeaders(fastify);
  endConnectionsWhenClosing(fastify, app.get(Readiness));
  refuseUnknownMethods(fastify, methods);
  authenticateRequests(fastify, app.get(TokenVerifier));
  readJsonBodies(fastify);
  refuseUnreadInput(fastify);
  answerRepetitions(fastify, app.get(IdempotencyKeys), logger);
  sendAnswers(fastify);
  app.useGlobalPipes(validationPipe());
  app.useGlobalFilters(new ProblemFilter(logger));
  describeApi(app, description);
}

function refuseUnknownMethods(fastify: FastifyInstance, methods: AllowedMethods): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    done(request.is404 ? wrongMethod(request, methods) : undefined);
  });
}

function wrongMethod({ url }: FastifyRequest, methods: AllowedMethods): ProblemError | undefined {
  const allowed = methods.at(url.split('?')[0] ?? url);
  if (allowed.length === 0) return undefined;
  const headers = { allow: allowed.join(', ') };
  return new ProblemError('method_not_allowed', `allowed here: ${headers.allow}`, { headers });
}
