import fc from 'fast-check';
import { readdirSync } from 'node:fs';

// All tests of the domain in one world: to load the same sources for each file takes longer than the tests themselves. Laws
// come last, as they take most of the time. The seed is fixed, so that the score is, and what fails is not made smaller.

fc.configureGlobal({ seed: 1, endOnFailure: true });

/** It reads the sources as they are written, and Stryker writes others. */
const OF_WRITTEN_SOURCES = 'refusals.unit.spec.ts';

const isOfLaws = (name: string): boolean => /-laws|life-cycle/.test(name);

const specs = readdirSync('test/domain', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.unit.spec.ts') && name !== OF_WRITTEN_SOURCES)
  .sort();
const [laws, others] = [specs.filter(isOfLaws), specs.filter((name) => !isOfLaws(name))];

for (const name of [...others, ...laws]) await import(`../domain/${name.replace(/\.ts$/, '.js')}`);
