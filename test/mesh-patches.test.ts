import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { freePort } from '#lib/testing/free-port.ts';
import { ask } from './harness/client.ts';
import { evaluate, ownMachine } from './harness/evaluation.ts';
import { type RunningGateway, runGateway } from './harness/running-gateway.ts';
import { startUpstreams, type Upstreams } from './harness/upstreams.ts';
import { shopService } from './mesh/shop-mesh.ts';

/** Workloads stand at addresses of loopback of their own. */
const addresses = { one: '127.8.1.1', two: '127.8.1.2', shop: '127.8.1.3' } as const;

const dataplane = (name: keyof typeof addresses, servicePort: string | number | undefined, outbound = 0) => `
type: Dataplane
mesh: default
name: ${name}
labels: {app: ${name}}
networking:
  address: ${addresses[name]}
  inbound: [{name: web, port: 8080, serviceAddress: 127.0.0.1, servicePort: ${servicePort}, protocol: http}]
  outbound: [${outbound === 0 ? '' : `{port: ${outbound}, backendRef: {kind: MeshService, name: shop, port: 80}}`}]
`;
const patch = (modifications: string, targetRef = '{kind: Mesh}') => `
type: MeshProxyPatch
mesh: default
name: patch
spec:
  targetRef: ${targetRef}
  default:
    appendModifications:
${modifications.replace(/^/gm, '      ')}
`;
/** Has requests carry a header. */
const added = (operation: string, match = '') => `- httpFilter:
    operation: ${operation}
    match: {origin: outbound${match}}
    value: |
      name: envoy.filters.http.header_mutation
      typedConfig:
        "@type": type.googleapis.com/envoy.extensions.filters.http.header_mutation.v3.HeaderMutation
        mutations: {requestMutations: [{append: {header: {key: x-patched, value: "yes"}}}]}`;

describe('MeshProxyPatch', () => {
  let upstreams: Upstreams;
  let mesh: RunningGateway;
  const ports = { one: 0, two: 0, added: 0 };

  before(async () => {
    upstreams = await startUpstreams();
    for (const name of ['one', 'two', 'added'] as const) ports[name] = await freePort();
    mesh = await runGateway({
      'one.yaml': dataplane('one', upstreams.values.c, ports.one),
      'two.yaml': dataplane('two', upstreams.values.c, ports.two),
      'shop.yaml': dataplane('shop', upstreams.values.a),
      'service.yaml': shopService,
    });
  });
  after(async () => {
    await mesh.close();
    await upstreams.close();
  });

  const get = (from: keyof typeof ports, path = '/') =>
    ask({ plain: ports[from], secure: 0 }, { host: 'shop', path });
  const patched = async (from: keyof typeof ports) => (await get(from)).seen?.headers['x-patched'];

  it('puts a filter where it says, for all', async () => {
    for (const operation of ['AddFirst', 'AddLast'])
      await mesh.under(patch(added(operation)), async () => {
        assert.equal(await patched('one'), 'yes', operation);
        assert.equal(await patched('two'), 'yes', operation);
      });
    const beside = patch(added('AddBefore', ', name: envoy.filters.http.router'));
    await mesh.under(beside, async () => assert.equal(await patched('one'), 'yes'));
    assert.equal(await patched('one'), undefined);
  });

  it('for some, without a word to the others', async () => {
    await mesh.under(patch(added('AddFirst'), '{kind: Dataplane, labels: {app: two}}'), async () => {
      assert.equal(await patched('two'), 'yes');
      assert.equal(await patched('one'), undefined);
    });
  });

  it('in one listener, by the name that Kuma has for it', async () => {
    const match = `, listenerName: "outbound:127.0.0.1:${ports.one}"`;
    await mesh.under(patch(added('AddFirst', match)), async () => {
      assert.equal(await patched('one'), 'yes');
      assert.equal(await patched('two'), undefined);
    });
  });

  it('merges a value, and takes operations in either spelling', async () => {
    const manager =
      'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager';
    const match = 'match: {name: envoy.filters.network.http_connection_manager, origin: inbound}';
    const overwritten = `- networkFilter:
    operation: Patch
    ${match}
    value: |
      typed_config: {"@type": ${manager}, server_name: patched, serverHeaderTransformation: APPEND_IF_ABSENT}`;
    const operations = (path: string) => `- networkFilter:
    operation: Patch
    ${match}
    jsonPatches: [{op: add, path: ${path}, value: also}]`;
    // An open connection stays with the chain that it came by, until it has drained.
    const saysToBe = async (name: string) => {
      let server: unknown;
      for (let i = 0; i < 20 && server !== name; i++) server = (await get('one', `/${i}`)).headers.server;
      assert.equal(server, name);
    };
    await mesh.under(patch(overwritten), () => saysToBe('patched'));
    for (const path of ['/serverName', '/server_name'])
      await mesh.under(patch(`${overwritten}\n${operations(path)}`), () => saysToBe('also'));
  });

  it('changes clusters of a service, and virtual hosts', async () => {
    const cluster = `- cluster:
    operation: Patch
    match: {name: shop, origin: outbound}
    jsonPatches: [{op: replace, path: /circuitBreakers/thresholds/0/maxRequests, value: 0}]`;
    const host = `- virtualHost:
    operation: Patch
    match: {name: shop, routeConfigurationName: "outbound:shop"}
    value: |
      responseHeadersToAdd: [{header: {key: x-host, value: patched}}]`;
    await mesh.under(patch(`${cluster}\n${host}`, '{kind: Dataplane, labels: {app: two}}'), async () => {
      const [one, two] = [await get('one'), await get('two')];
      assert.deepEqual([one.status, one.headers['x-host']], [200, undefined]);
      assert.deepEqual([two.status, two.headers['x-host']], [503, 'patched']);
    });
  });

  it('adds clusters and listeners', async () => {
    const both = `- cluster:
    operation: Add
    value: |
      name: added
      connectTimeout: 1s
      type: STATIC
      loadAssignment:
        clusterName: added
        endpoints: [{lbEndpoints: [{endpoint: {address: {socketAddress: {address: 127.0.0.1, portValue: ${upstreams.values.b}}}}}]}]
- listener:
    operation: Add
    value: |
      name: added
      address: {socketAddress: {address: 127.0.0.1, portValue: ${ports.added}}}
      filterChains:
        - filters:
            - name: envoy.filters.network.tcp_proxy
              typedConfig:
                "@type": type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy
                statPrefix: added
                cluster: added`;
    await mesh.under(patch(both, '{kind: Dataplane, labels: {app: one}}'), async () => {
      assert.equal((await get('added')).seen?.backend, 'b');
    });
  });

  it('takes away clusters, listeners and virtual hosts, of some', async () => {
    const ofOne = '{kind: Dataplane, labels: {app: one}}';
    const becomes = async (status: number) => {
      const deadline = Date.now() + 20_000;
      for (;;) {
        const answered = await get('one').then(
          answer => answer.status,
          () => 0,
        );
        if (answered === status) break;
        assert.ok(Date.now() < deadline, `${answered} in place of ${status}`);
        await new Promise(resolve => setTimeout(resolve, 100));
      }
      assert.equal((await get('two')).status, 200);
    };
    for (const [removed, status] of [
      ['- cluster: {operation: Remove, match: {name: shop}}', 503],
      ['- virtualHost: {operation: Remove, match: {origin: outbound}}', 404],
      ['- listener: {operation: Remove, match: {origin: outbound}}', 0],
    ] as const)
      await mesh.under(patch(removed, ofOne), () => becomes(status));
    await becomes(200);
  });

  it('leaves out what Envoy refuses, and nothing beside it', async () => {
    const refused = `- cluster:
    operation: Patch
    match: {origin: outbound}
    value: "{connect_timeout: -1s}"`;
    await mesh.under(patch(`${refused}\n${added('AddFirst')}`), async () => {
      assert.equal(await patched('one'), 'yes');
      assert.equal((await get('two')).status, 200);
    });
  });
});

describe('what is said of a MeshProxyPatch', () => {
  const said = (modifications: string, allowsPatches = true) => {
    const files = [dataplane('one', 80, 8081), dataplane('shop', 81), shopService, patch(modifications)].join(
      '---',
    );
    const { pipeline, outcome } = evaluate(files, {}, { ...ownMachine, allowsPatches });
    const reports = [...pipeline.reports.entries()].filter(([key]) => key.includes('MeshProxyPatch'));
    const findings = JSON.stringify([outcome().findings, reports]);
    return { findings, proxies: JSON.stringify(outcome().proxies) };
  };

  it('that it is off, unless the operator says otherwise', () => {
    const { findings, proxies } = said(added('AddFirst'), false);
    assert.match(findings, /--enable-envoy-patch-policy/);
    assert.doesNotMatch(proxies, /x-patched/);
  });

  it('what Envoy’s API does not know, and what nobody is sent', () => {
    assert.match(
      said('- cluster: {operation: Patch, value: "{no_such: 1}"}').findings,
      /does not know.*no_such/,
    );
    assert.match(
      said('- cluster: {operation: Patch, match: {name: nobody}, value: "{}"}').findings,
      /about nothing/,
    );
    assert.match(said('- cluster: {operation: Patch, value: "[1]"}').findings, /must be a map/);
    assert.doesNotMatch(said(added('AddFirst')).findings, /nothing/);
  });
});
