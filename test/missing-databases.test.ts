import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '#lib/testing/free-port.ts';
import { ask } from './harness/client.ts';
import { backend, gatewayOn, route, rule } from './harness/manifests.ts';
import { writePlaces } from './harness/places.ts';
import { runGateway } from './harness/running-gateway.ts';
import { startUpstreams } from './harness/upstreams.ts';

const knowing = (city: string) => `
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: EnvoyProxy
metadata: {name: knowing}
spec: {geoIP: {provider: {type: MaxMind, maxMind: {cityDbSource: {local: {path: "${city}"}}}}}}
`;

const policy = `
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: SecurityPolicy
metadata: {name: german}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: german}]
  authorization: {rules: [{action: Allow, principal: {clientIPGeoLocations: [{country: de}]}}]}
---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: ClientTrafficPolicy
metadata: {name: asked-for}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: edge}]
  clientIPDetection: {customHeader: {name: X-Client}}
`;

it('a database that is not on the proxy’s machine takes only the rules that ask for it out of service, and the EnvoyProxy says so', async () => {
  const upstreams = await startUpstreams();
  const plain = await freePort();
  const directory = mkdtempSync(join(tmpdir(), 'fairlead-databases-'));
  writePlaces(directory);
  const gateway = await runGateway({
    'gateway.yaml': gatewayOn(plain).replace(
      'addresses:',
      'infrastructure: {parametersRef: {group: gateway.envoyproxy.io, kind: EnvoyProxy, name: knowing}}\n  addresses:',
    ),
    'proxy.yaml': knowing(join(directory, 'none.mmdb')),
    'policy.yaml': policy,
    'routes.yaml': [
      backend('a', upstreams.values.a),
      route('german', 'german.test', rule('/', 'a')),
      route('any', 'any.test', rule('/', 'a')),
    ].join('---'),
  });
  const { findings } = gateway.controlPlane.pipeline.status;
  const said = () => findings.get('gateway.envoyproxy.io/EnvoyProxy/local/default/knowing') ?? [];
  const status = async (host: string, client: string) =>
    (await ask({ plain, secure: 0 }, { host, path: '/', headers: { 'x-client': client } })).status;
  const all = async () => [
    await status('german.test', '192.0.2.1'),
    await status('german.test', '198.51.100.1'),
    await status('any.test', '192.0.2.1'),
  ];
  try {
    while (said().length === 0) await pause(20);
    await gateway.settled();
    assert.deepEqual(await all(), [500, 500, 200]);
    assert.deepEqual(
      said().map(({ reason }) => reason),
      ['RejectedByProxy'],
    );
    assert.match(String(said()[0]?.message), /none\.mmdb/);
    await gateway.edit('proxy.yaml', knowing(join(directory, 'city.mmdb')));
    assert.deepEqual(await all(), [200, 403, 200], 'in force once it names a database that is there');
    assert.deepEqual(said(), []);
  } finally {
    await gateway.close();
    await upstreams.close();
    rmSync(directory, { recursive: true });
  }
});
