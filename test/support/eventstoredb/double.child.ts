import { mkdirSync, readFileSync } from 'node:fs';
import {
  type ServerUnaryCall,
  type sendUnaryData,
  Server,
  ServerCredentials,
  status as codes,
} from '@grpc/grpc-js';
import type { ClusterInfo } from '@eventstore/db-client/generated/gossip_pb.js';
import type { SupportedMethods } from '@eventstore/db-client/generated/serverfeatures_pb.js';
import { append, batchAppend } from './appends.js';
import { type Faults, noFaults, type Request } from './faults.js';
import { NodeLog } from './node-log.js';
import { read } from './reads.js';
import { features, featuresServices, gossip, gossipServices, shared, streamsServices } from './stubs.js';

/**
 * A stand-in for an EventStoreDB node, as a process of its own: `node double.child.js FOLDER PORT [CERTIFICATE KEY]`.
 * It speaks the protocol with the client package's own stubs, over the embedded engine, and answers as was recorded on a
 * real node of 24.6 (test/fixtures/eventstoredb). It has what the adapter and its tests call: appends, reads,
 * subscriptions, gossip, features. With a certificate it wants the user `admin` with the password `changeit`.
 */
const [dataDir = '.', port = '0', certificate, key] = process.argv.slice(2);
const LEADER = 8;

mkdirSync(dataDir, { recursive: true });
const log = new NodeLog(dataDir);
const faults: Faults = noFaults();
const subscriptions = new Set<() => void>();
const secured = certificate !== undefined && key !== undefined;
const AUTHORIZATION = `Basic ${Buffer.from('admin:changeit').toString('base64')}`;

const server = new Server({
  'grpc.max_receive_message_length': 16 * 1024 * 1024,
  'grpc.max_send_message_length': -1,
});
server.addService(streamsServices.StreamsService, {
  batchAppend: guarded(batchAppend(log, faults)),
  append: guarded(append(log, faults)),
  read: guarded(read(log, faults, subscriptions)),
  delete: (_: unknown, done: sendUnaryData<unknown>) => done(notHere),
  tombstone: (_: unknown, done: sendUnaryData<unknown>) => done(notHere),
});
server.addService(featuresServices.ServerFeaturesService, { getSupportedMethods });
server.addService(gossipServices.GossipService, { read: gossipRead });

const notHere = { code: codes.UNIMPLEMENTED, details: 'the double does not do this' };

const credentials = secured
  ? ServerCredentials.createSsl(null, [
      { cert_chain: readFileSync(certificate), private_key: readFileSync(key) },
    ])
  : ServerCredentials.createInsecure();

server.bindAsync(`127.0.0.1:${port}`, credentials, (error) => {
  if (error) throw error;
  process.send?.('listening');
});

process.on('message', (request: Request) => {
  void obey(request).then(() => process.send?.('done'));
});
// Its test is gone.
process.on('disconnect', () => process.exit(0));

async function obey(request: Request): Promise<void> {
  if ('set' in request) Object.assign(faults, request.set);
  if ('cutSubscriptions' in request) for (const cut of subscriptions) cut();
  if ('writeSystemEvents' in request) await log.appendSystemEvents(request.writeSystemEvents);
}

/** Streaming and unary calls alike, before anything of them is looked at. */
function guarded<
  Call extends { metadata: { get(name: string): unknown[] }; emit(name: string, error: unknown): unknown },
  Rest extends unknown[],
>(handle: (call: Call, ...rest: Rest) => void): (call: Call, ...rest: Rest) => void {
  return (call, ...rest) => {
    const [given] = call.metadata.get('authorization');
    if (secured && given !== AUTHORIZATION)
      return void call.emit('error', { code: codes.UNAUTHENTICATED, details: 'Unauthenticated' });
    handle(call, ...rest);
  };
}

/** Names come back in lower case. */
function getSupportedMethods(
  _: ServerUnaryCall<unknown, unknown>,
  done: sendUnaryData<SupportedMethods>,
): void {
  const methods = ['read', 'append', 'delete', 'tombstone', 'batchappend'].map((name) => {
    const method = new features.SupportedMethod();
    method.setServiceName('event_store.client.streams.streams');
    method.setMethodName(name);
    method.setFeaturesList(
      name === 'read' ? ['position', 'events'] : name === 'batchappend' ? ['deadline_duration'] : [],
    );
    return method;
  });
  const supported = new features.SupportedMethods();
  supported.setMethodsList(methods);
  supported.setEventStoreServerVersion('24.6.0');
  done(null, supported);
}

function gossipRead(_: ServerUnaryCall<unknown, unknown>, done: sendUnaryData<ClusterInfo>): void {
  const member = new gossip.MemberInfo();
  const endPoint = new gossip.EndPoint();
  const id = new shared.UUID();
  id.setString(crypto.randomUUID());
  endPoint.setAddress('127.0.0.1');
  endPoint.setPort(Number(port));
  member.setInstanceId(id);
  member.setTimeStamp('0');
  member.setState(LEADER);
  member.setIsAlive(!faults.leaderless);
  member.setHttpEndPoint(endPoint);
  const cluster = new gossip.ClusterInfo();
  cluster.setMembersList([member]);
  done(null, cluster);
}
