import { Controller, Get, Head, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type VideoFile, VideoNotFoundError, VideoStore } from '../../../application/ports/video-store.js';
import { PlaybackGrants } from '../../../application/videos/playback-grants.js';
import { AllowAnyone } from '../identity/allow.js';
import { ProblemError } from '../problems/problem-error.js';
import { Problems } from '../openapi/problems.js';
import { DescribePlayback } from './describe-playback.js';
import { requestedRange } from './byte-range.js';

const MEDIA_TYPE: Readonly<Record<VideoFile['container'], string>> = {
  mp4: 'video/mp4',
  quicktime: 'video/quicktime',
  webm: 'video/webm',
};

interface PlaybackRequest {
  Params: { video_id: string };
}

/** As it came: whether it is one of ours, its signature says. */
type PlaybackQuery = Readonly<Record<string, unknown>>;

/**
 * Plays a video to whoever holds a link that `PlaybackGrants` signed; no other authorisation applies here. Where the store can play it
 * by itself, the player is sent there, for as long as the link lasts.
 */
@ApiTags('inbox')
@Controller('v1/videos/:video_id/content')
export class PlaybackController {
  constructor(
    private readonly videos: VideoStore,
    private readonly grants: PlaybackGrants,
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
  @Problems('playback_link_invalid', 'playback_link_expired', 'video_not_found', 'range_not_satisfiable')
  @ApiOperation({ summary: 'The video, to whoever holds a signed link; takes Range requests' })
  @DescribePlayback(Object.values(MEDIA_TYPE))
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
    const { video_id: videoId } = request.params;
    this.requireGrant(videoId, link);
    const video = await this.videos.find(videoId);
    if (video === undefined) throw notFound();
    const address = await this.videos.playbackAddress(video, {
      method: request.method === 'HEAD' ? 'HEAD' : 'GET',
      mediaType: MEDIA_TYPE[video.container],
      untilMs: Number(link['expires']) * 1000,
    });
    if (address === undefined) return this.send(request, reply, video);
    // Not to be kept: the next request gets another address. Players of other origins follow it, as they load what `send` sends.
    const headers = { 'cache-control': 'no-store', 'cross-origin-resource-policy': 'cross-origin' };
    await reply.headers(headers).redirect(address, 302);
  }

  private requireGrant(videoId: string, link: PlaybackQuery): void {
    const { expires, signature } = link;
    const verdict = this.grants.verifyPlayback({ videoId, expires, signature });
    if (verdict === 'expired')
      throw new ProblemError('playback_link_expired', 'the link has expired: ask for a new one');
    if (verdict !== 'granted') throw new ProblemError('playback_link_invalid', 'the link is not one of ours');
  }

  private async send(request: FastifyRequest, reply: FastifyReply, video: VideoFile): Promise<void> {
    const etag = `"${video.sha256}"`;
    const range = requestedRange(rangeHeader(request, etag), video.bytes);
    if (range === 'unsatisfiable')
      throw new ProblemError('range_not_satisfiable', 'the video is shorter', {
        headers: { 'content-range': `bytes */${String(video.bytes)}` },
      });
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
    const content = await this.videos.read(videoId, range).catch((error: unknown) => {
      if (!(error instanceof VideoNotFoundError)) throw error;
      for (const name of HEADERS_OF_CONTENT) void reply.removeHeader(name);
      throw notFound();
    });
    await reply.send(content);
  }
}

const HEADERS_OF_CONTENT = [
  'content-length',
  'content-range',
  'content-disposition',
  'accept-ranges',
  'etag',
];

const notFound = (): ProblemError => new ProblemError('video_not_found', 'there is no such video (any more)');

/** A part is of use only to who has the other parts of the same file (RFC 9110, section 13.1.5). */
function rangeHeader(request: FastifyRequest, etag: string): string | undefined {
  const ifRange = request.headers['if-range'];
  return ifRange === undefined || ifRange === etag ? request.headers.range : undefined;
}
