import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { Random } from '../../../application/ports/random.js';
import { sendProblem } from '../problems/problem.js';
import { HTTP_LIMITS } from './limits.js';

/** Fastify with our limits. Every request has a new UUID for an id: in the log, in problems, as its command's id. */
export function createHttpAdapter(random: Random): FastifyAdapter {
  return new FastifyAdapter({
    // Never a client's own: it would be a way to write into the log.
    requestIdHeader: false,
    genReqId: () => random.uuid(),
    bodyLimit: HTTP_LIMITS.bodyBytes,
    requestTimeout: HTTP_LIMITS.requestMs,
    keepAliveTimeout: HTTP_LIMITS.keepAliveMs,
    // At the end, requests under way are answered, and what still comes on their connections, too.
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    routerOptions: { maxParamLength: HTTP_LIMITS.pathParameterChars },
    // The router turns these down before any hook runs.
    frameworkErrors: (error: FastifyError, _request: FastifyRequest, reply: FastifyReply) => {
      const tooLong = error.code === 'FST_ERR_MAX_PARAM_LENGTH';
      void sendProblem(
        reply,
        'url_invalid',
        tooLong ? 'a part of the path is too long' : 'the path is not well-formed',
      );
    },
  });
}
