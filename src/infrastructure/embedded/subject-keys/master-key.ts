import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { makeSecretIfAbsent, SECRET_BYTES } from '../local-secret.js';
import { MasterKeyError } from './errors.js';

export const KEY_BYTES = SECRET_BYTES;

const REMEDY =
  'put back the one that wraps the keys of persons, or name its file in MASTER_KEY_FILE; without it, personal data already ' +
  'stored is lost. Only where nothing is stored yet, make one: openssl rand -base64 32';

export interface MasterKeySource {
  readonly dataDir: string;
  /** The setting `MASTER_KEY_FILE`. Without it the key is kept in `<dataDir>/master.key`. */
  readonly masterKeyFile?: string | undefined;
  /** Told when others on this machine may read the key. */
  readonly warn: (message: string) => void;
}

export const masterKeyPath = ({ dataDir, masterKeyFile }: Omit<MasterKeySource, 'warn'>): string =>
  masterKeyFile ?? join(dataDir, 'master.key');

/**
 * The key that wraps everybody's keys.
 *
 * @param mayMake whether a default key may be made now: never when something was wrapped with an earlier one
 * @throws MasterKeyError
 */
export function readMasterKey(source: MasterKeySource, mayMake: boolean): Buffer {
  const { masterKeyFile, warn } = source;
  const path = masterKeyPath(source);
  if (masterKeyFile === undefined && mayMake) makeSecretIfAbsent(path);
  const content = readKeyFile(path);
  // A warning only, since mounted secrets are often readable by all within a container of one user. Of a group, which a secret is
  // mounted for, the program cannot know who is in it.
  if ((statSync(path).mode & 0o007) !== 0)
    warn(`the master key ${path} can be read by other users of this machine: set its mode to 600`);
  const key = parseKey(content);
  if (key === undefined)
    throw new MasterKeyError(
      `the master key ${path} must be ${String(KEY_BYTES)} bytes, raw, in base64 or in hexadecimal, and the file has ` +
        `${String(content.length)} bytes that are none of these: ${REMEDY}`,
    );
  return key;
}

function readKeyFile(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    const { code = 'unknown' } = cause as NodeJS.ErrnoException;
    throw new MasterKeyError(
      code === 'ENOENT'
        ? `the master key ${path} is not there: ${REMEDY}`
        : `the master key ${path} cannot be read (${code}): let the user that the program runs as read it, or name another ` +
            'file in MASTER_KEY_FILE',
      { cause },
    );
  }
}

function parseKey(content: Buffer): Buffer | undefined {
  if (content.length === KEY_BYTES) return content;
  const text = content.toString('latin1').trim();
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex');
  if (/^[\w+/-]{43}=?$/.test(text)) return Buffer.from(text, 'base64');
  return undefined;
}
