import { createHash } from 'node:crypto';
import { invalidRequest } from './api-error.js';

/**
 * A `multipart/form-data` body in the words of other requests: of a file what it is called and what it is, with the digest of its bytes, by
 * which the same file again is the same request. `undefined` where the body is no such one.
 */
export async function formOfMultipart(
  contentType: string | undefined,
  body: Buffer,
): Promise<string | undefined> {
  if (contentType === undefined || !/^multipart\/form-data;/i.test(contentType)) return undefined;
  const sent = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } })
    .formData()
    .catch(() => {
      throw invalidRequest('Invalid multipart body');
    });
  const form = new URLSearchParams();
  for (const [name, value] of sent)
    for (const [field, text] of await fieldsOf(name, value)) form.append(field, text);
  return form.toString();
}

async function fieldsOf(
  name: string,
  value: string | File,
): Promise<readonly (readonly [name: string, value: string])[]> {
  if (typeof value === 'string') return [[name, value]];
  const content = Buffer.from(await value.arrayBuffer());
  return [
    [`${name}[filename]`, value.name],
    [`${name}[type]`, value.type],
    [`${name}[size]`, String(content.length)],
    [`${name}[sha256]`, createHash('sha256').update(content).digest('hex')],
  ];
}
