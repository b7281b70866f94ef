import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evaluate } from './harness/evaluation.ts';

const gateway = (n: number) => `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: gw-${String(n).padStart(2, '0')}, labels: {edge: all}}
spec:
  gatewayClassName: fairlead
  listeners: [{name: http, protocol: HTTP, port: ${8000 + n}}]
`;
const policy = (name: string, created: string, target: string) => `
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: ClientTrafficPolicy
metadata: {name: ${name}, creationTimestamp: "${created}"}
spec:
  ${target}
  timeout: {http: {idleTimeout: 1m}}
`;
const gatewayApi = 'group: gateway.networking.k8s.io, kind: Gateway';

interface PolicyStatus {
  readonly ancestors: readonly {
    readonly ancestorRef: { readonly name: string };
    readonly conditions: readonly {
      readonly type: string;
      readonly status: string;
      readonly reason: string;
      readonly message: string;
    }[];
  }[];
}

/** What the policy `all` says for each Gateway, where as many Gateways have its label and another policy comes first at the last. */
function toldOf(gateways: number) {
  const evaluation = evaluate(
    [
      'apiVersion: gateway.networking.k8s.io/v1\nkind: GatewayClass\nmetadata: {name: fairlead}\nspec: {controllerName: x.test/y}',
      ...Array.from({ length: gateways }, (_, i) => gateway(i + 1)),
      policy('all', '2024-02-01T00:00:00Z', `targetSelectors: [{${gatewayApi}, matchLabels: {edge: all}}]`),
      policy('older', '2024-01-01T00:00:00Z', `targetRefs: [{${gatewayApi}, name: gw-${gateways}}]`),
    ].join('\n---\n'),
  );
  const status = evaluation.outcome().status[
    'gateway.envoyproxy.io/ClientTrafficPolicy/local/default/all'
  ] as PolicyStatus;
  return status.ancestors.map(({ ancestorRef, conditions }) => ({
    name: ancestorRef.name,
    said: conditions.map(c => `${c.type}=${c.status} ${c.reason}`),
    messages: conditions.map(c => c.message),
  }));
}

test('a policy with as many ancestors as a status has room for names each', () => {
  const told = toldOf(16);
  assert.deepEqual(
    told.map(({ name }) => name),
    Array.from({ length: 16 }, (_, i) => `gw-${String(i + 1).padStart(2, '0')}`),
  );
  assert.deepEqual(told.at(-1)?.said, ['Accepted=False Conflicted']);
});

test('with more, those come first where it is not in force, and the last one listed tells how many are not', () => {
  const told = toldOf(18);
  assert.equal(told.length, 16);
  assert.deepEqual([told[0]?.name, told[0]?.said], ['gw-18', ['Accepted=False Conflicted']]);
  assert.deepEqual([told[1]?.name, told[1]?.said], ['gw-01', ['Accepted=True Accepted']]);
  assert.deepEqual(
    [told[15]?.name, told[15]?.said],
    ['gw-15', ['Accepted=True Accepted', 'Aggregated=True Aggregated']],
  );
  assert.match(told[15]?.messages[1] ?? '', /^2 more are not listed/);
});

test('a policy of Envoy Gateway tells by the listener that is named: by itself, or by its routes', () => {
  const listeners = '[{name: one, protocol: HTTP, port: 81}, {name: two, protocol: HTTP, port: 82}]';
  const route = (name: string, parents: string) => `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: ${name}}
spec: {parentRefs: ${parents}, rules: [{}]}
`;
  const shaping = (name: string, kind: string, target: string) => `
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: ${kind}
metadata: {name: ${name}}
spec: {targetRefs: [{group: gateway.networking.k8s.io, ${target}}]}
`;
  const { outcome } = evaluate(
    [
      'apiVersion: gateway.networking.k8s.io/v1\nkind: GatewayClass\nmetadata: {name: fairlead}\nspec: {controllerName: x.test/y}',
      gateway(1).replace(/listeners: .*/, `listeners: ${listeners}`),
      route('both', '[{name: gw-01, sectionName: one}, {name: gw-01, sectionName: two}]'),
      route('whole', '[{name: gw-01}]'),
      shaping('both', 'BackendTrafficPolicy', 'kind: HTTPRoute, name: both'),
      shaping('whole', 'SecurityPolicy', 'kind: HTTPRoute, name: whole'),
      shaping('listener', 'ClientTrafficPolicy', 'kind: Gateway, name: gw-01, sectionName: two'),
    ].join('\n---\n'),
  );
  const { status } = outcome();
  const toldAt = (kind: string, name: string) => {
    const { ancestors } = status[`gateway.envoyproxy.io/${kind}/local/default/${name}`] as {
      readonly ancestors: readonly {
        readonly ancestorRef: { readonly name: string; readonly sectionName?: string };
      }[];
    };
    return ancestors.map(({ ancestorRef: { name, sectionName } }) => [name, sectionName].join('/'));
  };
  assert.deepEqual(toldAt('BackendTrafficPolicy', 'both'), ['gw-01/one', 'gw-01/two']);
  assert.deepEqual(toldAt('SecurityPolicy', 'whole'), ['gw-01/']);
  assert.deepEqual(toldAt('ClientTrafficPolicy', 'listener'), ['gw-01/two']);
});
