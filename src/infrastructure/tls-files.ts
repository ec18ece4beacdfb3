import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';

/**
 * What is wrong with the file of authorities that an option of an address names, or `undefined`, as where it names none. The path
 * is not repeated.
 */
export const faultOfAuthorities = (option: string, path: string | undefined): string | undefined =>
  faultOfFile(option, path, 'a certificate', (content) => new X509Certificate(content));

/** What is wrong with the file that has a certificate and its key. */
export const faultOfCertificateAndKey = (
  option: string,
  path: string | undefined,
  passphrase: string | undefined,
): string | undefined =>
  faultOfFile(option, path, 'a certificate and its key', (content) =>
    createSecureContext({ cert: content, key: content, ...(passphrase !== undefined && { passphrase }) }),
  );

/** What is wrong with a file that only has to be there, for whoever looks into it afterwards. */
export const faultOfPresence = (option: string, path: string | undefined): string | undefined =>
  faultOfFile(option, path, 'anything', () => undefined);

function faultOfFile(
  option: string,
  path: string | undefined,
  what: string,
  parse: (content: Buffer) => unknown,
): string | undefined {
  if (path === undefined) return undefined;
  let content: Buffer;
  try {
    content = readFileSync(path);
  } catch (error) {
    return `the file that ${option} names cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`;
  }
  try {
    parse(content);
    return undefined;
  } catch {
    return `the file that ${option} names does not hold ${what} that can be used`;
  }
}
