import { describe, expect, it } from '@jest/globals';
import { readSettings, SettingsError } from '../../src/settings.js';

const STRIPE = { STRIPE_SECRET_KEY: 'sk_test_1', STRIPE_WEBHOOK_SECRET: 'whsec_1' };

describe('a setting that is wrong is named, and its value is not repeated:', () => {
  it.each([
    ['PORT', { PORT: '70000' }],
    ['PORT', { PORT: 'http5417' }],
    ['TEST_CLOCK', { TEST_CLOCK: 'yes' }],
    ['TEST_CLOCK', { TEST_CLOCK: '1', STRIPE_SECRET_KEY: 'sk_live_x', STRIPE_WEBHOOK_SECRET: 'whsec_x' }],
    ['LOG_LEVEL', { LOG_LEVEL: 'loud' }],
    ['VIDEO_MAX_BYTES', { VIDEO_MAX_BYTES: '-1' }],
    ['PUBLIC_URL', { PUBLIC_URL: 'shoutouts.example' }],
    ['AUTH_ISSUER', { AUTH_ISSUER: 'issuer.example' }],
    ['S3_BUCKET', { S3_BUCKET: 'No_5417' }],
    ['S3_BUCKET', { S3_ENDPOINT: 'http://5417.example' }],
    ['S3_ENDPOINT', { S3_BUCKET: 'videos', S3_ENDPOINT: '5417.example' }],
    ['S3_PREFIX', { S3_BUCKET: 'videos', S3_PREFIX: '/5417' }],
    ['STRIPE_SECRET_KEY', { STRIPE_SECRET_KEY: 'secret-5417' }],
    ['STRIPE_WEBHOOK_SECRET', { STRIPE_SECRET_KEY: 'sk_test_5417' }],
    ['STRIPE_SECRET_KEY', { STRIPE_WEBHOOK_SECRET: 'whsec_5417' }],
    ['MONGODB_URL', { MONGODB_URL: 'mongodb://somebody:5417@host' }],
    ['MONGODB_URL', { MONGODB_URL: 'mongodb://somebody:5417@host/db?tlsCAFiles=5417' }],
    ['MONGODB_URL', { MONGODB_URL: 'mongodb://somebody:5417@host/db?tls=true&tlsCAFile=/nowhere/5417' }],
    ['EVENTSTORE_URL', { EVENTSTORE_URL: 'esdb://somebody:5417@host?tls=no' }],
    ['EVENTSTORE_URL', { EVENTSTORE_URL: 'esdb://somebody:5417@host?tlsCAFile=/nowhere/5417' }],
    ['S3_ENDPOINT', { S3_BUCKET: 'videos', S3_ENDPOINT: 'http://somebody:5417@s3.example' }],
    ['S3_REGION', { S3_BUCKET: 'videos', S3_REGION: 'region 5417' }],
    ['STRIPE_API_URL', { ...STRIPE, STRIPE_API_URL: 'http://stripe.example?token=5417' }],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://somebody:5417@otel.example' }],
    ['PUBLIC_URL', { PUBLIC_URL: 'http://shoutouts.example#5417' }],
    ['AUTH_ISSUER', { AUTH_ISSUER: 'https://somebody:5417@issuer.example' }],
  ])('%s', (name, environment) => {
    const read = () => readSettings(environment);
    expect(read).toThrow(SettingsError);
    expect(read).toThrow(name);
    expect(read).not.toThrow('5417');
  });
});

const ISSUER = 'https://issuer.example';
const SOME_ROLES = 'what ROLES leaves out is done by other instances';

describe('what is wrong with it is said:', () => {
  it.each([
    ['a role', { ROLES: 'api,worker' }, 'ROLES: it has "worker", and there are api, projections, processes'],
    ['an empty role', { ROLES: 'api,' }, 'ROLES: it has "", and there are'],
    [
      'one missing setting',
      { ROLES: 'api', MONGODB_URL: 'mongodb://h/d' },
      `EVENTSTORE_URL is missing: ${SOME_ROLES}`,
    ],
    ['another', { ROLES: 'api', EVENTSTORE_URL: 'esdb://h' }, `MONGODB_URL is missing: ${SOME_ROLES}`],
    ['no database', { MONGODB_URL: 'mongodb://host' }, 'MONGODB_URL: it has no name of a database'],
    [
      'only options',
      { MONGODB_URL: 'mongodb://host/?tls=true' },
      'MONGODB_URL: it has no name of a database',
    ],
    ['no scheme', { AUTH_ISSUER: 'issuer.example' }, 'AUTH_ISSUER: it must begin with http:// or https://'],
    ['a user', { AUTH_ISSUER: 'https://me@issuer.example' }, 'AUTH_ISSUER: it must have no user'],
    ['a query', { AUTH_ISSUER: `${ISSUER}?realm=x` }, 'AUTH_ISSUER: it must have no query'],
    [
      'a fragment',
      { AUTH_ISSUER: `${ISSUER}#x` },
      'AUTH_ISSUER: it must have no query (?) and no fragment (#)',
    ],
    ['one port for two things', { METRICS_PORT: '3000' }, 'METRICS_PORT must be another port than PORT'],
    [
      'a password as it is',
      { MONGODB_URL: 'mongodb://me:p@ss@host/db' },
      'what of :/?#@% is in a user or a password must be percent-encoded',
    ],
    ['no host', { AUTH_ISSUER: 'https://' }, 'AUTH_ISSUER: what follows http:// or https:// must be HOST'],
    [
      'a blank',
      { AUTH_ISSUER: `${ISSUER}/a b` },
      'AUTH_ISSUER: what follows http:// or https:// must be HOST',
    ],
  ])('%s', (_what, environment, said) => {
    expect(() => readSettings(environment)).toThrow(said);
  });
});

it('all that is wrong is named at once', () => {
  const read = () => readSettings({ PORT: 'x', LOG_LEVEL: 'loud', STRIPE_SECRET_KEY: 'sk_test_1' });
  for (const name of ['PORT', 'LOG_LEVEL', 'STRIPE_WEBHOOK_SECRET']) expect(read).toThrow(name);
});

it('one that is empty is named, since something should have filled it', () => {
  const read = () => readSettings({ MASTER_KEY_FILE: '', STRIPE_SECRET_KEY: ' ' });
  for (const name of ['MASTER_KEY_FILE', 'STRIPE_SECRET_KEY'])
    expect(read).toThrow(`${name} is empty: give it a value, or leave it out`);
});

describe('a name that is nearly one of a setting is refused, with the right one:', () => {
  it.each([
    ['ROLS', 'ROLES'],
    ['PROT', 'PORT'],
    ['port', 'PORT'],
    ['STRIPE_SECRT_KEY', 'STRIPE_SECRET_KEY'],
    ['STRIPE_SERCET_KEY', 'STRIPE_SECRET_KEY'],
    ['STRIPE_WEBHOOKS_SECRET', 'STRIPE_WEBHOOK_SECRET'],
    ['MONGO_URL', 'MONGODB_URL'],
    ['MONGODB_URI', 'MONGODB_URL'],
    ['EVENTSTOREDB_URL', 'EVENTSTORE_URL'],
    ['DATADIR', 'DATA_DIR'],
  ])('%s', (name, meant) => {
    const read = () => readSettings({ [name]: '5417' });
    expect(read).toThrow(`${name} is no setting: did you mean ${meant}?`);
    expect(read).not.toThrow('5417');
  });
});

describe('a name of another program is let be:', () => {
  it.each([
    ...['HOME', 'HOSTNAME', 'PATH', 'TERM', 'LOGNAME', 'USER', 'NODE_ENV', 'npm_config_prefix', 'PGPORT'],
    ...['AWS_REGION', 'AWS_ENDPOINT_URL', 'OTEL_EXPORTER_OTLP_HEADERS', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'],
    ...[
      'SHOUTOUTS_PORT',
      'MONGODB_PORT',
      'MONGODB_SERVICE_HOST',
      'STRIPE_API_KEY',
      'XDG_DATA_DIRS',
      'PUBLIC_KEY',
    ],
  ])('%s', (name) => {
    expect(readSettings({ [name]: 'x' })).toEqual(readSettings({}));
  });

  it('one that is near to a setting, beside that setting', () => {
    const mongodb = { MONGODB_URL: 'mongodb://host/database' };
    expect(readSettings({ ...mongodb, MONGODB_URI: 'x' })).toEqual(readSettings(mongodb));
  });
});

describe('with S3_BUCKET', () => {
  it("a prefix ends with a slash, and a server of one's own needs no region", () => {
    const env = { S3_BUCKET: 'videos', S3_ENDPOINT: 'http://s3.example/', S3_PREFIX: 'a/b' };
    expect(readSettings(env).s3).toEqual({
      ...{ bucket: 'videos', endpoint: 'http://s3.example', region: 'us-east-1', prefix: 'a/b/' },
    });
    expect(readSettings({ S3_BUCKET: 'videos', S3_REGION: 'me-central-1' }).s3).toEqual({
      ...{ bucket: 'videos', endpoint: undefined, region: 'me-central-1', prefix: '' },
    });
  });
});

describe('without HOST', () => {
  it('only this machine reaches it, as long as tokens are given to anybody', () => {
    expect(readSettings({}).host).toBe('127.0.0.1');
  });

  it('everybody reaches it, once an issuer says who is who', () => {
    expect(readSettings({ AUTH_ISSUER: 'https://issuer.example' }).host).toBe('0.0.0.0');
  });
});
