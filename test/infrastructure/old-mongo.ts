import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { BSON } from 'mongodb';

/** Operations of MongoDB's wire protocol. */
const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;
const HEADER_BYTES = 16;

export interface OldMongo {
  readonly url: string;
  close(): void;
}

/** Answers what a driver asks before anything else, as a server of that release and wire version does. */
export async function startOldMongo(version: string, maxWireVersion: number): Promise<OldMongo> {
  const hello = {
    ...{ ismaster: true, isWritablePrimary: true, readOnly: false, ok: 1 },
    ...{ minWireVersion: 0, maxWireVersion, maxBsonObjectSize: 16_777_216, maxMessageSizeBytes: 48_000_000 },
    maxWriteBatchSize: 100_000,
  };
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let received = Buffer.alloc(0);
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      while (received.length >= HEADER_BYTES && received.length >= received.readInt32LE(0)) {
        const request = received.subarray(0, received.readInt32LE(0));
        received = received.subarray(request.length);
        const asksForVersion = request.includes('buildInfo');
        socket.write(answerTo(request, asksForVersion ? { version, ok: 1 } : hello));
      }
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `mongodb://127.0.0.1:${String((server.address() as AddressInfo).port)}/old`,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function answerTo(request: Buffer, document: BSON.Document): Buffer {
  const isQuery = request.readInt32LE(12) === OP_QUERY;
  // OP_REPLY: flags, cursor, start, one document. OP_MSG: flags, and a section of kind 0.
  const before = isQuery ? Buffer.from([...Array<number>(16).fill(0), 1, 0, 0, 0]) : Buffer.alloc(5);
  const body = Buffer.concat([before, BSON.serialize(document)]);
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeInt32LE(HEADER_BYTES + body.length, 0);
  header.writeInt32LE(request.readInt32LE(4), 8);
  header.writeInt32LE(isQuery ? OP_REPLY : OP_MSG, 12);
  return Buffer.concat([header, body]);
}
