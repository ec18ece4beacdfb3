import { describe, expect, it } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { MongoReadModels } from '../../src/infrastructure/mongodb/mongo-read-models.js';
import { newDatabase } from '../support/mongo-database.js';
import { startScriptedMongo } from './scripted-mongo.js';

const refusalOf = (url: string): Promise<string> => MongoReadModels.open(url).then(() => 'none', String);

describe('a MongoDB that cannot be used stops the start, and names the setting:', () => {
  it('none is there; the password is not repeated', async () => {
    const refusal = await refusalOf('mongodb://somebody:secret@127.0.0.1:1/x');
    expect(refusal).toContain('MongoUnusableError: MONGODB_URL: no MongoDB can be used there');
    expect(refusal).not.toContain('secret');
  });

  it.each([
    ['4.4.29', 9],
    ['3.6.23', 6],
  ])('it is %s', async (version, wireVersion) => {
    const server = await startScriptedMongo(
      () => ({ ismaster: true, isWritablePrimary: true, maxWireVersion: wireVersion }),
      () => ({ version }),
    );
    const refusal = await refusalOf(`mongodb://${server.host}/old`);
    server.close();
    expect(refusal).toMatch(
      /^MongoUnusableError: MONGODB_URL: the server is .*needs (MongoDB )?5\.0 or later/,
    );
  });

  (process.env['MONGODB_URL'] === undefined ? it.skip : it)(
    'a later release wrote there (set MONGODB_URL)',
    async () => {
      const { url, drop } = newDatabase();
      await (await MongoReadModels.open(url)).close();
      const client = await new MongoClient(url).connect();
      await client
        .db()
        .collection('formats')
        .updateOne({}, { $set: { version: 2 } });
      await client.close();
      const refusal = await refusalOf(url);
      await drop();
      expect(refusal).toMatch(
        /MONGODB_URL: read_models in the database .* has format 2, this release knows 1/,
      );
    },
  );
});
