import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Socket } from 'node:net';
import { MongoClient } from 'mongodb';
import { reviveStuckChecks } from '../../src/infrastructure/mongodb/stuck-checks.js';
import { type ScriptedMongo, startScriptedMongo } from './scripted-mongo.js';
import { until } from '../support/until.js';

const STUCK_AFTER_MS = 1_500;

/** What of the driver's own is needed to close the connection just when a check is sent on it. */
interface Insides {
  readonly topology: {
    readonly s: {
      readonly servers: ReadonlyMap<
        string,
        { readonly monitor: { readonly connection: { readonly socket: Socket } | null } }
      >;
    };
  };
}

describe('a check of the server that the driver sends just when its connection is closed', () => {
  let server: ScriptedMongo;
  let client: MongoClient;
  beforeEach(async () => {
    server = await startScriptedMongo(
      () => ({ ismaster: true, maxWireVersion: 21 }),
      () => ({}),
    );
    client = new MongoClient(`mongodb://${server.host}/any`, {
      ...{ serverSelectionTimeoutMS: 10_000, heartbeatFrequencyMS: 500, connectTimeoutMS: 500 },
    });
    reviveStuckChecks(client, STUCK_AFTER_MS);
    await client.connect();
  });
  afterEach(async () => {
    await client.close();
    server.close();
  });

  it('does not keep the program from its server for ever', async () => {
    let checks = 0;
    let cuts = 0;
    client.on('serverHeartbeatSucceeded', () => (checks += 1));
    client.on('serverHeartbeatStarted', () => {
      const [monitored] = (client as unknown as Insides).topology.s.servers.values();
      const socket = monitored?.monitor.connection?.socket;
      if (socket === undefined || cuts > 0) return;
      cuts += 1;
      socket.destroy();
    });
    await until(
      () => Promise.resolve(cuts),
      (count) => count === 1,
    );
    const before = checks;
    await until(
      () => Promise.resolve(checks),
      (count) => count > before + 1,
      10 * STUCK_AFTER_MS,
    );
    expect(await client.db().command({ ping: 1 })).toMatchObject({ ok: 1 });
  }, 30_000);
});
