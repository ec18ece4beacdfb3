import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { auditTrail } from '../../src/application/projections/audit-trail.js';
import { ReadModelReader } from '../../src/application/runtime/read-model-reader.js';
import { MongoReadModels } from '../../src/infrastructure/mongodb/mongo-read-models.js';
import { type ScriptedMongo, startScriptedMongo } from './scripted-mongo.js';

const NO_DOCUMENTS = { cursor: { firstBatch: [], id: 0n, ns: 'shoutouts.any' } };
const WIRE_VERSION_OF_MONGODB_7 = 21;

/** A replica set of two nodes, which say who was asked: no server that is to be had for tests here has a second node. */
describe('reads of a replica set', () => {
  const nodes: ScriptedMongo[] = [];
  const asked: string[] = [];
  let models: MongoReadModels | undefined;

  beforeEach(async () => {
    for (const role of ['primary', 'secondary'] as const) nodes.push(await startNode(role));
  });
  afterEach(async () => {
    await models?.close();
    for (const node of nodes.splice(0)) node.close();
  });

  const startNode = (role: 'primary' | 'secondary') =>
    startScriptedMongo(
      () => {
        const hosts = nodes.map(({ host }) => host);
        const [primary, secondary] = hosts;
        return {
          ...{ maxWireVersion: WIRE_VERSION_OF_MONGODB_7, setName: 'rs', setVersion: 1, hosts, primary },
          ...{ isWritablePrimary: role === 'primary', secondary: role === 'secondary' },
          ...{ me: role === 'primary' ? primary : secondary, lastWrite: { lastWriteDate: new Date() } },
        };
      },
      (command) => {
        if (command === 'buildInfo') return { version: '7.0.14' };
        if (command !== 'find') return { n: 1, nModified: 1 };
        asked.push(role);
        return NO_DOCUMENTS;
      },
    );

  async function readerOf(options: string): Promise<ReadModelReader> {
    const [primary, secondary] = nodes;
    models = await MongoReadModels.open(
      `mongodb://${primary?.host ?? ''},${secondary?.host ?? ''}/shoutouts?replicaSet=rs${options}`,
    );
    asked.length = 0;
    return new ReadModelReader(models, {
      collectionOf: (name) => `${name}_v1`,
      waitFor: () => Promise.resolve(true),
      isBeyondLog: () => Promise.resolve(false),
      setAsideSince: () => Promise.resolve(undefined),
      keysSetAside: () => Promise.resolve([]),
    });
  }

  const page = { limit: 10 };
  const report = { ...page, isReport: true };

  it('ask a secondary for reports, where the address says so, and the primary for all else', async () => {
    const reader = await readerOf('&readPreference=secondary');
    await reader.find(auditTrail, report);
    expect(asked).toEqual(['secondary']);
    // The reader has written, and must find it.
    await reader.find(auditTrail, report, 5n);
    await reader.find(auditTrail, page);
    await reader.get(auditTrail, 'an id');
    await models?.checkpoint('audit_trail_v1');
    expect(asked).toEqual(['secondary', 'primary', 'primary', 'primary', 'primary']);
  });

  it('ask a secondary that is not too far behind, where the address says how far it may be', async () => {
    const reader = await readerOf('&maxStalenessSeconds=120&readPreference=secondary');
    await reader.find(auditTrail, report);
    await reader.get(auditTrail, 'an id');
    expect(asked).toEqual(['secondary', 'primary']);
  });

  it('ask the primary for everything, where the address says nothing', async () => {
    const reader = await readerOf('');
    await reader.find(auditTrail, report);
    expect(asked).toEqual(['primary']);
  });
});
