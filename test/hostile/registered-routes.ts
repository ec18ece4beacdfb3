import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { FastifyInstance } from 'fastify';
import type { TokenRole } from '../../src/application/ports/identity.js';

/** A route as Fastify itself registered it, with who may call it as the route declares. */
export interface RegisteredRoute {
  readonly method: string;
  /** As OpenAPI writes it: `/v1/orders/{order_id}`. */
  readonly path: string;
  readonly allow: readonly TokenRole[] | 'anyone' | undefined;
}

const CHANNEL = 'fastify.initialization';

/** Starts something, and lists every route that it registers, whoever registers it and however. */
export async function withItsRoutes<Started>(
  start: () => Promise<Started>,
): Promise<{ readonly started: Started; readonly routes: readonly RegisteredRoute[] }> {
  const routes: RegisteredRoute[] = [];
  const listen = (message: unknown): void => {
    const { fastify } = message as { readonly fastify: FastifyInstance };
    fastify.addHook('onRoute', ({ method, url, config }) => {
      for (const one of [method].flat())
        routes.push({ method: one, path: asDocumented(url), allow: config?.allow });
    });
  };
  subscribe(CHANNEL, listen);
  try {
    return { started: await start(), routes };
  } finally {
    unsubscribe(CHANNEL, listen);
  }
}

const asDocumented = (url: string): string =>
  url.replace(
    /:(\w+)/g,
    (_part, name: string) => `{${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}}`,
  );
