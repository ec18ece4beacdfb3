import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import type {
  IdempotencyKeys,
  KeptRequest,
  KeyedRequest,
  SavedAnswer,
} from '../../../application/ports/idempotency-keys.js';
import { HTTP_LIMITS } from '../http/limits.js';
import { sendProblem } from '../problems/problem.js';
import { idempotencyKeyOf, keyedRequest } from './idempotency-key.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set while this request is the one that will answer for its key. */
    firstOfKey: FirstOfKey | null;
  }
}

/** The request under way for a key; others with the same key wait for its answer. */
class FirstOfKey {
  readonly answered: Promise<SavedAnswer | undefined>;
  #resolve: (answer: SavedAnswer | undefined) => void = () => undefined;

  constructor(
    readonly id: string,
    readonly request: KeyedRequest,
  ) {
    this.answered = new Promise((resolve) => (this.#resolve = resolve));
  }

  settle(answer: SavedAnswer | undefined): void {
    this.#resolve(answer);
  }
}

const REPLAYED_HEADERS = ['content-type', 'etag', 'location', 'shoutouts-position'] as const;
const REFUSALS: ReadonlySet<number> = new Set([404, 409, 422]);

/**
 * `Idempotency-Key` on every POST of a known caller: a repetition gets the first answer, and the handler does not run.
 * Kept are successes and refusals of the domain. A request that was turned down for its form leaves its key free; one
 * that failed keeps it, for what it did is not known, and its repetition is the same command.
 */
export function answerRepetitions(fastify: FastifyInstance, keys: IdempotencyKeys, logger: Logger): void {
  const repetitions = new Repetitions(keys, logger);
  fastify.decorateRequest('firstOfKey', null);
  fastify.addHook('preHandler', async (request, reply) => {
    // A file is known again by its digest, and cannot be compared before it is read.
    if (request.caller === null || request.routeOptions.config.takesXmlStream === true) return undefined;
    const key = idempotencyKeyOf(request);
    if (key === undefined) return undefined;
    const answer = await repetitions.begin(keyedRequest(request, request.caller.actor.id, key));
    if (!(answer instanceof FirstOfKey)) return answer(reply);
    request.firstOfKey = answer;
    return undefined;
  });
  fastify.addHook('onSend', async (request, reply, payload: unknown) => {
    if (request.firstOfKey !== null) await repetitions.finish(request.firstOfKey, reply, payload);
    return payload;
  });
  // However it ended (an abort, a reply that was hijacked), nobody waits for it any longer.
  fastify.addHook('onResponse', (request, _reply, done) => {
    if (request.firstOfKey !== null) repetitions.abandon(request.firstOfKey);
    done();
  });
}

type Reply = (reply: FastifyReply) => FastifyReply;

class Repetitions {
  readonly #underWay = new Map<string, FirstOfKey>();

  constructor(
    private readonly keys: IdempotencyKeys,
    private readonly logger: Logger,
  ) {}

  /** The right to run the request, or what to answer instead of running it. */
  async begin(request: KeyedRequest): Promise<FirstOfKey | Reply> {
    const id = `${request.scope}\n${request.key}`;
    for (let first = this.#underWay.get(id); first !== undefined; first = this.#underWay.get(id)) {
      if (first.request.fingerprint !== request.fingerprint) return refuseReuse;
      const answer = await within(HTTP_LIMITS.idempotencyWaitMs, first.answered);
      if (answer === 'too late') return refuseWaiting;
      if (answer !== undefined) return replay(answer);
    }
    const mine = new FirstOfKey(id, request);
    this.#underWay.set(id, mine);
    try {
      const reply = replyFor(request, await this.keys.claim(request));
      if (reply === undefined) return mine;
      this.settle(mine, undefined);
      return reply;
    } catch (error) {
      this.abandon(mine);
      throw error;
    }
  }

  /**
   * A success is in the log, by which its repetition is recognised. A refusal is nowhere else: were it lost with the process, its
   * repetition could be carried out. So it is kept before it is answered.
   */
  async finish(first: FirstOfKey, reply: FastifyReply, payload: unknown): Promise<void> {
    const answer = savedAnswer(reply, payload);
    if (answer !== undefined) {
      const saved = this.inBackground(this.keys.save(first.request, answer));
      if (REFUSALS.has(answer.status)) await saved;
    } else if (reply.statusCode < 500) void this.inBackground(this.keys.release(first.request));
    else void this.inBackground(this.keys.leave(first.request));
    this.settle(first, answer);
  }

  /** It ended without an answer that is kept, or was not even begun here. */
  abandon(first: FirstOfKey): void {
    if (this.#underWay.get(first.id) !== first) return;
    void this.inBackground(this.keys.leave(first.request));
    this.settle(first, undefined);
  }

  private settle(first: FirstOfKey, answer: SavedAnswer | undefined): void {
    if (this.#underWay.get(first.id) === first) this.#underWay.delete(first.id);
    first.settle(answer);
  }

  /** Never rejects: what was done is done, and is answered. */
  private inBackground(work: Promise<void>): Promise<void> {
    return work.catch((error: unknown) =>
      this.logger.warn({ err: error }, 'an answer was not kept for repetitions'),
    );
  }
}

function replyFor(request: KeyedRequest, kept: KeptRequest | undefined): Reply | undefined {
  if (kept === undefined) return undefined;
  if (kept.fingerprint !== request.fingerprint) return refuseReuse;
  return kept.answer === undefined ? undefined : replay(kept.answer);
}

const replay =
  ({ status, headers, body }: SavedAnswer): Reply =>
  (reply) =>
    reply.code(status).headers(headers).header('idempotent-replayed', 'true').send(Buffer.from(body));

const refuseReuse: Reply = (reply) =>
  sendProblem(reply, 'idempotency_key_reused', 'the first request with this key was another one');

const refuseWaiting: Reply = (reply) =>
  sendProblem(reply, 'outcome_unknown', 'the first request with this key has not been answered yet');

function savedAnswer(reply: FastifyReply, payload: unknown): SavedAnswer | undefined {
  const { statusCode: status } = reply;
  if (!(status >= 200 && status < 300) && !REFUSALS.has(status)) return undefined;
  const body = textOf(payload);
  if (body === undefined) return undefined;
  const headers: Record<string, string> = {};
  for (const name of REPLAYED_HEADERS) {
    const value = reply.getHeader(name);
    if (value !== undefined) headers[name] = String(value);
  }
  return { status, headers, body };
}

/** A stream is no answer of a command. */
function textOf(payload: unknown): string | undefined {
  if (payload === undefined || payload === null) return '';
  if (typeof payload === 'string') return payload;
  return Buffer.isBuffer(payload) ? payload.toString('utf8') : undefined;
}

async function within<T>(ms: number, work: Promise<T>): Promise<T | 'too late'> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<'too late'>((resolve) => {
    timer = setTimeout(() => resolve('too late'), ms);
  });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
