import { Injectable, type OnModuleInit } from '@nestjs/common';
import { METHOD_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { routeConfigOf } from '../http/route-config.js';

/** A route that does not say who may call it: a fault of this release, found at start. */
export class UndeclaredRouteError extends Error {
  override readonly name = 'UndeclaredRouteError';
}

/** Refuses to start while any route of any controller does not declare who may call it. */
@Injectable()
export class EveryRouteIsDeclared implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
  ) {}

  onModuleInit(): void {
    const undeclared = this.discovery.getControllers().flatMap(({ metatype }) => {
      const prototype = (metatype as { prototype?: Record<string, object> } | null)?.prototype;
      if (prototype === undefined) return [];
      return this.scanner
        .getAllMethodNames(prototype)
        .filter((name) => isUndeclared(prototype[name]))
        .map((name) => `${String(metatype?.name)}.${name}`);
    });
    if (undeclared.length > 0)
      throw new UndeclaredRouteError(`add @Allow(…) or @AllowAnyone() to ${undeclared.join(', ')}`);
  }
}

const isUndeclared = (handler: object | undefined): boolean =>
  handler !== undefined &&
  Reflect.hasMetadata(METHOD_METADATA, handler) &&
  routeConfigOf(handler).allow === undefined;
