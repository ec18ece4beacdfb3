import { connectivityState, type ClientDuplexStream } from '@grpc/grpc-js';
import { EventStoreDBClient, UnavailableError } from '@eventstore/db-client';
import grpcStreams from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type { BatchAppendReq, BatchAppendResp } from '@eventstore/db-client/generated/streams_pb.js';

export type BatchAppendStream = ClientDuplexStream<BatchAppendReq, BatchAppendResp>;

/** Nothing was sent yet: whoever waits here has written nothing. */
const CONNECT_MS = 2_000;

/**
 * The client, asked for its stream of appends. Everything that finds and keeps a node is its own; its `appendToStream` is not
 * used, because it shares one table of waiting appends among all streams of a process: when one stream breaks, the
 * table is emptied, and the next reply on another one throws where nobody can catch it.
 */
export class AppendingClient extends EventStoreDBClient {
  /** `connectionString` makes a plain client, whatever class it is called on. */
  static at(url: string): AppendingClient {
    const client = EventStoreDBClient.connectionString(url);
    return Object.setPrototypeOf(client, AppendingClient.prototype) as AppendingClient;
  }

  /** A stream over a connection that stands. @throws when there is none, and nothing was sent */
  openBatch(): Promise<BatchAppendStream> {
    return this.GRPCStreamCreator(grpcStreams.StreamsClient, 'batchAppend', async (client) => {
      try {
        await connected(client.getChannel());
      } catch (error) {
        // A channel waits longer after each failure; a new one does not.
        await this.handleError(client, error as Error);
        throw error;
      }
      return client.batchAppend(...this.callArguments({}, { deadline: Infinity }));
    })();
  }
}

type Channel = ReturnType<InstanceType<typeof grpcStreams.StreamsClient>['getChannel']>;

async function connected(channel: Channel): Promise<void> {
  const deadline = Date.now() + CONNECT_MS;
  for (let state = channel.getConnectivityState(true); state !== connectivityState.READY;) {
    if (state === connectivityState.TRANSIENT_FAILURE || Date.now() > deadline)
      throw new UnavailableError(undefined, 'no connection to EventStoreDB');
    await changed(channel, state, deadline);
    state = channel.getConnectivityState(true);
  }
}

const changed = (channel: Channel, state: connectivityState, deadline: number): Promise<void> =>
  new Promise((resolve) => channel.watchConnectivityState(state, deadline, () => resolve()));
