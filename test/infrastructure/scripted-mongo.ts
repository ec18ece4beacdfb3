import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { BSON } from 'mongodb';

/** Operations of MongoDB's wire protocol. */
const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;
const HEADER_BYTES = 16;
/** Before the document of a request: flags, name of the collection, numbers; or flags and the kind of the section. */
const OP_MSG_DOCUMENT_AT = HEADER_BYTES + 5;

export interface ScriptedMongo {
  /** Host and port. */
  readonly host: string;
  /** Ends every connection in good order, the oldest first, and takes new ones. */
  hangUp(): void;
  close(): void;
}

/** What a server says of itself when a driver connects. */
export interface Hello {
  readonly maxWireVersion: number;
  readonly [field: string]: unknown;
}

/**
 * Speaks MongoDB's protocol, and answers as it is told: for what no server of today does, or one server alone cannot.
 *
 * @param answer to any command but the greeting, by its name; none where it is undefined
 */
export async function startScriptedMongo(
  hello: () => Hello,
  answer: (command: string) => BSON.Document | undefined,
): Promise<ScriptedMongo> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let received = Buffer.alloc(0);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      while (received.length >= HEADER_BYTES && received.length >= received.readInt32LE(0)) {
        const request = received.subarray(0, received.readInt32LE(0));
        received = received.subarray(request.length);
        const command = commandOf(request);
        const isGreeting = command === undefined || /^(hello|ismaster)$/i.test(command);
        const reply = isGreeting ? { ...LIMITS, ...hello() } : answer(command);
        if (reply !== undefined) socket.write(replyTo(request, { ...reply, ok: 1 }));
      }
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    host: `127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    hangUp: () => {
      for (const socket of sockets) socket.end();
    },
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

const LIMITS = {
  ...{ minWireVersion: 0, maxBsonObjectSize: 16_777_216, maxMessageSizeBytes: 48_000_000 },
  ...{ maxWriteBatchSize: 100_000, readOnly: false },
};

/** Its name is the first field of its document; the first greeting of a connection is of an older form, and has none. */
function commandOf(request: Buffer): string | undefined {
  if (request.readInt32LE(12) === OP_QUERY) return undefined;
  return Object.keys(
    BSON.deserialize(request.subarray(OP_MSG_DOCUMENT_AT), { allowObjectSmallerThanBufferSize: true }),
  )[0];
}

function replyTo(request: Buffer, document: BSON.Document): Buffer {
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
