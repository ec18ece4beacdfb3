import jestConfig from './jest.config.js';

// `globalSetup` compiles for threads and processes, which the domain has none of.
const { globalSetup: _globalSetup, ...ofAllTests } = jestConfig;

/** Mutation testing of the rules: see docs/mutation.md. */
export default {
  mutate: ['src/domain/**/*.ts'],
  // What is copied, to be mutated there.
  ignorePatterns: [
    '**',
    '!src/**',
    '!test/{domain,mutation,support}/**',
    '!docs/order-life-cycle.md',
    '!*.js*',
    '!tsconfig.json',
    '!tsconfig.mutation.json',
    '!.swcrc',
  ],
  testRunner: 'jest',
  plugins: ['@stryker-mutator/jest-runner', '@stryker-mutator/typescript-checker'],
  checkers: ['typescript'],
  tsconfigFile: 'tsconfig.mutation.json',
  testRunnerNodeArgs: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
  // Node keeps every world that tests as ES modules ran in.
  maxTestRunnerReuse: 40,
  coverageAnalysis: 'perTest',
  // Endless loops are counted, not timed: a slow machine must not pass for a test that failed.
  timeoutMS: 120_000,
  jest: {
    projectType: 'custom',
    // All tests are one file for Jest, which imports them in a way that it cannot follow.
    enableFindRelatedTests: false,
    config: {
      ...ofAllTests,
      roots: ['<rootDir>/test/mutation'],
      testMatch: ['**/test/mutation/domain-tests.ts'],
      testEnvironment: './test/mutation/until-first-failure.cjs',
      maxWorkers: 1,
    },
  },
  // Half of them compile, half of them test.
  concurrency: 4,
  thresholds: { high: 100, low: 99, break: 98 },
  reporters: ['progress', 'clear-text', 'html'],
  clearTextReporter: { logTests: false, reportTests: false },
  warnings: { slow: false },
};
