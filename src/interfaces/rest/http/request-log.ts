import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { correlationIdOf } from './command-context.js';
import { extendRouteConfig } from './route-config.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    logsAtDebug?: true;
  }
}

/** A route that is asked every few seconds by machines: its lines would bury those of people. */
export const LogAtDebug = (): MethodDecorator => extendRouteConfig({ logsAtDebug: true });

/**
 * One line per request: the route's pattern instead of the address, whose query may be personal; never bodies, tokens
 * or other headers. Every answer names its request, so that a caller can quote the line.
 */
export function logRequests(fastify: FastifyInstance, logger: Logger): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.header('request-id', request.id);
    done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const { id, method, routeOptions, caller } = request;
    logger[routeOptions.config.logsAtDebug === true ? 'debug' : 'info']({
      requestId: id,
      correlationId: correlationIdOf(request),
      method,
      route: routeOptions.url ?? 'none',
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime * 100) / 100,
      ...(caller === null ? {} : { role: caller.actor.role }),
    });
    done();
  });
}
