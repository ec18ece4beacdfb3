import type { OpenAPIObject } from '@nestjs/swagger';
import { problemResponses } from '../openapi/problem-responses.js';
import type { ProblemCode } from '../problems/table.js';
import { UPLOADS_PATH } from './tus-uploads.js';

type PathItem = OpenAPIObject['paths'][string];
type Operation = NonNullable<PathItem['get']>;
type Parameter = NonNullable<Operation['parameters']>[number];
type Headers = Readonly<Record<string, { readonly description: string; readonly schema: object }>>;

const requestHeader = (name: string, example: string, description: string): Parameter => ({
  ...{ name, in: 'header', required: true, description },
  schema: { type: 'string', example },
});

const answerHeader = (name: string, example: string, description: string): Headers => ({
  [name]: { description, schema: { type: 'string', example } },
});

const VERSION = requestHeader('Tus-Resumable', '1.0.0', 'The version of tus.');
const LENGTH: Parameter = {
  ...{ name: 'Upload-Length', in: 'header', required: false },
  description: 'Bytes of the file, when they are known. Such as `10729`.',
  schema: { type: 'string' },
};
const METADATA = requestHeader(
  'Upload-Metadata',
  'order_id b3JkXzAxOWFiM2M0LTdkMjEtN2U2Zi05YTEwLTBjNWI4ZjJlNGQxMQ==',
  'The `order_id` in base64: for which order. Nothing else is kept.',
);
const AT_OFFSET = requestHeader('Upload-Offset', '0', 'Where in the file this part begins.');

const OFFSET = answerHeader('Upload-Offset', '10729', 'How many bytes have arrived.');
const EXPIRES = answerHeader(
  'Upload-Expires',
  'Tue, 24 Nov 2026 09:30:00 GMT',
  'Until when it can be gone on with.',
);
const VIDEO_ID = answerHeader(
  'Shoutouts-Video-Id',
  'vid_019ab3c4-7d21-7e6f-9a10-0c5b8f2e4d11',
  'When all bytes have arrived: the video, for `POST /v1/orders/{order_id}/deliver`.',
);

const OF_CREATORS = [
  'token_missing',
  'token_invalid',
  'token_expired',
  'not_allowed',
  'order_not_found',
  'order_not_accepted',
  'upload_version_unsupported',
  'store_unavailable',
  'internal_error',
] as const;
const OF_FILES = ['video_too_big', 'video_too_long', 'video_not_a_video'] as const;
const OF_UPLOADS = ['url_invalid', 'upload_not_found', 'upload_expired'] as const;

interface UploadOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly takesBytes?: 'optional' | 'required';
  readonly answer: readonly [status: number, description: string, headers?: Headers];
  readonly problems?: readonly ProblemCode[];
}

function operation({
  parameters = [],
  takesBytes,
  answer,
  problems = [],
  ...texts
}: UploadOperation): Operation {
  const [status, description, headers = {}] = answer;
  return {
    tags: ['uploads'],
    ...texts,
    security: [{ bearer: [] }],
    parameters: [VERSION, ...parameters],
    ...(takesBytes === undefined ? {} : { requestBody: bytes(takesBytes === 'required') }),
    responses: { [status]: { description, headers }, ...problemResponses([...problems, ...OF_CREATORS]) },
  };
}

const bytes = (required: boolean): NonNullable<Operation['requestBody']> => ({
  required,
  description: 'Bytes of the file.',
  content: { 'application/offset+octet-stream': {} },
});

/** Anybody may ask, and needs no version of tus for it. */
const asking = (operationId: string, problems: readonly ProblemCode[] = []): Operation => ({
  operationId,
  tags: ['uploads'],
  summary: 'What of tus is understood here',
  responses: {
    '204': {
      description: 'In the headers.',
      headers: {
        ...answerHeader('Tus-Version', '1.0.0', 'The versions of tus.'),
        ...answerHeader('Tus-Extension', 'creation,creation-with-upload,termination', 'Its extensions.'),
        ...answerHeader('Tus-Max-Size', '536870912', 'The most bytes of a file.'),
      },
    },
    ...problemResponses(problems),
  },
});

/** Resumable uploads are mounted beside the controllers (`mountUploads`), so the document has them from here. */
export const UPLOAD_PATHS: OpenAPIObject['paths'] = {
  [UPLOADS_PATH]: {
    options: asking('Uploads_options'),
    post: operation({
      operationId: 'Uploads_begin',
      summary: 'Begins the upload of a video for an accepted order (tus 1.0)',
      description:
        'Without `Upload-Length` it takes `Upload-Defer-Length: 1`. The first bytes may come along.',
      parameters: [LENGTH, METADATA],
      takesBytes: 'optional',
      answer: [
        201,
        'Begun; all of it when the bytes came along.',
        {
          ...answerHeader('Location', '/v1/uploads/019ab3c4-7d21-7e6f-9a10-0c5b8f2e4d11', 'Of the upload.'),
          ...{ ...OFFSET, ...EXPIRES, ...VIDEO_ID },
        },
      ],
      problems: ['upload_invalid', ...OF_FILES],
    }),
  },
  [`${UPLOADS_PATH}/{upload_id}`]: {
    parameters: [
      {
        ...{ name: 'upload_id', in: 'path', required: true },
        schema: { type: 'string', example: '019ab3c4-7d21-7e6f-9a10-0c5b8f2e4d11' },
      },
    ],
    options: asking('Uploads_optionsOfOne', ['url_invalid']),
    head: operation({
      operationId: 'Uploads_progress',
      summary: 'How much of an upload has arrived, and the video that it became',
      answer: [
        200,
        'In the headers.',
        { ...OFFSET, ...answerHeader('Upload-Length', '10729', 'Bytes of the file.'), ...VIDEO_ID },
      ],
      problems: [...OF_UPLOADS, ...OF_FILES],
    }),
    patch: operation({
      operationId: 'Uploads_append',
      summary: 'Sends the next part of the file',
      parameters: [AT_OFFSET],
      takesBytes: 'required',
      answer: [204, 'Arrived.', { ...OFFSET, ...EXPIRES, ...VIDEO_ID }],
      problems: [...OF_UPLOADS, 'upload_invalid', 'upload_offset_conflict', ...OF_FILES],
    }),
    delete: operation({
      operationId: 'Uploads_remove',
      summary: 'Takes back an upload that is not complete',
      answer: [204, 'Gone.'],
      problems: [...OF_UPLOADS, 'upload_invalid', 'upload_complete'],
    }),
  },
};
