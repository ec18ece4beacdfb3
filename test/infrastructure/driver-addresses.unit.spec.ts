import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { EventStoreDBClient } from '@eventstore/db-client';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EVENTSTORE_OPTIONS, faultOfEventStoreUrl } from '../../src/infrastructure/eventstoredb/address.js';
import { faultOfMongoUrl } from '../../src/infrastructure/mongodb/address.js';

const TLS = join(import.meta.dirname, '../fixtures/tls');
const CERTIFICATE = join(TLS, 'certificate.pem');
const KEY = join(TLS, 'key.pem');

/** It must not be told, wherever it stands. */
const SECRET = 's3cret';

let folder: string;
let garbage: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'driver-addresses-'));
  garbage = join(folder, 'garbage.pem');
  writeFileSync(garbage, 'Dear diary');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** `FOLDER` is the folder of the test. */
const placed = (url: string): string => url.replaceAll('FOLDER', folder);

const TOLD_NOTHING = new RegExp(`${SECRET}|s3|cret`, 'i');

describe('of an address of EventStoreDB', () => {
  beforeEach(() => {
    jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it.each([
    ['an option that there is not', `esdb://u:${SECRET}@h:2113?tlss=false`, /does not know \(tlss\)/],
    ['a value that is none', `esdb://u:${SECRET}@h:2113?tls=${SECRET}`, /option tls must be true or false/],
    ['a number that is none', `esdb://h?defaultDeadline=${SECRET}`, /option defaultDeadline must be Integer/],
    ['a number that is too low', `esdb://u:${SECRET}@h?defaultDeadline=0`, /defaultDeadline/],
    [
      'a node that is none',
      `esdb://h?nodePreference=${SECRET}`,
      /nodePreference must be leader, or be left out/,
    ],
    ['a node that lags', 'esdb://h?nodePreference=leader&node_preference=follower', /must be leader, or/],
    ['what has no effect', `esdb://u:${SECRET}@h?tlsVerifyCert=false`, /tlsCAFile/],
    ['an option without a value', `esdb://u:${SECRET}@h:1?${SECRET}`, /NAME=VALUE/],
    ['something without a name', `esdb://h:1?connectionName=a&cret`, /NAME=VALUE/],
    ['a port that is none', `esdb://u:${SECRET}@h:x`, /HOST:PORT/],
    ['a port that is too high', `esdb://u:${SECRET}@h:65536`, /HOST:PORT/],
    ['no host', `esdb://u:${SECRET}@`, /HOST:PORT/],
    ['a host that is none', `esdb://u:${SECRET}@h!x`, /at its character \d+ there must be/],
    ['a host with a blank', `esdb://u:${SECRET}@h x`, /HOST:PORT/],
    ['an @ in a password', `esdb://u:s3@cret@h:1`, /percent-encoded/],
    ['a colon in a password', `esdb://u:s3:cret@h:1`, /percent-encoded/],
    ['a slash in a password', `esdb://u:s3/cret@h:1`, /percent-encoded/],
    ['a question mark in a password', `esdb://u:s3?cret@h:1`, /percent-encoded/],
    ['a percent sign in a password', `esdb://u:s3%cret@h:1`, /URI malformed/],
    ['a user without a password', `esdb://${SECRET}@h:1`, /USER:PASSWORD/],
    ['an @ in an option', `esdb://h:1?connectionName=a@${SECRET}`, /%40/],
    ['authorities that are not there', 'esdb://h?tlsCAFile=FOLDER/none', /tlsCAFile .*ENOENT/],
    ['authorities that are a folder', 'esdb://h?tlsCAFile=FOLDER', /tlsCAFile .*EISDIR/],
    ['authorities that are none', 'esdb://h?tls-ca-file=FOLDER/garbage.pem', /tlsCAFile .*a certificate/],
    ['a certificate without a key', `esdb://h?userCertFile=${CERTIFICATE}`, /userKeyFile/],
    [
      'a key that is not there',
      `esdb://h?userCertFile=${CERTIFICATE}&userKeyFile=FOLDER/x`,
      /userKeyFile .*ENOENT/,
    ],
    [
      'a key that is none',
      `esdb://h?userCertFile=${CERTIFICATE}&userKeyFile=FOLDER/garbage.pem`,
      /client refuses it/,
    ],
  ])('says what is wrong with %s, and nothing secret', (_what, url, told) => {
    const fault = faultOfEventStoreUrl(placed(url));
    expect(fault).toMatch(told);
    expect(fault).not.toMatch(TOLD_NOTHING);
    expect(console.warn).not.toHaveBeenCalled();
  });

  it.each([
    'esdb://h',
    'esdb://admin:s3%40cret@h:2113/?tls=true&tlsVerifyCert=true',
    'esdb+discover://h1:2113,h2:2113?tls=false&tlsCAFile=FOLDER/none&nodePreference=Leader',
    `esdb://h?tlsCAFile=${CERTIFICATE}&userCertFile=${CERTIFICATE}&userKeyFile=${KEY}&keepAliveInterval=-1`,
  ])('takes %s', (url) => {
    expect(faultOfEventStoreUrl(placed(url))).toBeUndefined();
  });

  it('knows the options that its client knows, which prints an address with another one', () => {
    const VALUES: Readonly<Record<string, string>> = { nodePreference: 'leader', tls: 'true' };
    for (const name of EVENTSTORE_OPTIONS.filter((option) => !option.endsWith('File')))
      EventStoreDBClient.connectionString(`esdb://h?${name}=${VALUES[name] ?? valueOf(name)}`);
    expect(console.warn).not.toHaveBeenCalled();
    EventStoreDBClient.connectionString(`esdb://u:${SECRET}@h?tlss=true`);
    expect(console.warn).toHaveBeenCalledWith(expect.stringContaining(SECRET));
  });
});

const valueOf = (name: string): string => (/^t/.test(name) ? 'true' : '60000');

describe('of an address of MongoDB', () => {
  it.each([
    [
      'an option that there is not',
      `mongodb://u:${SECRET}@h/db?tlsVerify=false`,
      /tlsverify is not supported/,
    ],
    ['a value that is none', `mongodb://u:${SECRET}@h/db?tls=${SECRET}`, /tls\/ssl must be .*"true"/],
    ['a number that is none', `mongodb://h/db?maxPoolSize=${SECRET}`, /maxPoolSize .* got: …/],
    ['a mechanism that is none', `mongodb://h/db?authMechanism=${SECRET}`, /authMechanism one of .* got …/],
    ['a port that is too high', `mongodb://u:${SECRET}@h:65536/db`, /Unable to parse/],
    ['the port 0', `mongodb://u:${SECRET}@h:0/db`, /Invalid port/],
    ['a port with a cluster', `mongodb+srv://u:${SECRET}@h.a.b:1/db`, /cannot have port number/],
    ['no host', `mongodb://u:${SECRET}/db`, /Unable to parse …:… with URL/],
    ['a slash in a password', `mongodb://u:s3/cret@h/db`, /unescaped characters/],
    ['a question mark in a password', `mongodb://u:s3?cret=x@h/db`, /unescaped characters/],
    ['an @ in a password', `mongodb://u:s3@cret@h/db`, /Invalid connection string/],
    ['a percent sign in a password', `mongodb://u:s3%cret@h/db`, /URI malformed/],
    ['a user that is none', `mongodb://${SECRET}#:x@h/db`, /Username contains unescaped characters …/],
    ['a database that is none', `mongodb://u:${SECRET}@h/d.b`, /Database names cannot contain/],
    ['what goes for reports', `mongodb://h/db?readPreference=primary&maxStalenessSeconds=120`, /Primary/],
    ['a proxy without a host', `mongodb://h/db?proxyPassword=${SECRET}&proxyUsername=x`, /proxyHost/],
    ['authorities that are not there', 'mongodb://h/db?tls=true&tlsCAFile=FOLDER/none', /tlsCAFile .*ENOENT/],
    ['authorities that are none', 'mongodb+srv://h.a.b/db?tlsCAFile=FOLDER/garbage.pem', /a certificate/],
    [
      'a certificate without its key',
      `mongodb://h/db?tls=true&tlsCertificateKeyFile=${CERTIFICATE}&tlsCertificateKeyFilePassword=${SECRET}`,
      /tlsCertificateKeyFile names does not hold a certificate and its key/,
    ],
  ])('says what is wrong with %s, and nothing secret', (_what, url, told) => {
    const fault = faultOfMongoUrl(placed(url));
    expect(fault).toMatch(told);
    expect(fault).not.toMatch(TOLD_NOTHING);
  });

  it.each([
    'mongodb://h/db',
    'mongodb://u:s3%40cret@h1:1,h2:2/db?replicaSet=rs0&readPreference=secondary&maxStalenessSeconds=120',
    'mongodb+srv://u:s3cret@cluster.example.net/db?retryWrites=true&w=majority',
    `mongodb://h/db?tls=true&tlsCAFile=${CERTIFICATE}`,
    'mongodb://h/db?tls=false&tlsCAFile=FOLDER/none',
  ])('takes %s', (url) => {
    expect(faultOfMongoUrl(placed(url))).toBeUndefined();
  });
});
