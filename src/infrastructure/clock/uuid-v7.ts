import { randomUUID } from 'node:crypto';
import type { Random } from '../../application/ports/random.js';

/** UUIDs of version 7 (RFC 9562): the time in milliseconds first, so that they sort by when they were made. */
export class UuidV7 implements Random {
  uuid(): string {
    const time = Date.now().toString(16).padStart(12, '0');
    // The random bits of a version 4 one, which Node draws many at a time.
    const random = randomUUID().slice('00000000-0000-4'.length);
    return `${time.slice(0, 8)}-${time.slice(8)}-7${random}`;
  }
}
