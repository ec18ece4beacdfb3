import type { MongoClient } from 'mongodb';
import { faultOfAuthorities, faultOfCertificateAndKey, faultOfPresence } from '../tls-files.js';
import { mongoClientOf, readPreferenceOf } from './connection.js';
import { messageOf } from './errors.js';

/** What the driver says, among others, of characters that are written as they are. */
const ABOUT_USER = /unescaped|malformed|Invalid connection string/i;
const ENCODE = 'what of :/?#@% is in a user or a password must be percent-encoded';

/**
 * What is wrong with an address of MongoDB, as its driver reads it, or `undefined`. Nothing is connected to. Says it in the driver's
 * words, and repeats nothing of the address but names of options.
 */
export function faultOfMongoUrl(url: string): string | undefined {
  try {
    readPreferenceOf(url);
    const client = mongoClientOf(url, { durable: true });
    client.db();
    return faultOfDatabase(url) ?? faultOfFiles(client);
  } catch (error) {
    const message = messageOf(error);
    const advice = ABOUT_USER.test(message) && url.includes('@') ? `: ${ENCODE}` : '';
    return `MongoDB's driver refuses it (${withoutWordsOf(url, message)})${advice}`;
  }
}

/** The driver would take its own default, which it shares with every program that names none. */
const faultOfDatabase = (url: string): string | undefined =>
  /^[^:]*:\/\/[^/]+\/[^/?]+/.test(url)
    ? undefined
    : 'it has no name of a database, which must follow the hosts: mongodb://HOST/DATABASE';

/** The driver reads them only when it connects. */
function faultOfFiles({ options }: MongoClient): string | undefined {
  if (!options.tls) return undefined;
  const { tlsCAFile, tlsCRLFile, tlsCertificateKeyFile, passphrase } = options;
  return (
    faultOfAuthorities('tlsCAFile', tlsCAFile) ??
    faultOfPresence('tlsCRLFile', tlsCRLFile) ??
    faultOfCertificateAndKey('tlsCertificateKeyFile', tlsCertificateKeyFile, passphrase)
  );
}

const WORD = /[\p{L}\p{N}_]+/gu;
const OPTION_NAME = /[?&]([a-z]{1,40})=/gi;
/** What the driver says by itself, of whatever address. */
const OF_THE_DRIVER = ['mongodb', 'srv', 'primary', 'true', 'false'];

/** In an address that is wrong, a password may stand anywhere; names of options are behind the last `@`. */
function withoutWordsOf(url: string, message: string): string {
  const options = [...url.slice(url.lastIndexOf('@') + 1).matchAll(OPTION_NAME)].map(([, name = '']) => name);
  const kept = new Set([...OF_THE_DRIVER, ...options.map((name) => name.toLowerCase())]);
  const hidden = new Set(
    [url, decoded(url)].flatMap((text) => text.match(WORD) ?? []).map((word) => word.toLowerCase()),
  );
  return message.replaceAll(WORD, (word) => {
    const written = word.toLowerCase();
    return hidden.has(written) && !kept.has(written) ? '…' : word;
  });
}

/** Each byte that can be decoded by itself: in an address that is wrong, some cannot. */
const decoded = (url: string): string =>
  url.replace(/(?:%[0-9a-f]{2})+/gi, (bytes) => Buffer.from(bytes.replaceAll('%', ''), 'hex').toString());
