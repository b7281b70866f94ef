import assert from 'node:assert/strict';
import { basename } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type ApiServer, startApiServer } from './harness/api-server.ts';
import { applyDefinitions } from './harness/definitions.ts';
import { leftBehind } from './harness/folder.ts';
import { apiServerMissing, tools } from './harness/tools.ts';

const configMap = (name: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'default' },
});

describe('an API server for tests', { skip: apiServerMissing() }, () => {
  let server: ApiServer;
  before(async () => {
    server = await startApiServer();
  });
  after(() => server?.close());

  it('is the real one, of the version that was built', async () => {
    const { serverVersion } = JSON.parse(await server.kubectl(['version', '--output=json']));
    assert.match(tools().kubernetes, new RegExp(`kubernetes-${serverVersion.gitVersion}-`));
  });

  it('serves the Gateway API and Envoy Gateway’s kinds once they are installed', async () => {
    await applyDefinitions(server, 'experimental', 'envoy-gateway');
    const kinds = (await server.kubectl(['api-resources', '--output=name'])).split('\n');
    for (const name of ['httproutes.gateway.networking.k8s.io', 'backends.gateway.envoyproxy.io']) {
      assert.ok(kinds.includes(name), name);
    }
  });

  it('keeps its objects and its port when it is killed and started again', async () => {
    const { url, pid } = server;
    await server.apply(configMap('kept'));
    await server.stop();
    await assert.rejects(server.kubectl(['get', 'configmap', 'kept']), /refused/);
    await server.start();
    assert.equal(server.url, url);
    assert.notEqual(server.pid, pid);
    assert.match(await server.kubectl(['get', 'configmap', 'kept', '--output=name']), /configmap\/kept/);
  });

  it('lets a user do what was allowed, and nothing else', async () => {
    const kubeconfig = server.user('reader');
    const rbac = (kind: string, rest: object) => ({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind,
      metadata: { name: 'reader' },
      ...rest,
    });
    await server.apply(
      rbac('ClusterRole', {
        rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list'] }],
      }),
      rbac('ClusterRoleBinding', {
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'reader' },
        subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'reader' }],
      }),
    );
    const asReader = ['--kubeconfig', kubeconfig];
    assert.match(await server.kubectl([...asReader, 'get', 'configmaps', '--output=name']), /kept/);
    await assert.rejects(server.kubectl([...asReader, 'get', 'secrets']), /Forbidden/);
    await assert.rejects(server.kubectl([...asReader, 'delete', 'configmap', 'kept']), /Forbidden/);
  });

  it('forgets old revisions when it is told to: a page of a list that began before is gone', async () => {
    await server.apply(...['one', 'two', 'three'].map(configMap));
    const page = '/api/v1/namespaces/default/configmaps?limit=1';
    const { metadata } = JSON.parse(await server.kubectl(['get', '--raw', page]));
    const next = `${page}&continue=${encodeURIComponent(metadata.continue)}`;
    await server.kubectl(['get', '--raw', next]);
    await server.apply(configMap('four'));
    await server.compact();
    await server.stop();
    await server.start();
    await assert.rejects(server.kubectl(['get', '--raw', next]), /Expired|too old/);
  });

  it('leaves nothing when it is closed', async () => {
    const name = basename(server.directory);
    await server.close();
    assert.deepEqual(leftBehind(name), []);
  });
});
