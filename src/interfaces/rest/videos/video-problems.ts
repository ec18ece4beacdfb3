import type { FastifyReply } from 'fastify';

/** Problem details (RFC 9457), with the stable code that clients go by. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
}

/** Everything that can be wrong with an upload, a playback link or what is asked of them. */
export type VideoProblemCode =
  | 'upload_invalid'
  | 'upload_not_found'
  | 'upload_offset_conflict'
  | 'upload_complete'
  | 'upload_expired'
  | 'upload_version_unsupported'
  | 'video_too_big'
  | 'video_too_long'
  | 'video_not_a_video'
  | 'video_not_found'
  | 'playback_link_invalid'
  | 'playback_link_expired'
  | 'range_not_satisfiable'
  | 'internal_error';

/** Looks the code up in the one table of problems. */
export type ProblemFor = (code: VideoProblemCode, detail: string) => Problem;

export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  // Serialised here: Fastify would add a charset, which the media type has no parameter for.
  return reply
    .code(problem.status)
    .headers({ 'content-type': 'application/problem+json', 'cache-control': 'no-store' })
    .send(Buffer.from(JSON.stringify(problem)));
}
