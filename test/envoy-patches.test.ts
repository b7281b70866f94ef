import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Collection } from '#graph';
import { freePort } from '#lib/testing/free-port.ts';
import type { XdsResource } from '#lib/xds-resource.ts';
import { ask } from './harness/client.ts';
import { evaluate, ownMachine } from './harness/evaluation.ts';
import { runGateway } from './harness/running-gateway.ts';
import { startUpstreams } from './harness/upstreams.ts';

const gateway = (port: number, upstream: number) => `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge}
spec: {gatewayClassName: fairlead, listeners: [{name: http, protocol: HTTP, port: ${port}}]}
---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: Backend
metadata: {name: a}
spec: {endpoints: [{ip: {address: 127.0.0.1, port: ${upstream}}}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shop}
spec:
  parentRefs: [{name: edge}]
  hostnames: [shop.test, other.test]
  rules: [{backendRefs: [{group: gateway.envoyproxy.io, kind: Backend, name: a}]}]
`;
const policy = (name: string, ...patches: readonly string[]) => `
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: EnvoyPatchPolicy
metadata: {name: ${name}}
spec:
  targetRef: {group: gateway.networking.k8s.io, kind: Gateway, name: edge}
  jsonPatches: [${patches.join(', ')}]
`;
const onHost = (path: string, value: string, host = 'shop.test', port = 80) =>
  `{type: type.googleapis.com/envoy.config.route.v3.VirtualHost, name: default/edge/${port}/${host}, operation: {op: add, path: ${path}, value: ${value}}}`;
const header = (name: string) => `[{header: {key: ${name}, value: "yes"}}]`;

describe('EnvoyPatchPolicy', () => {
  it('is off unless the operator enables it, and says so', () => {
    const { pipeline, outcome } = evaluate(
      gateway(80, 81) + policy('p', onHost('/response_headers_to_add', header('x-a'))).replace(/^/, '---'),
      {},
      { ...ownMachine, allowsPatches: false },
    );
    const told = JSON.stringify(
      pipeline.status.statuses.get('gateway.envoyproxy.io/EnvoyPatchPolicy/local/default/p'),
    );
    assert.match(told, /"reason":"Disabled"/);
    assert.doesNotMatch(JSON.stringify(outcome().proxies), /x-a/);
  });

  it('costs what it touches: an edit of one re-encodes the one resource that it changes', () => {
    const changed: string[] = [];
    const evaluation = evaluate(gateway(80, 81), {}, { ...ownMachine, allowsPatches: true });
    const resources: Collection<XdsResource>[] = Object.values(evaluation.pipeline.resources);
    for (const collection of resources) {
      collection.subscribe(changes => changed.push(...changes.map(({ key }) => key)));
    }
    evaluation.put(policy('p', onHost('/response_headers_to_add', header('x-a'))));
    evaluation.put(policy('p', onHost('/response_headers_to_add', header('x-b'))));
    assert.deepEqual(changed, ['default/edge/80/shop.test', 'default/edge/80/shop.test']);
  });

  it('what Envoy refuses of one is left out alone, and told to it: the rest is served', async () => {
    const upstreams = await startUpstreams();
    const port = await freePort();
    const good = onHost('/response_headers_to_add', header('x-good'), 'shop.test', port);
    const bad = onHost(
      '/routes/0/route/retry_policy',
      '{retry_host_predicate: [{name: nobody.knows}]}',
      'shop.test',
      port,
    );
    const running = await runGateway(
      {
        'gateway.yaml': gateway(port, Number(upstreams.values.a)),
        'good.yaml': policy('good', good),
        'bad.yaml': policy('bad', bad),
      },
      { ...ownMachine, allowsPatches: true },
    );
    try {
      const { statuses } = running.controlPlane.pipeline.status;
      const told = (name: string) =>
        JSON.stringify(statuses.get(`gateway.envoyproxy.io/EnvoyPatchPolicy/local/default/${name}`));
      const until = AbortSignal.timeout(20_000);
      while (!/RejectedByProxy/.test(told('bad'))) {
        assert.ok(!until.aborted, told('bad'));
        await new Promise(resolve => setTimeout(resolve, 50));
      }
      await running.settled();
      assert.match(told('good'), /"type":"Programmed","status":"True"/);
      const answer = await ask({ plain: port, secure: 0 }, { host: 'shop.test', path: '/' });
      assert.equal(answer.status, 200);
      assert.equal(answer.headers['x-good'], 'yes');
    } finally {
      await running.close();
      await upstreams.close();
    }
  });
});
