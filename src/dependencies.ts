import type { Dependency } from './application/health/watched-dependency.js';
import type { Engines } from './engines.js';

const NOBODY = 'fan_00000000-0000-8000-8000-000000000000';
const NO_VIDEO = 'vid_00000000-0000-7000-8000-000000000000';

/**
 * What `/health/ready` asks: the stores. The issuer of tokens and the payment provider are not among them: while those are
 * out of reach, work waits or goes on with what is known, and every instance that went out of service would only add to it.
 */
export const dependenciesOf = ({ store, models, keys, videos }: Engines): readonly Dependency[] => [
  { name: 'event_log', ask: () => store.lastPosition() },
  { name: 'read_models', ask: () => models.getValue('health') },
  { name: 'subject_keys', ask: () => keys.keysToDecrypt([NOBODY]) },
  { name: 'videos', ask: () => videos.find(NO_VIDEO) },
];
