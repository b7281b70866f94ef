import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { loadAll } from 'js-yaml';
import { makeWorkplace, succeeded, type Workplace } from '../../src/cli/testing/workplace.ts';
import { type ApiServer, startApiServer } from './harness/api-server.ts';
import { applyDefinitions } from './harness/definitions.ts';
import { apiServerMissing, tools } from './harness/tools.ts';

const deploy = fileURLToPath(new URL('../../deploy', import.meta.url));
const system = 'fairlead-system';

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** Values that between them take every branch of the chart. */
const settings: readonly (readonly string[])[] = [
  [],
  ['replicas=1', 'image.tag=1.2.3', 'image.repository=registry.test/fairlead', 'image.pullSecrets={one,two}'],
  ['namespaces={shop,checkout}', 'gatewayClass.create=false', 'controllerName=example.com/ours'],
  ['secretNamespaces={shop}', 'xds.tlsSecret=xds', 'api.tokenSecret=tokens', 'serviceMonitor.create=true'],
  [
    'namespaces={shop}',
    'secretNamespaces={shop}',
    'networkPolicy.create=false',
    'xds.port=9000',
    'gateways.run=false',
  ],
  ['gateways.drain=false', 'admission.create=true', 'definitions.create=false'],
  [
    'namespaces={shop}',
    'admission.create=true',
    'admission.tlsSecret=admission',
    'admission.failurePolicy=Fail',
  ],
  ['gateways.drain=false', 'podMonitor.create=true', 'podMonitor.interval=30s'],
  ['podMonitor.create=true', 'namespaces={shop,checkout}'],
  ['ingressClass.default=true', 'ingressClass.gateway.name=edge', 'ingressClass.gateway.namespace=infra'],
  ['ingressClass.create=false'],
  ['extraArgs={--allow-addresses,loopback}', 'nodeSelector.zone=a', 'serviceMonitor.labels.team=edge'],
];

describe('the chart of the control plane', { skip: apiServerMissing() }, () => {
  let place: Workplace;
  let server: ApiServer;
  before(async () => {
    place = await makeWorkplace();
    server = await startApiServer();
    await applyDefinitions(server, 'experimental', 'envoy-gateway');
  });
  after(async () => {
    await server?.close();
    await place?.close();
  });

  const helm = (...args: readonly string[]) =>
    execFileSync(
      tools().helm,
      ['template', 'fairlead', join(deploy, 'chart'), '--namespace', system, ...args],
      {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
  const setting = (all: readonly string[]) => all.flatMap(one => ['--set', one]);
  const install = async (...given: readonly string[]) =>
    succeeded(await place.run(['install', 'control-plane', ...setting(given)]));

  it('is made by `fairlead install control-plane` into what Helm makes of it', async () => {
    for (const given of settings) {
      const byHelm = helm('--set', 'createNamespace=true', ...setting(given));
      assert.deepEqual(objectsIn(await install(...given)), objectsIn(byHelm), given.join(' '));
    }
    const values = place.write('values.yaml', richValues);
    const byHelm = helm('--set', 'createNamespace=true', '--values', values);
    const ours = succeeded(await place.run(['install', 'control-plane', '--values', values]));
    assert.deepEqual(objectsIn(ours), objectsIn(byHelm));
  });

  it('refuses the values that Helm refuses', async () => {
    for (const wrong of ['replicas=0', 'replica=2', 'image.pullPolicy=Sometimes', 'namespaces={Shop}']) {
      assert.throws(() => helm('--set', wrong), wrong);
      const { code, stderr } = await place.run(['install', 'control-plane', '--set', wrong]);
      assert.equal(code, 1, wrong);
      assert.match(stderr, new RegExp(`^ {2}${wrong.replace(/=.*/, '').replace('.', '\\.')}.*: `, 'm'));
    }
  });

  it('is taken by an API server, and deleted to nothing by what uninstall prints', async () => {
    const given = ['namespaces={default}', 'secretNamespaces={default}', 'admission.create=true'];
    await server.kubectl(['apply', '--server-side', '-f', '-'], await install(...given));
    const made = objectsIn(await install(...given));
    const standing = async () => {
      const found = made.map(async ({ kind, metadata: { name, namespace = '' } }) => {
        const where = namespace === '' ? [] : [`--namespace=${namespace}`];
        return (await server.kubectl(['get', kind, name, ...where, '--ignore-not-found', '-o=name'])).trim();
      });
      return (await Promise.all(found)).filter(Boolean);
    };
    assert.equal((await standing()).length, made.length);
    const undo = succeeded(
      await place.run(['uninstall', 'control-plane', '--definitions', ...setting(given)]),
    );
    await server.kubectl(['delete', '--wait=false', '--ignore-not-found', '-f', '-'], undo);
    // No controller runs here that would end the Namespace.
    assert.deepEqual(await standing(), [`namespace/${system}`]);
  });

  it('has the Prometheus operator look where it says, in words that this one knows', async () => {
    await applyDefinitions(server, 'prometheus-operator');
    await server.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'watched' } });
    const monitors = ['serviceMonitor', 'podMonitor'].flatMap(one => [
      `${one}.create=true`,
      `${one}.interval=15s`,
      `${one}.labels.team=edge`,
    ]);
    for (const more of [[], ['namespaces={shop}']]) {
      const printed = await install(...monitors, 'api.tokenSecret=tokens', ...more);
      const made = objectsIn(printed).filter(({ kind }) => kind.endsWith('Monitor'));
      assert.deepEqual(made.map(({ kind }) => kind).sort(), ['PodMonitor', 'ServiceMonitor']);
      for (const one of made) {
        const sent = { ...one, metadata: { ...one.metadata, namespace: 'watched' } };
        await server.apply(sent);
        // What the definition lacks is refused, and not left out.
        const { spec } = one as { readonly spec?: object };
        await assert.rejects(
          server.apply({ ...sent, spec: { ...spec, nobodys: 1 } }),
          /unknown field "nobodys"/,
        );
      }
    }
  });

  describe('gives rights', () => {
    const account = `system:serviceaccount:${system}:fairlead`;
    const secret = (namespace: string) => ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'known', namespace },
      stringData: { password: 'of nobody’s business' },
    });
    const modes = [
      { name: 'to read all namespaces', given: [], reads: ['shop', 'other'], secrets: ['shop', 'other'] },
      { name: 'to read some', given: ['namespaces={shop}'], reads: ['shop'], secrets: ['shop'] },
      {
        name: 'to read all, and Secrets of some',
        given: ['secretNamespaces={shop}'],
        reads: ['shop', 'other'],
        secrets: ['shop'],
      },
    ];
    const names = ['shop', 'other'];
    before(async () => {
      const namespace = (name: string) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
      await server.apply(...[...names, 'rights'].map(namespace), ...names.map(secret));
    });

    for (const { name, given, reads, secrets } of modes) {
      it(`${name}, and no others`, async () => {
        const chart = (await install(...given))
          .split(/^---$/m)
          .filter(one => /kind: (?:Cluster)?Role/.test(one));
        const within = chart.filter(one => !one.includes(`namespace: ${system}\n  labels`)).join('\n---\n');
        await server.kubectl(['apply', '--server-side', '-f', '-'], within);
        const kubeconfig = server.user(account);
        const may = async (verb: string, what: string, where: string) => {
          const [resource = '', part = ''] = what.split('/');
          const place = where === '' ? ['-A'] : ['-n', where];
          const asked = ['auth', 'can-i', verb, resource, `--subresource=${part}`, ...place];
          const answer = await server
            .kubectl(['--kubeconfig', kubeconfig, ...asked])
            .catch(error => String(error));
          return /^yes/.test(answer);
        };
        for (const where of names) {
          assert.equal(await may('list', 'secrets', where), secrets.includes(where), `Secrets of ${where}`);
          assert.equal(
            await may('watch', 'httproutes.gateway.networking.k8s.io', where),
            reads.includes(where),
          );
          assert.equal(
            await may('patch', 'httproutes.gateway.networking.k8s.io/status', where),
            reads.includes(where),
          );
          for (const verb of ['create', 'update', 'patch', 'delete']) {
            assert.equal(await may(verb, 'httproutes.gateway.networking.k8s.io', where), false, verb);
            const isForEnvoys = reads.includes(where) && ['create', 'patch'].includes(verb);
            assert.equal(await may(verb, 'secrets', where), isForEnvoys, verb);
          }
        }
        assert.equal(await may('list', 'gatewayclasses.gateway.networking.k8s.io', ''), true);
        const flags = setting(given).flatMap(one => (one === '--set' ? [] : flagOf(one)));
        const served = place.start([
          ...[
            'serve',
            '--kubernetes',
            '--kubeconfig',
            kubeconfig,
            '--state',
            join(place.directory, name),
            ...flags,
          ],
          ...['--xds', '127.0.0.1:0', '--api', '127.0.0.1:0'],
        ]);
        await served.says(/serving xDS on/);
        assert.doesNotMatch(served.written(), /may not be read/);
        served.child.kill('SIGTERM');
        await served.ended;
        await server.kubectl(['delete', '-f', '-'], within);
      });
    }
  });
});

/** `secretNamespaces={shop}` as `serve` is told of it. */
function flagOf(given: string): readonly string[] {
  const [name = '', value = ''] = given.split('=');
  return [name === 'namespaces' ? '--namespaces' : '--secret-namespaces', value.slice(1, -1)];
}

/** What a text of manifests says, in an order of its own. */
function objectsIn(text: string): readonly Manifest[] {
  const objects = (loadAll(text) as (Manifest | null)[]).filter(one => one !== null);
  const id = ({ kind, metadata }: Manifest) => `${kind}/${metadata.namespace}/${metadata.name}`;
  return objects.sort((a, b) => (id(a) < id(b) ? -1 : 1));
}

const richValues = `
resources: {limits: {memory: 2Gi}, requests: {cpu: "1"}}
tolerations:
  - {key: edge, operator: Exists, effect: NoSchedule}
  - {key: "quoted: yes", operator: Equal, value: "true"}
networkPolicy:
  from:
    - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: monitoring}}
serviceMonitor: {create: true, labels: {release: prometheus, watched: "on"}}
admission:
  create: true
  annotations: {cert-manager.io/inject-ca-from: fairlead-system/admission}
  from: [{ipBlock: {cidr: 10.0.0.0/8}}]
api: {tokenSecret: tokens}
extraEnv:
  - {name: OTEL_EXPORTER_OTLP_ENDPOINT, value: "http://collector:4318"}
  - {name: OTEL_EXPORTER_OTLP_HEADERS, valueFrom: {secretKeyRef: {name: collector, key: headers}}}
`;
