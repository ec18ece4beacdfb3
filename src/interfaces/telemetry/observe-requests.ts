import type { FastifyInstance } from 'fastify';
import type { Telemetry } from '../../application/ports/telemetry.js';
import { correlationIdOf } from '../rest/http/command-context.js';

/** Tells of every request that was answered, by its route's pattern, and knows how many are under way. */
export class RequestObserver {
  #underWay = 0;

  get underWay(): number {
    return this.#underWay;
  }

  observe(fastify: FastifyInstance, telemetry: Telemetry): void {
    fastify.addHook('onRequest', (_request, reply, done) => {
      this.#underWay += 1;
      // Also when the client goes away before it is answered.
      reply.raw.once('close', () => (this.#underWay -= 1));
      done();
    });
    fastify.addHook('onResponse', (request, reply, done) => {
      const { id, method, headers, routeOptions } = request;
      telemetry.tell(
        {
          of: 'request',
          ...{ method, route: routeOptions.url ?? 'none', status: reply.statusCode, requestId: id },
          correlationId: correlationIdOf(request),
          traceparent: typeof headers['traceparent'] === 'string' ? headers['traceparent'] : undefined,
        },
        telemetry.now() - reply.elapsedTime,
      );
      done();
    });
  }
}
