import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '#lib/testing/free-port.ts';
import { ask } from './harness/client.ts';
import { backend, gatewayOn, route, rule } from './harness/manifests.ts';
import { runGateway } from './harness/running-gateway.ts';
import { startUpstreams } from './harness/upstreams.ts';

/** A valid expression that is too large for RE2 within Envoy, which alone finds that out. */
const tooLarge = '\\\\pL{1000}'.repeat(100);

const guarded = (name: string) =>
  rule(`/${name}`, 'a').replace(
    'backendRefs:',
    'filters: [{type: ExtensionRef, extensionRef: {group: gateway.envoyproxy.io, kind: HTTPRouteFilter, name: rewritten}}], backendRefs:',
  );

const filter = (pattern: string) => `
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: HTTPRouteFilter
metadata: {name: rewritten}
spec: {urlRewrite: {path: {type: ReplaceRegexMatch, replaceRegexMatch: {pattern: "${pattern}", substitution: /new}}}}
`;

it('a rule that Envoy refuses answers 500, whatever wider rule there is, and the route says so', async () => {
  const upstreams = await startUpstreams();
  const plain = await freePort();
  const gateway = await runGateway({
    'gateway.yaml': gatewayOn(plain),
    'filter.yaml': filter(tooLarge),
    'route.yaml': [
      backend('a', upstreams.values.a),
      route('r', 'any.test', guarded('refused'), rule('/', 'a')),
    ].join('---'),
  });
  const { findings } = gateway.controlPlane.pipeline.status;
  const said = () =>
    (findings.get('gateway.networking.k8s.io/HTTPRoute/local/default/r') ?? []).map(f => f.reason);
  const status = async (path: string) => (await ask({ plain, secure: 0 }, { host: 'any.test', path })).status;
  try {
    while (said().length === 0) await pause(20);
    await gateway.settled();
    assert.deepEqual([await status('/refused'), await status('/other')], [500, 200]);
    assert.deepEqual(said(), ['RejectedByProxy']);
    await gateway.edit('filter.yaml', filter('^/refused'));
    const { seen } = await ask({ plain, secure: 0 }, { host: 'any.test', path: '/refused/page' });
    assert.equal(seen?.path, '/new/page', 'served again once it is mended');
    assert.deepEqual(said(), []);
  } finally {
    await gateway.close();
    await upstreams.close();
  }
});
