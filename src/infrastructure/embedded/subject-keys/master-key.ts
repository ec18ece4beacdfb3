import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { makeSecretIfAbsent, SECRET_BYTES } from '../local-secret.js';
import { MasterKeyError } from './errors.js';

export const KEY_BYTES = SECRET_BYTES;

export interface MasterKeySource {
  readonly dataDir: string;
  /** The setting `MASTER_KEY_FILE`. Without it the key is kept in `<dataDir>/master.key`. */
  readonly masterKeyFile?: string | undefined;
  /** Told when others on this machine may read the key. */
  readonly warn: (message: string) => void;
}

/**
 * The key that wraps everybody's keys.
 *
 * @param mayMake whether a default key may be made now: never when something was wrapped with an earlier one
 * @throws MasterKeyError
 */
export function readMasterKey({ dataDir, masterKeyFile, warn }: MasterKeySource, mayMake: boolean): Buffer {
  const path = masterKeyFile ?? join(dataDir, 'master.key');
  if (masterKeyFile === undefined && mayMake) makeSecretIfAbsent(path);
  const content = readKeyFile(path);
  // A warning only, since mounted secrets are often readable by all within a container of one user.
  if ((statSync(path).mode & 0o077) !== 0)
    warn(`the master key ${path} can be read by other users of this machine: set its mode to 600`);
  const key = parseKey(content);
  if (key === undefined)
    throw new MasterKeyError(
      `${path} must hold a key of ${String(KEY_BYTES)} bytes: raw, in base64 or in hexadecimal ` +
        `(setting MASTER_KEY_FILE; \`openssl rand -base64 32\` makes one)`,
    );
  return key;
}

function readKeyFile(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new MasterKeyError(
      `the master key ${path} cannot be read; restore it, or name it in MASTER_KEY_FILE. ` +
        'Without it, personal data already stored is lost',
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
