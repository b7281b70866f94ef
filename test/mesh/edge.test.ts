import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { freePort } from '#lib/testing/free-port.ts';
import { ask } from '../harness/client.ts';
import { type RunningGateway, runGateway } from '../harness/running-gateway.ts';
import { startUpstreams, type Upstreams } from '../harness/upstreams.ts';
import { shopService } from './shop-mesh.ts';

describe('a gateway at the edge of a mesh', () => {
  let upstreams: Upstreams;
  let mesh: RunningGateway;
  let port: number;

  const meshFile = `
type: Mesh
name: default
mtls: {enabledBackend: ca, backends: [{name: ca, type: builtin}]}
`;
  const permission = (caller: string) => `
type: MeshTrafficPermission
mesh: default
name: who
spec:
  from: [{targetRef: {kind: MeshSubset, tags: {kuma.io/service: ${caller}}}, default: {action: Allow}}]
`;
  const workload = (to: number | string | undefined) => `
type: Dataplane
mesh: default
name: shop-1
labels: {app: shop}
networking:
  address: 127.12.0.1
  inbound: [{name: web, port: 8080, serviceAddress: 127.0.0.1, servicePort: ${to}, protocol: http}]
---${shopService}`;
  const gateway = (labels: string) => `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: default, labels: {${labels}}}
spec: {gatewayClassName: any, listeners: [{name: http, protocol: HTTP, port: ${port}}]}
`;
  const route = (name: string, ref: string) => `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: ${name}, namespace: default}
spec:
  parentRefs: [{name: edge}]
  hostnames: [${name}.test]
  rules: [{backendRefs: [{group: kuma.io, kind: MeshService, ${ref}}]}]
`;

  before(async () => {
    [upstreams, port] = [await startUpstreams(), await freePort()];
    mesh = await runGateway({
      'mesh.yaml': meshFile,
      'permission.yaml': permission('edge_default_svc'),
      'shop.yaml': workload(upstreams.values.a),
      'gateway.yaml': gateway('kuma.io/mesh: default'),
      'routes.yaml': [route('shop', 'name: shop, port: 80'), route('wrong', 'name: shop, port: 81')].join(
        '---',
      ),
    });
  });
  after(async () => {
    await mesh.close();
    await upstreams.close();
  });

  const get = (host: string) => ask({ plain: port, secure: 0 }, { host, path: '/cart' });
  const answers = async (status: number) => {
    for (const end = Date.now() + 20_000; ; ) {
      const answer = await get('shop.test');
      if (answer.status === status || Date.now() > end) return answer;
    }
  };
  const refs = (route: string) =>
    [...mesh.controlPlane.pipeline.status.findings.entries()]
      .filter(([key]) => key.endsWith(`/${route}`))
      .flatMap(([, found]) => found.map(({ path, message }) => `${path}: ${message}`))
      .join();

  it('calls a workload that takes nobody else, by its service, and as who it is', async () => {
    const { status, seen } = await answers(200);
    assert.deepEqual([status, seen?.backend, seen?.path], [200, 'a', '/cart']);
    await assert.rejects(fetch('http://127.12.0.1:8080/'), 'in plain text');
  });

  it('is held to what permissions say of it', async () => {
    mesh.write('permission.yaml', permission('somebody-else'));
    assert.equal((await answers(403)).status, 403);
    mesh.write('permission.yaml', permission('edge_default_svc'));
    assert.equal((await answers(200)).status, 200);
  });

  it('is told what is wrong with a reference', async () => {
    assert.equal((await get('wrong.test')).status, 500);
    assert.match(refs('wrong'), /MeshService default\/shop has no port 81/);
  });

  it('calls nobody of a mesh in which it is not', async () => {
    mesh.write('gateway.yaml', gateway(''));
    assert.equal((await answers(500)).status, 500);
    assert.match(refs('shop'), /no Gateway is in its mesh, so none may call it: label yours kuma\.io\/mesh/);
    mesh.write('gateway.yaml', gateway('kuma.io/mesh: default'));
    assert.equal((await answers(200)).seen?.backend, 'a');
  });
});
