import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { MetricsAddressError } from './infrastructure/telemetry/metrics-server.js';
import type { Settings } from './settings.js';

/** Nothing can listen where the settings say. */
export class HttpAddressError extends Error {
  override readonly name = 'HttpAddressError';
  constructor({ port, host }: Settings, cause: NodeJS.ErrnoException) {
    super(wordsOn(cause, port, host), { cause });
  }
}

function wordsOn({ code, syscall, message }: NodeJS.ErrnoException, port: number, host: string): string {
  if (code === 'EADDRINUSE')
    return `port ${String(port)} of ${host} is in use: stop what listens there, or set PORT to another one`;
  if (syscall === 'getaddrinfo' || code === 'EADDRNOTAVAIL')
    return 'HOST must be an address of this machine, such as 127.0.0.1 or 0.0.0.0';
  return `nothing can listen on port ${String(port)} of ${host} (${code ?? message}): set PORT and HOST to what may be used`;
}

/**
 * Listens at all addresses for a moment. At its first start the program makes what it keeps for good, such as the choice of the
 * payment provider: a start that cannot go on shall end before that.
 *
 * @throws HttpAddressError, MetricsAddressError
 */
export async function requireAddresses(settings: Settings): Promise<void> {
  const { port, host, metrics } = settings;
  const held: Server[] = [];
  try {
    await hold(held, port, host).catch((error: NodeJS.ErrnoException) => {
      throw new HttpAddressError(settings, error);
    });
    if (metrics !== undefined)
      await hold(held, metrics.port, metrics.host).catch((error: NodeJS.ErrnoException) => {
        throw new MetricsAddressError(error);
      });
  } finally {
    await Promise.all(held.map((server) => once(server.close(), 'close')));
  }
}

async function hold(held: Server[], port: number, host: string): Promise<void> {
  const server = createServer((socket) => socket.destroy()).listen(port, host);
  await once(server, 'listening');
  held.push(server);
}
