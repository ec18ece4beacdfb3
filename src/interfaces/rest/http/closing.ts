import type { FastifyInstance } from 'fastify';
import type { Readiness } from '../../../application/health/readiness.js';

/**
 * From the moment the program drains or closes, answers end their connection: a client that keeps it open for later requests
 * would hold up the end for as long, and its next request could meet a closed one.
 */
export function endConnectionsWhenClosing(fastify: FastifyInstance, readiness: Readiness): void {
  let closing = false;
  fastify.addHook('preClose', (done) => {
    closing = true;
    done();
  });
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    if (closing || readiness.isDraining) reply.header('connection', 'close');
    done(null, payload);
  });
}
