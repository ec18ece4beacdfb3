import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PaymentGateway, ProviderEvent } from '../../src/application/ports/payment-gateway.js';

/** An endpoint for webhooks that takes only what the gateway verifies, and answers as a test tells it. */
export interface WebhookReceiver {
  readonly url: string;
  /** Every webhook that came, verified, in the order in which it came. */
  readonly received: readonly ProviderEvent[];
  /** The status of the next answers: 200 until told otherwise. */
  answerWith(status: number): void;
  /** Resolves when `condition` holds, which is looked at after every webhook. */
  until(condition: (received: readonly ProviderEvent[]) => boolean): Promise<void>;
  close(): Promise<void>;
}

export async function receiveWebhooks(gateway: PaymentGateway): Promise<WebhookReceiver> {
  const received: ProviderEvent[] = [];
  const waiting = new Set<() => void>();
  let status = 200;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push(
        gateway.verifyWebhook(Buffer.concat(chunks), String(request.headers['stripe-signature'])),
      );
      response.writeHead(status).end();
      for (const look of waiting) look();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/webhooks/stripe`,
    received,
    answerWith: (next) => {
      status = next;
    },
    until: (condition) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!condition(received)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
