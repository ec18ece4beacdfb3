import { ReadableStream } from 'node:stream/web';
import { type DataStore, Metadata, TUS_RESUMABLE } from '@tus/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hasAllBytes, type Upload, type Uploads } from '../../../application/ports/uploads.js';
import { refuseSize } from '../../../application/videos/finish-upload.js';
import { isRefusedVideo } from '../../../application/videos/inspection.js';
import { isId } from '../../../domain/ids.js';
import { sendProblem } from '../problems/problem.js';
import { ProblemError } from '../problems/problem-error.js';
import { problemOfError } from '../problems/problem-of-error.js';
import { TusUploads, type TusUploadsOptions, UPLOADS_PATH, VIDEO_ID_HEADER } from './tus-uploads.js';

export interface UploadAuthorization {
  /** Who the bearer of this header is, as a creator. @throws ProblemError, and what a TokenVerifier throws */
  creatorOf(authorization: string | undefined): Promise<string>;
  /** @throws ProblemError when no video of this creator is awaited for the order */
  requireAwaited(orderId: string, creatorId: string): Promise<void>;
}

export interface UploadsMountOptions extends Omit<TusUploadsOptions, 'datastore'> {
  readonly uploads: Uploads & DataStore;
  readonly authorization: UploadAuthorization;
}

/**
 * Mounts resumable uploads at `/v1/uploads`. Who may not is turned away before the body is looked at; the body
 * goes to the disk as it comes, so memory does not grow with it.
 */
export function mountUploads(fastify: FastifyInstance, options: UploadsMountOptions): void {
  // A scope of its own: the parsers of the rest of the API stay as they are.
  void fastify.register((scope, _options, done) => {
    const routes = new UploadRoutes(options, new TusUploads({ ...options, datastore: options.uploads }));
    scope.setErrorHandler((error, _request, reply) => {
      const problem = ofUploads(problemOfError(error));
      if (problem !== undefined) return sendProblem(reply, problem.code, problem.detail, problem.extras);
      options.onFault(error);
      return sendProblem(reply, 'internal_error', 'the upload could not be stored: try again');
    });
    scope.addHook('onRequest', (request, reply, done) => {
      void reply.header('tus-resumable', TUS_RESUMABLE);
      done(refuseVersion(request));
    });
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _body, done) => {
      done(null);
    });
    scope.options(UPLOADS_PATH, (request, reply) => routes.describe(request, reply));
    scope.post(UPLOADS_PATH, (request, reply) => routes.create(request, reply));
    scope.route<UploadParams>({
      method: ['OPTIONS', 'HEAD', 'PATCH', 'DELETE'],
      url: `${UPLOADS_PATH}/:uploadId`,
      handler: (request, reply) => routes.goOn(request, reply),
    });
    done();
  });
}

interface UploadParams {
  Params: { uploadId: string };
}

class UploadRoutes {
  constructor(
    private readonly options: UploadsMountOptions,
    private readonly tus: TusUploads,
  ) {}

  async describe(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    return relay(await this.tus.handle(webRequest(request, UPLOADS_PATH)), reply);
  }

  async create(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { maxBytes, authorization } = this.options;
    const creatorId = await authorization.creatorOf(request.headers.authorization);
    const orderId = orderIdOf(request);
    if (orderId === undefined) throw new ProblemError('upload_invalid', 'Upload-Metadata needs the order_id');
    await authorization.requireAwaited(orderId, creatorId);
    const tooBig = refuseSize(lengthOf(request), maxBytes);
    if (tooBig !== undefined) throw new ProblemError(tooBig.code, tooBig.detail);
    return relay(await this.tus.create(webRequest(request, UPLOADS_PATH), creatorId), reply);
  }

  async goOn(request: FastifyRequest<UploadParams>, reply: FastifyReply): Promise<FastifyReply> {
    const { uploadId } = request.params;
    if (request.method === 'OPTIONS') return this.describe(request, reply);
    const { uploads, authorization } = this.options;
    // First: whether there is such an upload is told to nobody who may not have one.
    const creatorId = await authorization.creatorOf(request.headers.authorization);
    const upload = await uploads.find(uploadId);
    // An upload of somebody else looks as if it were not there.
    if (creatorId !== upload?.creatorId) throw notFound();
    if (request.method === 'PATCH') await authorization.requireAwaited(upload.orderId, creatorId);
    if (hasAllBytes(upload)) return this.answerComplete(request, reply, upload);
    return relay(await this.tus.handle(webRequest(request, `${UPLOADS_PATH}/${uploadId}`)), reply);
  }

  /**
   * All bytes are here, but the client may not know: the reply was lost, or the process ended before there was
   * one. A client that resumes asks with HEAD and sends nothing more when the offset is the length, so it is
   * here that such an upload is finished.
   */
  private async answerComplete(
    request: FastifyRequest,
    reply: FastifyReply,
    upload: Upload,
  ): Promise<FastifyReply> {
    const length = String(upload.lengthBytes);
    if (request.method === 'DELETE')
      throw new ProblemError('upload_complete', 'a complete upload is not taken back');
    if (request.method === 'PATCH' && request.headers['upload-offset'] !== length)
      throw new ProblemError('upload_offset_conflict', `the upload is at offset ${length}`);
    const outcome = await this.options.finishUpload.finish(upload.uploadId);
    if (isRefusedVideo(outcome)) throw new ProblemError(outcome.code, outcome.detail);
    void reply.header(VIDEO_ID_HEADER, outcome.videoId);
    if (request.method === 'HEAD')
      return relay(await this.tus.handle(webRequest(request, `${UPLOADS_PATH}/${upload.uploadId}`)), reply);
    return reply.code(204).header('upload-offset', length).send();
  }
}

const notFound = (): ProblemError => new ProblemError('upload_not_found', 'there is no such upload');

/** Of types of content, Fastify refuses here only what is none: any other goes to tus, which asks for its own. */
const ofUploads = (problem: ProblemError | undefined): ProblemError | undefined =>
  problem?.code === 'unsupported_media_type'
    ? new ProblemError('upload_invalid', 'the Content-Type is not well-formed')
    : problem;

function refuseVersion({ method, headers }: FastifyRequest): ProblemError | undefined {
  if (method === 'OPTIONS' || headers['tus-resumable'] === TUS_RESUMABLE) return undefined;
  return new ProblemError(
    'upload_version_unsupported',
    `the request needs the header Tus-Resumable: ${TUS_RESUMABLE}`,
    { headers: { 'tus-version': TUS_RESUMABLE } },
  );
}

/** Nothing, where the length is told later. */
function lengthOf({ headers }: FastifyRequest): number {
  const told = headers['upload-length'] ?? '0';
  if (headers['upload-length'] !== undefined && headers['upload-defer-length'] !== undefined)
    throw new ProblemError('upload_invalid', 'send Upload-Length, or Upload-Defer-Length: 1, and not both');
  if (typeof told === 'string' && /^\d*$/.test(told)) return Number(told);
  throw new ProblemError('upload_invalid', 'Upload-Length must be a whole number of bytes');
}

function orderIdOf(request: FastifyRequest): string | undefined {
  try {
    const orderId = Metadata.parse(String(request.headers['upload-metadata']))['order_id'];
    return typeof orderId === 'string' && isId('ord', orderId) ? orderId : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The body is read from the connection only when the tus server asks for it: what it refuses unread, Node itself
 * drains, and the connection stays usable.
 */
function webRequest(request: FastifyRequest, path: string): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (typeof value === 'string') headers.set(name, value);
  }
  const hasBody = request.method === 'POST' || request.method === 'PATCH';
  return new Request(`http://uploads${path}`, {
    method: request.method,
    headers,
    ...(hasBody ? { body: ReadableStream.from(request.raw), duplex: 'half' } : {}),
  });
}

async function relay(response: Response, reply: FastifyReply): Promise<FastifyReply> {
  const body = await response.text();
  for (const [name, value] of response.headers) {
    // Fastify counts the bytes itself; and an empty answer has no type.
    if (name !== 'content-length' && (name !== 'content-type' || body !== '')) void reply.header(name, value);
  }
  return reply.code(response.status).send(body === '' ? undefined : Buffer.from(body));
}
