/** The rooms and the arrows between them: see docs/architecture.md. */
const domain = '^src/domain';
const application = '^src/application';
const infrastructure = '^src/infrastructure';
const interfaces = '^src/interfaces';
module.exports = {
  forbidden: [
    {
      name: 'domain-imports-only-itself',
      severity: 'error',
      comment:
        'The rules of the product are pure: no framework, no I/O, no package but one of persistent collections.',
      from: { path: domain },
      to: { pathNot: [domain, '^node_modules/immutable/'] },
    },
    {
      name: 'application-knows-domain-and-its-ports-only',
      severity: 'error',
      from: { path: application },
      to: { path: [infrastructure, interfaces] },
    },
    {
      name: 'application-does-no-io',
      severity: 'error',
      comment: 'Node modules with side effects stay in adapters.',
      from: { path: application },
      to: { dependencyTypes: ['core'], pathNot: ['^(node:)?crypto$', '^(node:)?stream$'] },
    },
    {
      name: 'infrastructure-does-not-know-the-ways-in',
      severity: 'error',
      from: { path: infrastructure },
      to: { path: interfaces },
    },
    {
      name: 'interfaces-reach-infrastructure-through-ports',
      severity: 'error',
      comment: 'Only the composition root (src/main.ts, src/app.module.ts) knows both.',
      from: { path: '^src/interfaces/(rest|webhooks)' },
      to: { path: infrastructure },
    },
    {
      name: 'the-product-does-not-know-what-tries-it',
      severity: 'error',
      comment: 'No hook for tests, benchmarks, the simulator or the torture.',
      from: { path: '^src' },
      to: { path: '^(test|bench|sim|torture)/' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, pathNot: ['\\.d\\.ts$'] },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'types'],
    },
    skipAnalysisNotInRules: true,
  },
};
