import { RouteConfig } from '@nestjs/platform-fastify';
import { FASTIFY_ROUTE_CONFIG_METADATA } from '@nestjs/platform-fastify/constants.js';
import type { FastifyContextConfig } from 'fastify';

/**
 * Puts settings on a route, where Fastify's hooks read them without any look-up. Several decorators may each add
 * theirs (Nest's own `RouteConfig` replaces what was there).
 */
export const extendRouteConfig =
  (part: FastifyContextConfig): MethodDecorator =>
  (target, property, descriptor) => {
    const existing = routeConfigOf(descriptor.value as object);
    return RouteConfig({ ...existing, ...part })(target, property, descriptor);
  };

export const routeConfigOf = (handler: object): FastifyContextConfig =>
  (Reflect.getMetadata(FASTIFY_ROUTE_CONFIG_METADATA, handler) as FastifyContextConfig | undefined) ?? {};
