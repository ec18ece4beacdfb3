import type { FastifyInstance } from 'fastify';

/**
 * From the moment the program closes, answers end their connection: a client that keeps it open for later requests
 * would hold up the end for as long.
 */
export function endConnectionsWhenClosing(fastify: FastifyInstance): void {
  let closing = false;
  fastify.addHook('preClose', (done) => {
    closing = true;
    done();
  });
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    if (closing) reply.header('connection', 'close');
    done(null, payload);
  });
}
