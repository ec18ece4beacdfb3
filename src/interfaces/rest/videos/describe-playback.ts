import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiParam, ApiQuery, ApiResponse } from '@nestjs/swagger';

const text = (example: string) => ({ type: 'string', example }) as const;

/** What the route reads by itself, as the document has it. */
export const DescribePlayback = (mediaTypes: readonly string[]): MethodDecorator => {
  const content = Object.fromEntries(mediaTypes.map((type) => [type, {}]));
  const headers = {
    ETag: { description: 'The SHA-256 of the file.', schema: text('"7bb6b5a7de5b…"') },
    'Accept-Ranges': { description: 'Parts can be asked for.', schema: text('bytes') },
  };
  const part = {
    'Content-Range': { description: 'Which part it is.', schema: text('bytes 0-1023/10729') },
  };
  return applyDecorators(
    ApiParam({ name: 'video_id', schema: text('vid_019ab3c4-7d21-7e6f-9a10-0c5b8f2e4d11') }),
    ApiQuery({ name: 'expires', description: 'From the link.', schema: text('1795630440') }),
    ApiQuery({ name: 'signature', description: 'From the link.', schema: text('KVG1XSnBX4Fr') }),
    ApiHeader({
      name: 'Range',
      required: false,
      description: 'One range of bytes.',
      schema: text('bytes=0-1023'),
    }),
    ApiHeader({ name: 'If-Range', required: false, description: 'The `ETag` that the range belongs to.' }),
    ApiHeader({
      name: 'If-None-Match',
      required: false,
      description: 'The `ETag` of what is there already.',
    }),
    ApiResponse({ status: 200, description: 'The video.', content, headers }),
    ApiResponse({
      status: 206,
      description: 'The part that was asked for.',
      content,
      headers: { ...headers, ...part },
    }),
    ApiResponse({
      status: 302,
      description:
        'Where the video is kept in S3: the same, ranges included, at an address that ends with this link.',
      headers: {
        Location: { description: 'Ask there, and keep it for nobody.', schema: { type: 'string' } },
      },
    }),
    ApiResponse({ status: 304, description: 'The one that is there already.' }),
  );
};
