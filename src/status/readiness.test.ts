import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createGraph } from '#graph';
import type { Backend, ClusterHealth, EndpointHealth, WatchedCluster } from '#model';
import { deriveReadiness } from './readiness.ts';

const origin = 'gateway.envoyproxy.io/Backend/local/default/shop';

function stage() {
  const graph = createGraph();
  const watched = graph.source<WatchedCluster>('watched');
  const reported = graph.source<ClusterHealth>('reported');
  const backends = graph.source<Backend>('backends');
  const { readiness, seen } = deriveReadiness(graph, { watched, reported, backends });
  backends.set('shop', {
    key: 'shop',
    origin,
    protocol: 'http1',
    discovery: 'assigned',
    endpoints: [
      { kind: 'ip', address: '10.0.0.1', port: 80 },
      { kind: 'ip', address: 'fd00::0001', port: 80 },
    ],
  });
  watched.set('shop', { cluster: 'c', backend: 'shop', origin, watchedBy: 'checks', resolves: false });
  const tell = (proxy: string, states: Readonly<Record<string, EndpointHealth['state']>>) =>
    reported.set(proxy, {
      proxy,
      cluster: 'c',
      endpoints: Object.entries(states).map(([address, state]) => ({ address, state, since: 0, foundAt: 0 })),
    });
  const said = () => {
    const { status, reason, message } = readiness.get(origin) ?? {};
    return `${status} ${reason}: ${message}`;
  };
  return { tell, said, seen };
}

test('nothing is known before a proxy tells', () => {
  assert.equal(stage().said(), 'Unknown NotReported: No proxy tells how its endpoints are');
});

test('of proxies that differ the worst off is told of, and how many see it so', () => {
  const { tell, said, seen } = stage();
  for (const proxy of ['a', 'b', 'c']) tell(proxy, { '10.0.0.1:80': 'healthy', '[fd00::1]:80': 'healthy' });
  assert.equal(said(), 'True EndpointsReady: 2 of 2 endpoints healthy, as 3 of 3 proxies see it');
  tell('b', { '10.0.0.1:80': 'unhealthy', '[fd00::1]:80': 'healthy' });
  assert.equal(
    said(),
    'True SomeEndpointsReady: 1 of 2 endpoints healthy: 10.0.0.1:80 fails its health check, as 1 of 3 proxies see it',
  );
  for (const proxy of ['a', 'b']) tell(proxy, { '10.0.0.1:80': 'ejected', '[fd00::1]:80': 'ejected' });
  assert.match(said(), /^False ProxiesDiffer: 0 of 2 endpoints healthy: .*, as 2 of 3 proxies see it$/);
  assert.equal(seen(origin)[0]?.reports.length, 3);
});

test('what a proxy has not yet been told to forget is none of it', () => {
  const { tell, said } = stage();
  tell('a', { '10.0.0.1:80': 'healthy', '10.9.9.9:80': 'unhealthy' });
  assert.equal(said(), 'True EndpointsReady: 1 of 1 endpoint healthy');
});
