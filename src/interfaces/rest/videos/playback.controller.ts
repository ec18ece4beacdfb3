import { Controller, Get, Head, Inject, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  type VideoFile,
  VideoNotFoundError,
  type VideoStore,
} from '../../../application/ports/video-store.js';
import { PlaybackGrants } from '../../../application/videos/playback-grants.js';
import { AllowAnyone } from '../identity/allow.js';
import { requestedRange } from './byte-range.js';
import { type Problem, type ProblemFor, sendProblem } from './video-problems.js';

export const PLAYBACK_VIDEOS = Symbol('VideoStore of playback');
export const PLAYBACK_PROBLEMS = Symbol('ProblemFor of playback');

const MEDIA_TYPE: Readonly<Record<VideoFile['container'], string>> = {
  mp4: 'video/mp4',
  quicktime: 'video/quicktime',
  webm: 'video/webm',
};

interface PlaybackRequest {
  Params: { videoId: string };
}

/** As it came: whether it is one of ours, its signature says. */
type PlaybackQuery = Readonly<Record<string, unknown>>;

/** Plays a video to whoever holds a link that `PlaybackGrants` signed; no other authorisation applies here. */
@ApiTags('inbox')
@Controller('v1/videos/:videoId/content')
export class PlaybackController {
  constructor(
    @Inject(PLAYBACK_VIDEOS) private readonly videos: VideoStore,
    @Inject(PlaybackGrants) private readonly grants: PlaybackGrants,
    @Inject(PLAYBACK_PROBLEMS) private readonly problemFor: ProblemFor,
  ) {}

  @Head()
  @AllowAnyone()
  @ApiExcludeEndpoint()
  async head(
    @Req() request: FastifyRequest<PlaybackRequest>,
    @Res() reply: FastifyReply,
    @Query() link: PlaybackQuery,
  ): Promise<void> {
    await this.play(request, reply, link);
  }

  @Get()
  @AllowAnyone()
  @ApiOperation({ summary: 'The video, to whoever holds a signed link; takes Range requests' })
  @ApiProduces(...Object.values(MEDIA_TYPE))
  @ApiOkResponse({ description: 'The video, or (206) the part that was asked for.' })
  async get(
    @Req() request: FastifyRequest<PlaybackRequest>,
    @Res() reply: FastifyReply,
    @Query() link: PlaybackQuery,
  ): Promise<void> {
    await this.play(request, reply, link);
  }

  private async play(
    request: FastifyRequest<PlaybackRequest>,
    reply: FastifyReply,
    link: PlaybackQuery,
  ): Promise<void> {
    const { videoId } = request.params;
    const refused = this.refuse(videoId, link);
    const video = refused === undefined ? await this.videos.find(videoId) : undefined;
    if (video === undefined) await sendProblem(reply, refused ?? this.notFound());
    else await this.send(request, reply, video);
  }

  private refuse(videoId: string, link: PlaybackQuery): Problem | undefined {
    const { expires, signature } = link;
    const verdict = this.grants.verifyPlayback({ videoId, expires, signature });
    if (verdict === 'granted') return undefined;
    return verdict === 'expired'
      ? this.problemFor('playback_link_expired', 'the link has expired: ask for a new one')
      : this.problemFor('playback_link_invalid', 'the link is not one of ours');
  }

  private async send(request: FastifyRequest, reply: FastifyReply, video: VideoFile): Promise<void> {
    const etag = `"${video.sha256}"`;
    void reply.headers({
      'content-type': MEDIA_TYPE[video.container],
      'content-disposition': 'inline',
      'accept-ranges': 'bytes',
      etag,
      'cache-control': 'private',
      'x-content-type-options': 'nosniff',
      // Players of other origins load it, without credentials; the signature is what protects it.
      'cross-origin-resource-policy': 'cross-origin',
    });
    if (request.headers['if-none-match'] === etag) return void (await reply.code(304).send());
    const range = requestedRange(rangeHeader(request, etag), video.bytes);
    if (range === 'unsatisfiable') {
      void reply.header('content-range', `bytes */${String(video.bytes)}`);
      return void (await sendProblem(
        reply,
        this.problemFor('range_not_satisfiable', 'the video is shorter'),
      ));
    }
    const { start, end } = range === 'whole' ? { start: 0, end: video.bytes - 1 } : range;
    if (range !== 'whole')
      void reply
        .code(206)
        .header('content-range', `bytes ${String(start)}-${String(end)}/${String(video.bytes)}`);
    void reply.header('content-length', end - start + 1);
    await (request.method === 'HEAD' ? reply.send() : this.stream(reply, video.videoId, { start, end }));
  }

  private async stream(
    reply: FastifyReply,
    videoId: string,
    range: { start: number; end: number },
  ): Promise<void> {
    try {
      await reply.send(await this.videos.read(videoId, range));
    } catch (error) {
      if (!(error instanceof VideoNotFoundError)) throw error;
      void reply.removeHeader('content-length').removeHeader('content-range').removeHeader('etag');
      await sendProblem(reply, this.notFound());
    }
  }

  private notFound(): Problem {
    return this.problemFor('video_not_found', 'there is no such video (any more)');
  }
}

/** A part is of use only to who has the other parts of the same file (RFC 9110, section 13.1.5). */
function rangeHeader(request: FastifyRequest, etag: string): string | undefined {
  const ifRange = request.headers['if-range'];
  return ifRange === undefined || ifRange === etag ? request.headers.range : undefined;
}
