import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { pluralOf } from '#lib/plural.ts';
import { type StoredObjects, storedObjects } from '../testing/stored-objects.ts';

type Json = Readonly<Record<string, unknown>>;

const capture = { redirectPortInbound: 15006, redirectPortOutbound: 15001 };
const objects: readonly Json[] = [
  {
    ...{ type: 'Mesh', name: 'default', meshServices: { mode: 'Exclusive' } },
    mtls: { enabledBackend: 'ca', backends: [{ name: 'ca', type: 'builtin' }] },
  },
  {
    ...{ type: 'MeshService', mesh: 'default', name: 'cart', labels: { team: 'sales' } },
    spec: {
      selector: { dataplaneTags: { 'kuma.io/service': 'cart' } },
      ports: [
        { name: 'web', port: 80, targetPort: 8080, appProtocol: 'http' },
        { name: 'raw', port: 81, targetPort: 8081 },
      ],
    },
  },
  {
    ...{ type: 'Dataplane', mesh: 'default', name: 'cart-1' },
    networking: {
      address: '127.0.0.2',
      inbound: [
        { name: 'web', port: 8080, protocol: 'http', tags: { 'kuma.io/service': 'cart' } },
        { name: 'raw', port: 8081, tags: { 'kuma.io/service': 'cart' } },
      ],
    },
  },
  {
    ...{ type: 'Dataplane', mesh: 'default', name: 'shop-1', labels: { app: 'shop' } },
    networking: {
      address: '127.0.0.3',
      inbound: [{ port: 7070, servicePort: 7071, protocol: 'http', tags: { 'kuma.io/service': 'shop' } }],
      transparentProxying: {
        ...capture,
        reachableBackends: { refs: [{ kind: 'MeshService', name: 'cart', port: 80 }] },
      },
    },
  },
  {
    ...{ type: 'MeshTimeout', mesh: 'default', name: 'shops' },
    spec: {
      targetRef: { kind: 'Dataplane', labels: { app: 'shop' } },
      to: [
        { targetRef: { kind: 'Mesh' }, default: { idleTimeout: '20s', http: { requestTimeout: '2s' } } },
        {
          targetRef: { kind: 'MeshService', name: 'cart', sectionName: 'web' },
          default: { http: { requestTimeout: '1s' } },
        },
      ],
    },
  },
  {
    ...{ type: 'MeshTimeout', mesh: 'default', name: 'inwards' },
    spec: { rules: [{ default: { http: { requestTimeout: '5s' } } }] },
  },
  {
    ...{ type: 'MeshTrafficPermission', mesh: 'default', name: 'by-identity' },
    spec: {
      targetRef: { kind: 'Dataplane', name: 'cart-1', sectionName: 'web' },
      rules: [
        { default: { allow: [{ spiffeID: { type: 'Exact', value: 'spiffe://default/shop' } }] } },
        { default: { deny: [{ spiffeID: { type: 'Prefix', value: 'spiffe://other' } }] } },
      ],
    },
  },
  {
    ...{ type: 'MeshRateLimit', mesh: 'default', name: 'by-tag' },
    spec: {
      targetRef: { kind: 'Dataplane', name: 'cart-1' },
      from: [
        {
          targetRef: { kind: 'Mesh' },
          default: { local: { http: { requestRate: { num: 9, interval: '1s' } } } },
        },
      ],
    },
  },
  {
    ...{ type: 'MeshMetric', mesh: 'default', name: 'pages' },
    spec: { default: { backends: [{ type: 'Prometheus', prometheus: { port: 5670 } }] } },
  },
];

describe('what kumactl and the pages ask about a mesh', () => {
  let api: StoredObjects;
  before(async () => {
    api = await storedObjects();
    for (const object of objects) {
      const { type, mesh, name } = object;
      const within = mesh === undefined ? '' : `/meshes/${mesh}`;
      const plural = type === 'Mesh' ? 'meshes' : pluralOf(String(type).toLowerCase());
      const { status, body } = await api.ask('PUT', `${within}/${plural}/${name}`, object);
      assert.ok(status < 300, JSON.stringify(body));
    }
  });
  after(() => api.close());

  const get = async (path: string): Promise<Json> => {
    const { status, body } = await api.ask('GET', path);
    assert.equal(status, 200, `${path}: ${JSON.stringify(body)}`);
    return body;
  };
  const of = (name: string, what: string) => get(`/meshes/default/dataplanes/${name}/${what}`);

  it('the layout of a Dataplane is what it takes and what it reaches, and nothing that it does not reach', async () => {
    const { kri, inbounds, outbounds, spiffeId } = await of('shop-1', '_layout');
    assert.equal(kri, 'kri_dp_default_default__shop-1_');
    assert.equal(spiffeId, 'spiffe://default/shop');
    assert.deepEqual(inbounds, [
      {
        ...{ kri: 'kri_dp_default_default__shop-1_7070', port: 7070, protocol: 'http' },
        proxyResourceName: 'inbound:default.shop-1:7070/7070',
      },
    ]);
    assert.deepEqual(
      (outbounds as Json[]).map(({ kri, port, protocol }) => ({ kri, port, protocol })),
      [{ kri: 'kri_msvc_default_default__cart_web', port: 80, protocol: 'http' }],
    );
  });

  it('the rules of a Dataplane are merged in order, and name the policies that they come from', async () => {
    const { rules, resource } = await of('shop-1', '_rules');
    assert.equal((resource as Json).name, 'shop-1');
    const timeouts = (rules as Json[]).find(({ type }) => type === 'MeshTimeout');
    assert.ok(timeouts);
    const merged = (timeouts.toResourceRules as Json[]).map(({ resourceMeta, resourceSectionName, conf }) => {
      const [{ http, idleTimeout }] = conf as [{ http: Json; idleTimeout: string }];
      const { type, name } = resourceMeta as Json;
      return [type, name, resourceSectionName, http.requestTimeout, idleTimeout];
    });
    assert.deepEqual(merged, [
      ['Mesh', 'default', undefined, '2s', '20s'],
      ['MeshService', 'cart', 'web', '1s', '20s'],
    ]);
    const [first] = timeouts.toResourceRules as { origin: { resourceMeta: Json; ruleIndex: number }[] }[];
    assert.deepEqual(
      first?.origin.map(({ resourceMeta, ruleIndex }) => [resourceMeta.name, ruleIndex]).at(-1),
      ['shops', 0],
    );
    const [inbound] = timeouts.inboundRules as { inbound: Json; rules: { conf: Json[] }[] }[];
    assert.equal(inbound?.inbound.port, 7070);
    assert.equal((inbound?.rules[0]?.conf[0]?.http as Json | undefined)?.requestTimeout, '5s');
  });

  it('permissions stand beside each other, at the inbound that they are about alone', async () => {
    const { rules } = await of('cart-1', '_rules');
    const permissions = (rules as Json[]).find(({ type }) => type === 'MeshTrafficPermission');
    const at = permissions?.inboundRules as { inbound: Json; rules: { conf: Json[] }[] }[];
    assert.deepEqual(
      at.map(({ inbound, rules }) => [inbound.name, rules[0]?.conf.map(conf => Object.keys(conf))]),
      [['web', [['allow'], ['deny']]]],
    );
  });

  it('policies are given by place: the proxy, an inbound, a port of a service', async () => {
    const kinds = async (path: string) =>
      ((await of('cart-1', path)).policies as { kind: string; origins: { kri: string }[] }[]).map(
        ({ kind, origins }) => [kind, origins.at(-1)?.kri],
      );
    assert.deepEqual(await kinds('_policies'), [['MeshMetric', 'kri_mm_default___pages_']]);
    const web = await kinds('_inbounds/kri_dp_default_default__cart-1_web/_policies');
    assert.ok(web.some(([kind, kri]) => kind === 'MeshRateLimit' && kri === 'kri_mrl_default___by-tag_'));
    const raw = await kinds('_inbounds/kri_dp_default_default__cart-1_raw/_policies');
    assert.ok(!raw.some(([kind]) => kind === 'MeshTrafficPermission'));
    const { policies } = await of('shop-1', '_outbounds/kri_msvc_default_default__cart_web/_policies');
    const timeout = (policies as { kind: string; conf: { http: Json } }[]).find(
      ({ kind }) => kind === 'MeshTimeout',
    );
    assert.equal(timeout?.conf.http.requestTimeout, '1s');
    const { status, body } = await api.ask(
      'GET',
      '/meshes/default/dataplanes/shop-1/_outbounds/kri_msvc_default_default__cart_raw/_policies',
    );
    assert.equal(status, 404, JSON.stringify(body));
  });

  it('a policy names the Dataplanes that it is about, and the parts of them', async () => {
    const names = async (path: string) =>
      ((await get(path)).items as { name: string }[]).map(({ name }) => name);
    assert.deepEqual(await names('/meshes/default/meshtimeouts/shops/_resources/dataplanes'), ['shop-1']);
    assert.deepEqual(await names('/meshes/default/meshtimeouts/inwards/_resources/dataplanes'), [
      'cart-1',
      'shop-1',
    ]);
    assert.deepEqual(await names('/meshes/default/meshtimeouts/inwards/_resources/dataplanes?name=art'), [
      'cart-1',
    ]);
    const { items, total } = await get('/meshes/default/meshtrafficpermissions/by-identity/dataplanes');
    assert.equal(total, 1);
    assert.deepEqual(items, [
      {
        kind: 'SidecarDataplane',
        dataplane: { mesh: 'default', name: 'cart-1' },
        attachments: [{ type: 'inbound', name: '127.0.0.2:8080:8080', service: 'cart' }],
      },
    ]);
    const { items: parts } = await of('shop-1', 'policies');
    const service = (parts as Json[]).find(({ type }) => type === 'service');
    assert.equal(service?.name, 'cart');
    assert.deepEqual(
      (service?.matchedPolicies as Record<string, Json[]> | undefined)?.MeshTimeout?.map(({ name }) => name),
      ['shops'],
    );
  });

  it('the configuration is that of this proxy alone, as Envoy prints it, and shows no key', async () => {
    const dump = await of('shop-1', 'xds?include_eds=true');
    const text = JSON.stringify(dump);
    assert.match(text, /"@type":"type.googleapis.com\/envoy.admin.v3.ClustersConfigDump"/);
    assert.match(
      text,
      /"version_info":"[^"]+","cluster":\{"@type":"type.googleapis.com\/envoy.config.cluster/,
    );
    assert.match(text, /connect_timeout/);
    assert.match(text, /EndpointsConfigDump/);
    assert.doesNotMatch(text, /PRIVATE KEY|cart-1/);
    assert.doesNotMatch(JSON.stringify(await of('shop-1', 'xds')), /EndpointsConfigDump/);
    const { inbounds, outbounds } = await of('shop-1', '_layout');
    for (const { proxyResourceName: name } of [...(inbounds as Json[]), ...(outbounds as Json[])])
      assert.ok(text.includes(`"name":"${name}"`), `there is a listener ${name}`);
    const { xds, diff } = await of('shop-1', '_config?include=diff&shadow=false');
    assert.deepEqual(diff, []);
    const clusters = (xds as Record<string, Json>)['type.googleapis.com/envoy.config.cluster.v3.Cluster'];
    assert.ok(Object.keys(clusters ?? {}).some(name => name.includes('cart')));
  });

  it('what cannot be told is refused with the reason', async () => {
    const refused = async (path: string) => {
      const { status, body } = await api.ask('GET', path);
      return [status, body.detail ?? body.message] as const;
    };
    const [status, why] = await refused('/meshes/default/dataplanes/shop-1/stats');
    assert.equal(status, 501);
    assert.match(String(why), /admin interface/);
    assert.deepEqual(await refused('/meshes/default/dataplanes/none/_layout'), [
      404,
      'Not found: there is no Dataplane "none" in mesh default',
    ]);
    assert.deepEqual(await refused('/meshes/default/meshretries/none/dataplanes'), [
      404,
      'Not found: there is no MeshRetry "none" in mesh default',
    ]);
    assert.equal((await refused('/meshes/default/dataplanes/shop-1/_config?shadow=true'))[0], 400);
  });

  it('the control plane tells what it is, who asks, and that it has no zones', async () => {
    assert.equal((await get('/config')).mode, 'zone');
    assert.deepEqual(await get('/who-am-i'), {
      name: 'mesh-system:admin',
      groups: ['mesh-system:admin', 'mesh-system:authenticated'],
    });
    for (const path of ['/zones', '/zones/_overview', '/zones+insights', '/zoneegresses/_overview'])
      assert.deepEqual(await get(path), { total: 0, items: [], next: null });
    const { policies } = await get('/policies');
    const timeouts = (policies as Json[]).find(({ name }) => name === 'MeshTimeout');
    assert.equal(timeouts?.path, 'meshtimeouts');
    assert.equal(timeouts?.isOutbound, true);
  });

  it('an initial policy of a mesh is in force until it is removed, and an edit of the Mesh does not bring it back', async () => {
    const retries = async () => /mesh-retry-all/.test(JSON.stringify(await of('shop-1', '_rules')));
    assert.equal(await retries(), true);
    await api.ask('DELETE', '/meshes/default/meshretries/mesh-retry-all-default');
    assert.equal(await retries(), false);
    const [mesh] = objects;
    assert.equal(
      (await api.ask('PUT', '/meshes/default', { ...mesh, labels: { edited: 'yes' } })).status,
      200,
    );
    assert.equal(await retries(), false);
  });
});
