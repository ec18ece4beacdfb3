import { pino } from 'pino';
import { Readiness } from '../../src/application/health/readiness.js';
import type { Dependency } from '../../src/application/health/watched-dependency.js';
import { PinoLog } from '../../src/interfaces/rest/http/logger.js';
import { realClock } from './real-clock.js';

/** Of an instance that depends on these alone. */
export const readinessOf = (dependencies: readonly Dependency[] = []): Readiness =>
  new Readiness(dependencies, {
    ...{ clock: realClock, log: new PinoLog(pino({ enabled: false })) },
  });
