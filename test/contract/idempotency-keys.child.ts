import { EmbeddedIdempotencyKeys } from '../../src/infrastructure/embedded/idempotency/embedded-idempotency-keys.js';
import { realClock } from '../support/real-clock.js';

/** Saves one answer after the other, telling which is saved, until it is killed. */
const [, , folder = ''] = process.argv;
const keys = await EmbeddedIdempotencyKeys.open(folder, { clock: realClock });
for (let number = 1; ; number += 1) {
  const request = { scope: 'cre_1', key: String(number), fingerprint: 'accept' };
  await keys.claim(request);
  await keys.save(request, { status: 200, headers: {}, body: String(number) });
  process.stdout.write(`${String(number)}\n`);
}
