import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { lockDataDir } from '../../src/infrastructure/embedded/data-dir-lock.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

lockDataDir(process.argv[2] ?? '');
// Nobody keeps what it answered: that must not let go of the lock.
for (let n = 0; n < 5; n += 1) {
  collectGarbage();
  await setImmediate();
}
process.stdout.write('locked\n');
process.stdin.resume();
