import { applyDecorators } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import type { TokenRole } from '../../../application/ports/identity.js';
import { extendRouteConfig } from '../http/route-config.js';
import { whatIsRead } from '../http/unread-input.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may call the route. */
    allow?: readonly TokenRole[] | 'anyone';
  }
}

/**
 * Who may call a route: anybody in one of these roles. Who has several of them acts in the one that the request header
 * `Shoutouts-Role` names, else in the first one listed here. Every route has this or {@link AllowAnyone}; the program
 * does not start otherwise.
 */
export const Allow = (...roles: readonly [TokenRole, ...TokenRole[]]): MethodDecorator =>
  applyDecorators(declare(roles), ApiBearerAuth());

/** A public route: no token is needed, and one that is sent is not looked at. */
export const AllowAnyone = (): MethodDecorator => declare('anyone');

const declare =
  (allow: readonly TokenRole[] | 'anyone'): MethodDecorator =>
  (target, property, descriptor) =>
    extendRouteConfig({ allow, reads: whatIsRead(target, property) })(target, property, descriptor);
