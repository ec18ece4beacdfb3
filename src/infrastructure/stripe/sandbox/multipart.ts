import { createHash } from 'node:crypto';
import { invalidRequest } from './api-error.js';

const BOUNDARY = /^multipart\/form-data;\s*boundary="?([^";]+)"?/i;
const END_OF_HEAD = '\r\n\r\n';

/**
 * A `multipart/form-data` body in the words of other requests: of a file what it is called and what it is, with the digest of its bytes, by
 * which the same file again is the same request. `undefined` where the body is no such one.
 */
export function formOfMultipart(contentType: string | undefined, body: Buffer): string | undefined {
  const [, boundary] = BOUNDARY.exec(contentType ?? '') ?? [];
  if (boundary === undefined) return undefined;
  const form = new URLSearchParams();
  for (const part of partsOf(body, `--${boundary}`))
    for (const [name, value] of fieldsOf(part)) form.append(name, value);
  return form.toString();
}

function fieldsOf(part: Buffer): readonly (readonly [name: string, value: string])[] {
  const at = part.indexOf(END_OF_HEAD);
  if (at < 0) throw invalidRequest('Invalid multipart body');
  const head = part.subarray(0, at).toString('utf8');
  const content = part.subarray(at + END_OF_HEAD.length);
  const name = /\bname="([^"]*)"/.exec(head)?.[1] ?? '';
  const filename = /\bfilename="([^"]*)"/.exec(head)?.[1];
  if (filename === undefined) return [[name, content.toString('utf8')]];
  return [
    [`${name}[filename]`, filename],
    [`${name}[type]`, /^Content-Type: *([^\r\n]*)/im.exec(head)?.[1] ?? ''],
    [`${name}[size]`, String(content.length)],
    [`${name}[sha256]`, createHash('sha256').update(content).digest('hex')],
  ];
}

/** Between two boundaries, without the line ends around it. */
function partsOf(body: Buffer, delimiter: string): readonly Buffer[] {
  const parts: Buffer[] = [];
  let from = body.indexOf(delimiter);
  while (from >= 0) {
    const begins = from + delimiter.length + '\r\n'.length;
    const next = body.indexOf(`\r\n${delimiter}`, begins);
    if (next < 0) return parts;
    parts.push(body.subarray(begins, next));
    from = next + '\r\n'.length;
  }
  return parts;
}
