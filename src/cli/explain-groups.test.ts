import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspectable } from '../server/testing/introspection-over.ts';
import { explanationText } from './explanation-text.ts';

const { introspection } = inspectable(`apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: edge}
spec: {controllerName: fairlead.dev/gateway-controller}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: web}
spec: {gatewayClassName: edge, listeners: [{name: http, protocol: HTTP, port: 8080}]}
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata: {name: a}
spec: {static: {hosts: [{host: 10.0.0.1, port: 80}]}}
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata: {name: b}
spec: {static: {hosts: [{host: 10.0.0.2, port: 80}]}}
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata: {name: groups}
spec: {priorityGroups: [{backendRefs: [{name: a}, {name: nobody}]}, {backendRefs: [{name: b}]}]}
---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: BackendTrafficPolicy
metadata: {name: bounded}
spec:
  targetRefs: [{group: gateway.kgateway.dev, kind: Backend, name: groups}]
  circuitBreaker: {maxConnections: 5}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shop}
spec:
  parentRefs: [{name: web}]
  rules: [{backendRefs: [{group: gateway.kgateway.dev, kind: Backend, name: groups}]}]
`);

function explained(key: string): string {
  const explanation = introspection.explain(key);
  assert.ok(explanation !== undefined);
  const text = explanationText(
    explanation,
    file => file,
    (_, words) => words,
  );
  return text.replaceAll(/ \(\/[^)]*\)/g, '').split('\n  findings:')[0] ?? '';
}

describe('explain, of Backends that stand for others', () => {
  it('says for whom they stand, in which order, who of them cannot be used and why, and what policy is on them', () => {
    assert.equal(
      explained('gateway.kgateway.dev/Backend/local/default/groups'),
      `backend/default/groups
  under backendtrafficpolicy/default/bounded, which is on backend/default/groups
  stands for
    → backend/default/a: HTTP/1.1: 10.0.0.1:80
    ✗ backend/default/nobody: Backend default/nobody not found (BackendNotFound)
      spec.priorityGroups[0].backendRefs[1].name
  and while those are down for
    → backend/default/b: HTTP/1.1: 10.0.0.2:80
  ← httproute/default/shop spec.rules[0].backendRefs[0], through gateway/default/web`,
    );
  });

  it('says so of a route that leads there, and to a member who names it', () => {
    assert.match(
      explained('gateway.networking.k8s.io/HTTPRoute/local/default/shop'),
      /→ backend\/default\/groups, which stands for backend\/default\/a, backend\/default\/nobody; while they are down: backend\/default\/b$/m,
    );
    assert.match(
      explained('gateway.kgateway.dev/Backend/local/default/b'),
      /← backend\/default\/groups spec\.priorityGroups\[1\]\.backendRefs\[0\]\.name$/m,
    );
  });
});
