import { EmbeddedSubjectKeys } from '../../src/infrastructure/embedded/subject-keys/embedded-subject-keys.js';

/** Makes and destroys keys until it is killed; says each of them on a line of its own once it was answered. */
const [, , dataDir = ''] = process.argv;
const keys = EmbeddedSubjectKeys.open({ dataDir, warn: () => undefined });
for (let person = 0; ; person += 1) {
  const made = await keys.keysToEncrypt([`fan_${String(person)}`, `gone_${String(person)}`]);
  for (const [subject, key] of made) process.stdout.write(`${subject} ${key.toString('hex')}\n`);
  await keys.destroy(`gone_${String(person)}`);
  process.stdout.write(`gone_${String(person)} erased\n`);
}
