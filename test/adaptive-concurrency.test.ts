import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freePort } from '#lib/testing/free-port.ts';
import { ask } from './harness/client.ts';
import { backend, gatewayOn, route, rule } from './harness/manifests.ts';
import { runGateway } from './harness/running-gateway.ts';
import { startUpstreams } from './harness/upstreams.ts';

test('adaptive concurrency turns away what is more than may be under way, through a real Envoy', async () => {
  const upstreams = await startUpstreams();
  const plain = await freePort();
  const gateway = await runGateway({
    'gateway.yaml': gatewayOn(plain),
    'route.yaml': [
      backend('a', upstreams.values.a),
      route('r', 'any.test', rule('/', 'a')),
      `
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: BackendTrafficPolicy
metadata: {name: bounded}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: r}]
  adaptiveConcurrency:
    gradientController: {minRTTCalcParams: {minConcurrency: 5}}
    concurrencyLimitExceededStatus: 429
`,
    ].join('---'),
  });
  try {
    const request = { host: 'any.test', path: '/?delay=500' };
    // While it is measured how long a request takes, which it is first of all, five may be under way.
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask({ plain, secure: 0 }, request)));
    const statuses = answers.map(({ status }) => status).sort();
    assert.deepEqual(statuses, [...Array(5).fill(200), ...Array(15).fill(429)]);
  } finally {
    await gateway.close();
    await upstreams.close();
  }
});
