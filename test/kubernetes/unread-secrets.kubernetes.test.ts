import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { createKubernetesSource, openCluster } from '#sources/kubernetes';
import { createMemoryState } from '#state';
import { makeWorkplace, type Workplace } from '../../src/cli/testing/workplace.ts';
import { startControlPlane } from '../../src/main/control-plane.ts';
import { ownMachine } from '../harness/evaluation.ts';
import { makeKeyPair } from '../harness/key-pair.ts';
import { type ApiServer, startApiServer } from './harness/api-server.ts';
import { applyDefinitions } from './harness/definitions.ts';
import { gatewayClass } from './harness/manifests.ts';
import { apiServerMissing } from './harness/tools.ts';

const api = 'gateway.networking.k8s.io/v1';
const rbac = { apiVersion: 'rbac.authorization.k8s.io/v1' };
const reader = { apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'reader' };
const roleRef = (kind: string, name: string) => ({ apiGroup: reader.apiGroup, kind, name });
const readsSecrets = { apiGroups: [''], resources: ['secrets'], verbs: ['list', 'watch'] };
const namespace = (name: string) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
const readers = {
  ...{ ...rbac, kind: 'ClusterRole', metadata: { name: 'reader' } },
  rules: [
    {
      apiGroups: [''],
      resources: ['services', 'configmaps', 'namespaces'],
      verbs: ['get', 'list', 'watch'],
    },
    {
      apiGroups: [
        'gateway.networking.k8s.io',
        'discovery.k8s.io',
        'apiextensions.k8s.io',
        'networking.k8s.io',
        'certificates.k8s.io',
      ],
      resources: ['*'],
      verbs: ['get', 'list', 'watch', 'patch'],
    },
  ],
};

const listener = (name: string, port: number, certificate: object) => ({
  ...{ name, port, protocol: 'HTTPS' },
  tls: { certificateRefs: [certificate] },
});
const gateway = {
  apiVersion: api,
  kind: 'Gateway',
  metadata: { name: 'web', namespace: 'shop' },
  spec: {
    gatewayClassName: 'fairlead',
    listeners: [
      listener('theirs', 8443, { name: 'cert', namespace: 'vault' }),
      listener('own', 8444, { name: 'missing' }),
    ],
  },
};
const grant = {
  apiVersion: 'gateway.networking.k8s.io/v1beta1',
  kind: 'ReferenceGrant',
  metadata: { name: 'gateways', namespace: 'vault' },
  spec: {
    from: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', namespace: 'shop' }],
    to: [{ group: '', kind: 'Secret' }],
  },
};

describe('a Secret that may not be read is not a Secret that is not there', {
  skip: apiServerMissing(),
}, () => {
  let server: ApiServer;
  let place: Workplace;
  let kubeconfig: string;
  before(async () => {
    place = await makeWorkplace();
    server = await startApiServer();
    await applyDefinitions(server, 'standard');
    kubeconfig = server.user('reader');
    const { certificate, 'private-key': key } = makeKeyPair('shop.test');
    await server.apply(namespace('shop'), namespace('vault'));
    await server.apply(
      ...[gatewayClass, gateway, grant, readers],
      {
        ...{ ...rbac, kind: 'ClusterRoleBinding', metadata: { name: 'reader' } },
        ...{ roleRef: roleRef('ClusterRole', 'reader'), subjects: [reader] },
      },
      {
        ...{ ...rbac, kind: 'Role', metadata: { name: 'secrets', namespace: 'shop' } },
        rules: [readsSecrets],
      },
      {
        ...{ ...rbac, kind: 'RoleBinding', metadata: { name: 'secrets', namespace: 'shop' } },
        ...{ roleRef: roleRef('Role', 'secrets'), subjects: [reader] },
      },
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'cert', namespace: 'vault' },
        type: 'kubernetes.io/tls',
        data: { 'tls.crt': certificate, 'tls.key': key },
      },
    );
  });
  after(async () => {
    await server?.close();
    await place?.close();
  });

  it('where Secrets of some namespaces alone are read', async () => {
    const flags = ['--kubernetes', '--kubeconfig', kubeconfig, '--secret-namespaces', 'shop'];
    const { code, stdout } = await place.run(['check', ...flags]);
    assert.equal(code, 1);
    assert.match(
      stdout,
      /Secret vault\/cert with a certificate is not seen: Secrets of shop alone are read; have those of vault read as well \(--secret-namespaces\)/,
    );
    assert.match(stdout, /Secret shop\/missing with a certificate was not found/);
  });

  it('is told of once, with the namespace, and again when that is over', async () => {
    const serve = place.start([
      ...['serve', '--kubernetes', '--kubeconfig', kubeconfig, '--namespaces=shop', '--namespaces=vault'],
      ...[
        '--controller-name',
        gatewayClass.spec.controllerName,
        '--xds',
        '127.0.0.1:0',
        '--api',
        '127.0.0.1:0',
      ],
    ]);
    await serve.says(/serving xDS/);
    assert.deepEqual(serve.written().match(/secrets .*may (?:not )?be read(?:, and they are left out)?/g), [
      'secrets of vault may not be read, and they are left out',
    ]);
    await server.apply(
      {
        ...{ ...rbac, kind: 'Role', metadata: { name: 'secrets', namespace: 'vault' } },
        rules: [readsSecrets],
      },
      {
        ...{ ...rbac, kind: 'RoleBinding', metadata: { name: 'secrets', namespace: 'vault' } },
        ...{ roleRef: roleRef('Role', 'secrets'), subjects: [reader] },
      },
    );
    await serve.says(/secrets of vault may be read now/);
    serve.child.kill('SIGTERM');
    await serve.ended;
    await server.kubectl(['delete', 'role', 'secrets', '--namespace=vault']);
  });

  it('where the API server lets nobody read them, until it does', async () => {
    const cluster = await openCluster({ kubeconfig });
    const controller = gatewayClass.spec.controllerName;
    const controlPlane = await startControlPlane({
      source: createKubernetesSource({ cluster, controller, onNotice: () => {} }),
      ...{ state: createMemoryState(), policy: ownMachine, xds: { address: '127.0.0.1:0' } },
    });
    try {
      const theirs = '.status.listeners[?(@.name=="theirs")].conditions[?(@.type=="ResolvedRefs")].message';
      const said = () =>
        server.kubectl(['get', 'gateway', 'web', '--namespace=shop', `--output=jsonpath={${theirs}}`]);
      const until = async (wanted: RegExp) => {
        const end = performance.now() + 20_000;
        for (let last = await said(); !wanted.test(last); last = await said()) {
          if (performance.now() > end) assert.match(last, wanted);
          await pause(100);
        }
      };
      await until(
        /Secret vault\/cert with a certificate is not seen: secrets may not be read: secrets is forbidden: User "reader" cannot list resource "secrets"/,
      );
      await server.apply({ ...readers, rules: [...readers.rules, readsSecrets] });
      await until(/^(?!.*not seen)/);
    } finally {
      await controlPlane.close();
      cluster.close();
    }
  });
});
