import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { Random } from '../../../application/ports/random.js';
import { sendProblem } from '../problems/problem.js';
import { answerClientErrors } from './client-errors.js';
import { HTTP_LIMITS } from './limits.js';
import { SECURITY_HEADERS } from './security-headers.js';

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
    clientErrorHandler: answerClientErrors(() => random.uuid()),
    // The router turns these down before any hook runs: what hooks put on an answer is put on here.
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      void reply.headers({ ...SECURITY_HEADERS, 'request-id': request.id });
      const tooLong = error.code === 'FST_ERR_MAX_PARAM_LENGTH';
      void sendProblem(
        reply,
        'url_invalid',
        tooLong ? 'a part of the path is too long' : 'the path is not well-formed',
      );
    },
  });
}
