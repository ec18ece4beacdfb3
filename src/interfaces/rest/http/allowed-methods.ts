import type { FastifyInstance } from 'fastify';

/** Which methods there are at an address: what tells 405 from 404. */
export class AllowedMethods {
  readonly #routes: { readonly methods: readonly string[]; readonly segments: readonly string[] }[] = [];

  /** Sees the routes that are registered from now on. */
  constructor(fastify: FastifyInstance) {
    fastify.addHook('onRoute', ({ method, url }) => {
      this.#routes.push({ methods: [method].flat(), segments: url.split('/') });
    });
  }

  at(path: string): readonly string[] {
    const segments = path.split('/');
    const methods = this.#routes.flatMap((route) => (matches(route.segments, segments) ? route.methods : []));
    return [...new Set(methods)].sort();
  }
}

const matches = (pattern: readonly string[], path: readonly string[]): boolean =>
  pattern.length === path.length &&
  pattern.every((segment, index) => segment.startsWith(':') || segment === path[index]);
