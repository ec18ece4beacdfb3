import { afterEach, describe, expect, it } from '@jest/globals';
import { MongoClient, MongoNetworkError } from 'mongodb';
import { LastingMongoClient } from '../../src/infrastructure/mongodb/lasting-client.js';
import { until } from '../support/until.js';
import { type ScriptedMongo, startScriptedMongo } from './scripted-mongo.js';

const OPTIONS = { serverSelectionTimeoutMS: 200, connectTimeoutMS: 500, retryReads: false };
const EMPTY = { cursor: { id: 0n, ns: 'test.documents', firstBatch: [] } };
/** The least time between two looks of the driver's at a server: one that is wanted earlier waits. */
const BETWEEN_LOOKS_MS = 500;
const MOST_ATTEMPTS = 5;

describe('a client of MongoDB whose look at the server waits for ever', () => {
  let server: ScriptedMongo;
  let client: MongoClient;
  afterEach(async () => {
    await client.close();
    server.close();
  });

  const find = () => client.db('test').collection('documents').findOne({});

  /** The server ends all connections while a command is under way: the driver looks at once, on a connection that is just being closed. */
  const lookForEver = async (Client: typeof MongoClient) => {
    let onFind: () => object | undefined = () => EMPTY;
    server = await startScriptedMongo(
      () => ({ maxWireVersion: 21, isWritablePrimary: true }),
      () => onFind(),
    );
    client = new Client(`mongodb://${server.host}`, OPTIONS);
    const lookedAtMs = await new Promise<number>((resolve, reject) => {
      client.once('serverHeartbeatSucceeded', () => resolve(performance.now()));
      find().catch(reject);
    });
    await until(
      () => Promise.resolve(performance.now() - lookedAtMs),
      (ms) => ms > BETWEEN_LOOKS_MS,
    );
    onFind = () => {
      onFind = () => EMPTY;
      server.hangUp();
      return undefined;
    };
    await expect(find()).rejects.toThrow(MongoNetworkError);
  };

  /** Whether it finds again within some looks. */
  const recovers = async (): Promise<boolean> => {
    const failedAtMs = performance.now();
    const last = await until(
      () => find().then(() => 'found', String),
      (outcome) => outcome === 'found' || performance.now() - failedAtMs > 4 * OPTIONS.connectTimeoutMS,
    );
    return last === 'found';
  };

  it('is of no use any more, were it the one of the driver', async () => {
    // On a busy machine the connection may be closed before the driver looks: then it looks on another one.
    for (let attempts = 1; attempts <= MOST_ATTEMPTS; attempts += 1) {
      await lookForEver(MongoClient);
      if (!(await recovers())) break;
      await client.close();
      server.close();
    }
    await expect(find()).rejects.toThrow(/closed/);
  });

  it('connects anew', async () => {
    await lookForEver(LastingMongoClient);
    await until(
      () => find().then(() => 'found', String),
      (outcome) => outcome === 'found',
    );
  });

  it('can be closed meanwhile, for good', async () => {
    await lookForEver(LastingMongoClient);
    server.close();
    await until(
      () => find().then(() => 'found', String),
      (outcome) => /must be connected|Topology is closed/.test(outcome),
    );
    await client.close();
    await expect(find()).rejects.toThrow(/must be connected/);
  });
});
