/** Jest as ES modules, compiled as the build does it (`.swcrc`). */
export default {
  testEnvironment: 'node',
  globalSetup: '<rootDir>/test/support/compile-sources.js',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.(unit|int|e2e).spec.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': '@swc/jest' },
  maxWorkers: 2,
  testTimeout: 30_000,
};
