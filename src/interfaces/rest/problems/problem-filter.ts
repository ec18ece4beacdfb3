import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import { IdentityUnavailableError } from '../../../application/ports/identity.js';
import { sendProblem } from './problem.js';
import { problemOfError } from './problem-of-error.js';

/** Answers everything that is thrown, by handlers, by Nest and by Fastify, as a problem. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): FastifyReply {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    // A client that hangs up, or a stream that breaks, after the answer has begun: nothing is left to say.
    if (reply.sent) return reply;
    const problem = problemOfError(error);
    // Every request that needs a token fails so, and the caller can do nothing about it.
    if (error instanceof IdentityUnavailableError)
      this.logger.warn({ requestId: reply.request.id, err: error }, 'tokens cannot be verified');
    if (problem !== undefined) return sendProblem(reply, problem.code, problem.detail, problem.extras);
    this.logger.error({ requestId: reply.request.id, err: error }, 'a request failed');
    return sendProblem(
      reply,
      'internal_error',
      'the fault has been recorded under the instance of this problem',
    );
  }
}
