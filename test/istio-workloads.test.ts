import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { freePort } from '#lib/testing/free-port.ts';
import { ask } from './harness/client.ts';
import { evaluate } from './harness/evaluation.ts';
import { gatewayOn } from './harness/manifests.ts';
import { type RunningGateway, runGateway } from './harness/running-gateway.ts';
import { startUpstreams, type Upstreams } from './harness/upstreams.ts';

const entry = (name: string, asks: string, port = 80) => `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: ${name}}
spec:
  hosts: [${name}.example]
  location: MESH_INTERNAL
  resolution: STATIC
  ports: [{number: 80, name: http, protocol: HTTP, targetPort: ${port}}]
  workloadSelector: {labels: {${asks}}}
`;
const workload = (name: string, labels: string, port: string | number) => `
apiVersion: networking.istio.io/v1
kind: WorkloadEntry
metadata: {name: ${name}, labels: {${labels}}}
spec: {address: 127.0.0.1, ports: {http: ${port}}}
`;
const route = (name: string) => `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: ${name}}
spec:
  parentRefs: [{name: edge}]
  hostnames: [${name}.test]
  rules: [{backendRefs: [{group: networking.istio.io, kind: Hostname, name: ${name}.example, port: 80}]}]
`;

describe('workloads that a ServiceEntry finds by their labels, through a real Envoy', () => {
  let upstreams: Upstreams;
  let gateway: RunningGateway;
  let port: number;
  before(async () => {
    upstreams = await startUpstreams();
    port = await freePort();
    gateway = await runGateway({
      'gateway.yaml': gatewayOn(port),
      'shop.yaml': `${entry('shop', 'app: shop')}---${route('shop')}`,
    });
  });
  after(async () => {
    await gateway.close();
    await upstreams.close();
  });

  /** Who answers, of twenty requests. */
  const answering = async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => ask({ plain: port, secure: 0 }, { host: 'shop.test', path: '/' })),
    );
    return [...new Set(answers.map(({ seen, status }) => seen?.backend ?? status))].sort();
  };

  it('are called in the zone of the gateway where a DestinationRule prefers it and watches them', async () => {
    const { a = '', b = '' } = upstreams.values;
    const placed = (name: string, port: string | number, zone: string) =>
      workload(name, 'app: shop', port).replace('spec: {', `spec: {locality: here/${zone}, `);
    const rule = (watched: string) => `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: shop}
spec: {host: shop.example, trafficPolicy: {loadBalancer: {localityLbSetting: {enabled: true}}${watched}}}
`;
    await gateway.edit('a.yaml', placed('a', a, 'east'));
    await gateway.edit('b.yaml', placed('b', b, 'west'));
    assert.deepEqual(await answering(), ['a', 'b']);
    await gateway.edit('rule.yaml', rule(', outlierDetection: {consecutive5xxErrors: 3}'));
    assert.deepEqual(await answering(), ['a']);
    await gateway.edit('rule.yaml', rule(''));
    assert.deepEqual(await answering(), ['a', 'b']);
    await gateway.edit('a.yaml', '');
    await gateway.edit('b.yaml', '');
  });

  it('serve it as they come, are labelled otherwise, and go', async () => {
    const { a = '', b = '' } = upstreams.values;
    assert.deepEqual(await answering(), [503]);
    await gateway.edit('a.yaml', workload('a', 'app: shop', a));
    assert.deepEqual(await answering(), ['a']);
    await gateway.edit('b.yaml', workload('b', 'app: shop, version: v2', b));
    assert.deepEqual(await answering(), ['a', 'b']);
    await gateway.edit('a.yaml', workload('a', 'app: till', a));
    assert.deepEqual(await answering(), ['b']);
    await gateway.edit('shop.yaml', `${entry('shop', 'app: till')}---${route('shop')}`);
    assert.deepEqual(await answering(), ['a']);
  });
});

it('a workload that comes is looked at by those alone who ask for what it says of itself', () => {
  let ran: string[] = [];
  const evaluation = evaluate('', {
    onRun: (collection, key) => ran.push(`${collection} ${key.split('/').at(-1)}`),
  });
  const names = Array.from({ length: 50 }, (_, i) => `shop-${i}`);
  evaluation.put(
    [
      gatewayOn(8080),
      ...names.flatMap(name => [
        entry(name, `app: ${name}`),
        route(name),
        workload(name, `app: ${name}`, 80),
      ]),
    ].join('\n---\n'),
  );
  ran = [];
  evaluation.put(workload('late', 'app: shop-7', 81));
  const touched = ran.filter(run => /shop-\d/.test(run));
  assert.ok(touched.length > 0);
  assert.deepEqual(
    touched.filter(run => !/ shop-7$/.test(run) && !/shop-7\b/.test(run)),
    [],
  );
  // Routes, and what is served, know nothing of who serves.
  assert.deepEqual(
    ran.filter(run => /^translate\/route|^envoy\/(routes|virtual-hosts|listeners)/.test(run)),
    [],
  );
});
