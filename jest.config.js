/** Jest as ES modules; decorators through swc, with the same settings as the compiler. */
export default {
  testEnvironment: 'node',
  globalSetup: '<rootDir>/test/support/compile-sources.js',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.(unit|int|e2e).spec.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  maxWorkers: 2,
  testTimeout: 30_000,
};
