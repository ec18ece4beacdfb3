import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';

export interface MetricsServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Nothing can listen where the settings say. */
export class MetricsAddressError extends Error {
  override readonly name = 'MetricsAddressError';
  constructor(cause: NodeJS.ErrnoException) {
    super(
      `METRICS_PORT and METRICS_HOST: nothing can listen there (${cause.code ?? cause.message}): stop what listens there, or set ` +
        'them to a free port and an address of this machine',
      { cause },
    );
  }
}

/**
 * `GET /metrics` on a port of its own, so that it can be kept from the public by where it listens.
 * @throws MetricsAddressError
 */
export async function serveMetrics(registry: Registry, port: number, host: string): Promise<MetricsServer> {
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    registry.metrics().then(
      (text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  server.listen(port, host);
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    throw new MetricsAddressError(error);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close').catch(() => undefined);
    },
  };
}
