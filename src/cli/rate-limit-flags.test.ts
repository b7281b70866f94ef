import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { shop } from './testing/manifests.ts';
import { makeWorkplace, succeeded, type Workplace } from './testing/workplace.ts';

const limited = `---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: BackendTrafficPolicy
metadata: {name: limited}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: web}]
  rateLimit: {type: Global, global: {rules: [{limit: {requests: 1, unit: Hour}}]}}
---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: Backend
metadata: {name: limits, namespace: operations}
spec: {endpoints: [{ip: {address: 10.9.9.9, port: 8081}}]}
`;

describe('fairlead render, check and whatever else is told who counts', () => {
  let place: Workplace;
  const run = (...flags: string[]) =>
    place.run(['render', '-f', 'shop.yaml', '-f', 'limited.yaml', ...flags]);
  before(async () => {
    place = await makeWorkplace();
    place.write('shop.yaml', shop);
    place.write('limited.yaml', limited);
  });
  after(() => place.close());

  it('has a Backend in whatever namespace count, as long as it is waited for, and failing as it is told to', async () => {
    const flags = ['--rate-limit-service', 'operations/limits', '--rate-limit-timeout', '150ms'];
    const text = succeeded(await run(...flags, '--rate-limit-fail-closed'));
    const { clusters, listeners } = JSON.parse(text).proxies['default/web'];
    const names = clusters.map(({ name }: { name: string }) => name);
    assert.ok(names.includes('backend~gateway~envoyproxy~io/local/operations/limits/http2'), names.join(' '));
    const filters = listeners[0].filterChains[0].filters[0].typedConfig.httpFilters;
    const { typedConfig } = filters.find(
      ({ name }: { name: string }) => name === 'envoy.filters.http.ratelimit',
    );
    assert.equal(typedConfig.timeout, '0.150s');
    assert.equal(typedConfig.failureModeDeny, true);
  });

  it('has several count, in whatever namespaces, each as often as its weight says', async () => {
    place.write('more.yaml', limited.slice(limited.lastIndexOf('---')).replace(/operations/g, 'elsewhere'));
    const named = ['operations/limits=9', 'elsewhere/limits'].flatMap(one => ['--rate-limit-service', one]);
    const text = succeeded(await run('-f', 'more.yaml', ...named));
    const [shared] = JSON.parse(text).proxies['default/web'].listeners.filter(({ name }: { name: string }) =>
      name.startsWith('shared/'),
    );
    assert.deepEqual(
      [...JSON.stringify(shared).matchAll(/"weight":(\d+)/g)].map(([, weight]) => weight),
      ['9', '1'],
    );
  });

  it('says so where nobody is named, where it is not there, and takes what asks for it out of service if all fails closed', async () => {
    const accepted = async (...flags: string[]) => {
      const { status, proxies } = JSON.parse((await run(...flags)).stdout);
      const policy = status.find(({ kind }: { kind: string }) => kind === 'BackendTrafficPolicy');
      const { reason, message } = policy.status.ancestors[0].conditions[0];
      const [{ routes }] = proxies['default/web'].routes[0].virtualHosts;
      return { reason, message, isWithheld: routes[0].directResponse?.status === 500 };
    };
    const nobody = await accepted();
    assert.equal(nobody.reason, 'Invalid');
    assert.match(nobody.message, /--rate-limit-service NAMESPACE\/NAME/);
    assert.equal(nobody.isWithheld, false);
    const missing = await accepted('--rate-limit-service', 'service/operations/none:80');
    assert.match(missing.message, /Service operations\/none not found/i);
    assert.equal(missing.isWithheld, false);
    const closed = await accepted('--rate-limit-service', 'operations/none', '--rate-limit-fail-closed');
    assert.equal(closed.isWithheld, true);
  });

  it('refuses what names nothing, and no duration', async () => {
    for (const [flag, value] of [
      ['--rate-limit-service', 'limits'],
      ['--rate-limit-service', 'service/operations/limits'],
      ['--rate-limit-service', 'operations/limits=most'],
      ['--rate-limit-timeout', 'soon'],
    ] as const) {
      const { code, stderr } = await run('--rate-limit-service', 'a/b', flag, value);
      assert.equal(code, 2, stderr);
      assert.match(stderr, new RegExp(flag));
    }
  });
});
