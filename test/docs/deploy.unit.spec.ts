import { describe, expect, it } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { readSettings } from '../../src/settings.js';
import { SETTINGS } from '../../src/settings-table.js';
import { readText, repositoryPath } from './markdown.js';

/** Read by libraries, not by us. */
const OF_LIBRARIES = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'NODE_ENV'];

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly data?: Record<string, string>;
  readonly stringData?: Record<string, string>;
  readonly spec?: {
    readonly selector?: Record<string, string>;
    readonly template?: {
      readonly metadata: { readonly annotations: Record<string, string> };
      readonly spec: Pod;
    };
    readonly ports?: readonly { readonly targetPort: string }[];
  };
}

interface Pod {
  readonly terminationGracePeriodSeconds: number;
  readonly securityContext: { readonly runAsUser: number };
  readonly containers: readonly [
    {
      readonly image: string;
      readonly env: readonly { readonly name: string }[];
      readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
      readonly readinessProbe: { readonly httpGet: { readonly path: string; readonly port: string } };
      readonly livenessProbe: { readonly httpGet: { readonly path: string; readonly port: string } };
    },
  ];
}

interface Compose {
  readonly services: Readonly<
    Record<
      string,
      {
        readonly image: string;
        readonly stop_grace_period?: string;
        readonly environment: Record<string, string | number>;
        readonly ports?: readonly string[];
      }
    >
  >;
}

const documentsOf = <T>(path: string): readonly T[] =>
  parseAllDocuments(readText(path), { merge: true }).map((document) => {
    if ('errors' in document && document.errors.length > 0)
      throw new Error(`${path}: ${String(document.errors[0])}`);
    return document.toJS() as T;
  });

const manifests = readdirSync(repositoryPath('deploy/kubernetes')).flatMap((file) =>
  documentsOf<Manifest>(`deploy/kubernetes/${file}`),
);
const ofKind = (kind: string) => manifests.filter((manifest) => manifest.kind === kind);
const pods = ofKind('Deployment').flatMap(({ spec }) =>
  spec?.template === undefined ? [] : [spec.template],
);
const settings = ofKind('ConfigMap')[0]?.data ?? {};
const secrets = ofKind('Secret').find(({ metadata }) => metadata.name === 'shoutouts')?.stringData ?? {};

const compose = documentsOf<Compose>('deploy/compose.yaml')[0];
const programs = Object.entries(compose?.services ?? {}).filter(([, { image }]) =>
  image.startsWith('shoutouts:'),
);

const dockerfile = readText('Dockerfile');
const inImage = Object.fromEntries(
  [...dockerfile.matchAll(/(?<=^ENV .*)\b([A-Z_]+)=(\S+)/gm)].map(([, name = '', value = '']) => [
    name,
    value,
  ]),
);

const ours = (environment: Readonly<Record<string, string | number>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(environment)
      .filter(([name]) => Object.hasOwn(SETTINGS, name))
      .map(([name, value]) => [name, String(value)]),
  );
const unknown = (names: readonly string[]) =>
  names.filter((name) => !(Object.hasOwn(SETTINGS, name) || OF_LIBRARIES.includes(name)));

/** Stand-ins for what whoever deploys it puts in. */
const KEYS = { STRIPE_SECRET_KEY: 'sk_test_x', STRIPE_WEBHOOK_SECRET: 'whsec_x' };

/** What docs/operations.md asks for beside DRAIN_MS. */
const TO_END_MS = 30_000;

describe('the files in deploy/', () => {
  it('set only what can be set', () => {
    expect(unknown(Object.keys(inImage))).toEqual([]);
    for (const [, { environment }] of programs) expect(unknown(Object.keys(environment))).toEqual([]);
    expect(unknown([...Object.keys(settings), ...Object.keys(secrets)])).toEqual([]);
    for (const { spec } of pods) expect(unknown(spec.containers[0].env.map(({ name }) => name))).toEqual([]);
  });

  it('keep what is secret out of what is not', () => {
    const isSecret = (name: string) => 'secret' in (SETTINGS[name as keyof typeof SETTINGS] ?? {});
    expect(Object.keys(settings).filter(isSecret)).toEqual([]);
  });

  it('set what the start takes', () => {
    expect(programs.map(([name]) => name)).toEqual(['api-1', 'api-2', 'workers']);
    for (const [, { environment }] of programs)
      expect(readSettings({ ...inImage, ...ours(environment), ...KEYS }).metrics?.port).toBe(9464);
    const inCluster = readSettings({ ...inImage, ...settings, ...ours(secrets) });
    expect(inCluster).toMatchObject({ host: '0.0.0.0', dataDir: '/data', testClock: false });
  });

  it('reach the program at the ports where it listens', () => {
    const { port, metrics, drainMs } = readSettings({ ...inImage, ...settings, ...ours(secrets) });
    expect(dockerfile).toContain(`EXPOSE ${String(port)}\n`);
    for (const { spec, metadata } of pods) {
      const [{ ports, readinessProbe, livenessProbe }] = spec.containers;
      expect(ports).toEqual([
        { name: 'http', containerPort: port },
        { name: 'metrics', containerPort: metrics?.port },
      ]);
      expect(metadata.annotations['prometheus.io/port']).toBe(String(metrics?.port));
      expect(readinessProbe.httpGet).toEqual({ path: '/health/ready', port: 'http' });
      expect(livenessProbe.httpGet).toEqual({ path: '/health/live', port: 'http' });
      expect(spec.terminationGracePeriodSeconds * 1000).toBeGreaterThanOrEqual(drainMs + TO_END_MS);
    }
    expect(ofKind('Service').map(({ spec }) => spec?.ports?.map(({ targetPort }) => targetPort))).toEqual([
      ['http'],
    ]);
    const published = programs.flatMap(([, { ports = [] }]) => ports.map((mapping) => mapping.split(':')[1]));
    expect(published).toEqual([String(port), String(port)]);
  });

  it('give Compose as much time to end the program as is asked for', () => {
    for (const [, { stop_grace_period: period, environment }] of programs) {
      const [, seconds] = /^(\d+)s$/.exec(period ?? '') ?? [];
      expect(Number(seconds) * 1000).toBeGreaterThanOrEqual(Number(environment.DRAIN_MS) + TO_END_MS);
    }
  });

  it('run one image, as one user who is not root, of the version that this is', () => {
    const { version } = JSON.parse(readText('package.json')) as { version: string };
    const images = [
      ...programs.map(([, { image }]) => image),
      ...pods.map(({ spec }) => spec.containers[0].image),
    ];
    expect([...new Set(images)]).toEqual([`shoutouts:${version}`]);
    const [, user] = /^USER (\d+)/m.exec(dockerfile) ?? [];
    expect([...new Set(pods.map(({ spec }) => spec.securityContext.runAsUser))]).toEqual([Number(user)]);
    expect(Number(user)).toBeGreaterThan(0);
  });

  it('start the program as npm does', () => {
    const { scripts } = JSON.parse(readText('package.json')) as { scripts: { start: string } };
    const [, command = ''] = /^CMD (.*)$/m.exec(dockerfile) ?? [];
    expect((JSON.parse(command) as string[]).join(' ')).toBe(scripts.start);
  });

  it('build the image from files that are there, and copied', () => {
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.*) \S+$/gm)].flatMap(([, files = '']) =>
      files.split(' '),
    );
    const present = readdirSync(repositoryPath('.'));
    expect(copied.filter((file) => !present.includes(file))).toEqual([]);
    const letIn = readText('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'));
    expect(letIn.map((line) => line.slice(1)).sort()).toEqual([...copied].sort());
  });
});
