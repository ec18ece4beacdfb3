import { clearTimeout, setTimeout } from 'node:timers';
import type { MongoClient } from 'mongodb';

/** Longer than any check of a server takes that ends: it may wait ten seconds for news, and five for the connection. */
const STUCK_AFTER_MS = 25_000;

/**
 * Connects anew when the driver has stopped looking for its server. Driver 7.9 waits for ever for a check that it sends just when the
 * connection is closed (for `drain`, of a socket that is gone), makes no other one, and finds no server any more, though it be there.
 * Whatever is under way then fails as with any lost connection.
 */
export function reviveStuckChecks(client: MongoClient, stuckAfterMs = STUCK_AFTER_MS): void {
  const underWay = new Map<string, NodeJS.Timeout>();
  const ended = (address: string): void => {
    clearTimeout(underWay.get(address));
    underWay.delete(address);
  };
  client.on('serverHeartbeatStarted', ({ connectionId }) => {
    ended(connectionId);
    const stuck = setTimeout(() => {
      client.close().then(
        () => client.connect().catch(() => undefined),
        () => undefined,
      );
    }, stuckAfterMs);
    underWay.set(connectionId, stuck.unref());
  });
  client.on('serverHeartbeatSucceeded', ({ connectionId }) => ended(connectionId));
  client.on('serverHeartbeatFailed', ({ connectionId }) => ended(connectionId));
  client.on('serverClosed', ({ address }) => ended(address));
}
