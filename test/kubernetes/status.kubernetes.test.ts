import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { localZone, resourceKey } from '#lib/resource-ref.ts';
import { createKubernetesSource, openCluster } from '#sources/kubernetes';
import { createMemoryState } from '#state';
import { startControlPlane } from '../../src/main/control-plane.ts';
import { documentsIn } from '../../src/main/testing/hand-fed.ts';
import { Follower } from '../../src/sources/follower.ts';
import { lawKey } from '../../src/sources/laws.ts';
import { ownMachine } from '../harness/evaluation.ts';
import { type ApiServer, startApiServer } from './harness/api-server.ts';
import { applyDefinitions } from './harness/definitions.ts';
import { apiServerMissing } from './harness/tools.ts';

const [ours, theirs] = ['fairlead.dev/gateway-controller', 'example.com/theirs'];
const group = 'gateway.networking.k8s.io';

const route = {
  apiVersion: `${group}/v1`,
  kind: 'HTTPRoute',
  metadata: { name: 'shop', namespace: 'default' },
};
const routeKey = resourceKey({
  group,
  kind: 'HTTPRoute',
  zone: localZone,
  namespace: 'default',
  name: 'shop',
});
const backend = {
  ...{ apiVersion: 'gateway.envoyproxy.io/v1alpha1', kind: 'Backend' },
  metadata: { name: 'a', namespace: 'default' },
};

const condition = (type: string, status = 'True') => ({
  ...{ type, status, reason: 'Said', message: '' },
  lastTransitionTime: '2026-01-01T00:00:00Z',
});
const parent = (name: string, controllerName: string, status = 'True') => ({
  parentRef: { group, kind: 'Gateway', name },
  ...{ controllerName, conditions: [condition('Accepted', status)] },
});

describe('status in an API server', { skip: apiServerMissing() }, () => {
  let server: ApiServer;
  const closes: (() => Promise<void>)[] = [];
  before(async () => {
    server = await startApiServer();
    await applyDefinitions(server, 'standard', 'envoy-gateway');
  });
  afterEach(async () => {
    for (const close of closes.splice(0)) await close();
    await server.kubectl([
      'delete',
      'httproutes,backends,gateways,listenersets,clienttrafficpolicies',
      '--all',
    ]);
  });
  after(() => server?.close());

  async function source(controller = ours) {
    const cluster = await openCluster({ kubeconfig: server.kubeconfig });
    const made = createKubernetesSource({ cluster, controller, onNotice: () => {} });
    closes.push(async () => {
      await made.stop();
      cluster.close();
    });
    return made;
  }

  async function writer(controller = ours) {
    const follower = await Follower.start(await source(controller));
    return async (key: string, status: Readonly<Record<string, unknown>>) => {
      const uid = follower.entries.get(key)?.resource?.metadata.uid;
      assert.ok(uid !== undefined);
      await follower.source.writeStatus?.({ key, uid, status });
    };
  }

  const read = async (kind: string, name: string) =>
    JSON.parse(await server.kubectl(['get', kind, name, '--output=json']));
  const parentsOf = async () =>
    ((await read('httproute', 'shop')).status.parents as readonly ReturnType<typeof parent>[]).map(
      ({ controllerName, parentRef, conditions }) =>
        `${controllerName} ${parentRef.name} ${conditions[0]?.status}`,
    );

  it('of several controllers each has its own parents, however they write at once', async () => {
    await server.apply({ ...route, spec: { parentRefs: [{ name: 'a' }, { name: 'b' }] } });
    const [we, they] = [await writer(ours), await writer(theirs)];
    for (const status of ['True', 'False', 'Unknown', 'True']) {
      await Promise.all([
        we(routeKey, { parents: [parent('a', ours, status)] }),
        they(routeKey, { parents: [parent('b', theirs, status)] }),
      ]);
      assert.deepEqual((await parentsOf()).sort(), [`${theirs} b ${status}`, `${ours} a ${status}`]);
    }
    await we(routeKey, { parents: [] });
    assert.deepEqual(await parentsOf(), [`${theirs} b True`]);
  });

  it('a condition that is no longer said goes, and those of others stay', async () => {
    await server.apply({ ...backend, spec: { endpoints: [{ ip: { address: '10.0.0.1', port: 80 } }] } });
    const foreign = { ...backend, status: { conditions: [condition('Watched')] } };
    await server.kubectl(
      ['apply', '--server-side', '--field-manager=other', '--subresource=status', '-f', '-'],
      JSON.stringify(foreign),
    );
    const types = async () =>
      (await read('backend', 'a')).status.conditions
        .map(({ type }: { readonly type: string }) => type)
        .sort();
    const key = lawKey('a', 'Backend');
    await (await writer())(key, { conditions: [condition('Accepted'), condition('Odd')] });
    assert.deepEqual(await types(), ['Accepted', 'Odd', 'Watched']);
    // Another process of ours, which knows of it by the API server alone.
    await (await writer())(key, { conditions: [condition('Accepted')] });
    assert.deepEqual(await types(), ['Accepted', 'Watched']);
  });

  it('what the installed definition has no field for is left out, and what stands there is not written again', async () => {
    await server.apply({ ...backend, spec: { endpoints: [{ ip: { address: '10.0.0.1', port: 80 } }] } });
    const status = { conditions: [condition('Accepted')], endpoints: { total: 1 } };
    const key = lawKey('a', 'Backend');
    await (await writer())(key, status);
    const written = await read('backend', 'a');
    assert.deepEqual(written.status.conditions, status.conditions);
    const later = { conditions: [{ ...condition('Accepted'), lastTransitionTime: '2027-01-01T00:00:00Z' }] };
    await (await writer())(key, later);
    assert.equal((await read('backend', 'a')).metadata.resourceVersion, written.metadata.resourceVersion);
  });

  it('follows the objects: what is another controller’s is let be, and what we said of a parent goes with it', async () => {
    await server.apply(...documentsIn(shop).map(object => object as object));
    const foreign = { ...route, status: { parents: [parent('theirs', theirs)] } };
    await server.kubectl(
      ['apply', '--server-side', '--field-manager=other', '--subresource=status', '-f', '-'],
      JSON.stringify(foreign),
    );
    const controlPlane = await startControlPlane({
      ...{ source: await source(), state: createMemoryState(), policy: ownMachine },
      xds: { address: '127.0.0.1:0' },
    });
    closes.unshift(() => controlPlane.close());
    await until(parentsOf, [`${theirs} theirs True`, `${ours} web True`]);
    const ancestors = async (name: string) =>
      ((await read('clienttrafficpolicy', name)).status?.ancestors ?? []).map(
        ({ ancestorRef }: { readonly ancestorRef: { readonly name: string } }) => ancestorRef.name,
      );
    await until(() => ancestors('ours'), ['web']);
    const attached = async () => [(await read('gateway', 'web')).status.listeners[0]?.attachedRoutes];
    await until(attached, [1]);
    assert.equal((await read('gateway', 'theirs')).status.listeners, undefined);
    assert.deepEqual(await ancestors('theirs'), []);
    const acceptance = async (name: string) =>
      ((await read('listenerset', name)).status?.conditions ?? []).flatMap(
        ({ type, reason }: { readonly type: string; readonly reason: string }) =>
          type === 'Accepted' ? [reason] : [],
      );
    await until(() => acceptance('unasked'), ['NotAllowed']);
    assert.deepEqual(await acceptance('theirs'), await acceptance('nowhere'), 'as they were made');
    assert.notDeepEqual(await acceptance('theirs'), ['NotAllowed']);
    await server.kubectl(['delete', 'gateway', 'web']);
    await until(parentsOf, [`${theirs} theirs True`]);
    await until(() => ancestors('ours'), []);
  });
});

const shop = `
apiVersion: ${group}/v1
kind: GatewayClass
metadata: {name: ours}
spec: {controllerName: ${ours}}
---
apiVersion: ${group}/v1
kind: GatewayClass
metadata: {name: theirs}
spec: {controllerName: ${theirs}}
---
apiVersion: ${group}/v1
kind: Gateway
metadata: {name: web, namespace: default}
spec: {gatewayClassName: ours, listeners: [{name: http, port: 8080, protocol: HTTP}]}
---
apiVersion: ${group}/v1
kind: Gateway
metadata: {name: theirs, namespace: default}
spec: {gatewayClassName: theirs, listeners: [{name: http, port: 8080, protocol: HTTP}]}
---
${[
  ['unasked', 'web'],
  ['theirs', 'theirs'],
  ['nowhere', 'nowhere'],
]
  .map(
    ([name, gateway]) => `
apiVersion: ${group}/v1
kind: ListenerSet
metadata: {name: ${name}, namespace: default}
spec: {parentRef: {name: ${gateway}}, listeners: [{name: more, port: 8081, protocol: HTTP}]}
`,
  )
  .join('---')}
---
apiVersion: ${group}/v1
kind: HTTPRoute
metadata: {name: shop, namespace: default}
spec: {parentRefs: [{name: web}, {name: theirs}], rules: [{}]}
---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: ClientTrafficPolicy
metadata: {name: ours, namespace: default}
spec: {targetRefs: [{group: ${group}, kind: Gateway, name: web}]}
---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: ClientTrafficPolicy
metadata: {name: theirs, namespace: default}
spec: {targetRefs: [{group: ${group}, kind: Gateway, name: theirs}]}
`;

async function until<T>(look: () => Promise<T>, wanted: T): Promise<void> {
  const end = performance.now() + 20_000;
  for (;;) {
    try {
      assert.deepEqual(await look(), wanted);
      return;
    } catch (error) {
      if (performance.now() > end) throw error;
    }
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}
