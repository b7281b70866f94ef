import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspectable } from '../server/testing/introspection-over.ts';
import { explanationText } from './explanation-text.ts';

const gatewayApi = 'gateway.networking.k8s.io';

const { introspection } = inspectable(`apiVersion: ${gatewayApi}/v1
kind: GatewayClass
metadata: {name: edge}
spec: {controllerName: fairlead.dev/gateway-controller}
---
apiVersion: ${gatewayApi}/v1
kind: Gateway
metadata: {name: web}
spec:
  gatewayClassName: edge
  listeners: [{name: http, protocol: HTTP, port: 8080}]
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: pay}
spec: {hosts: [pay.example.com], resolution: DNS, ports: [{number: 443, name: https, protocol: HTTPS}]}
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: pay, namespace: other}
spec: {hosts: [pay.example.com], resolution: DNS, ports: [{number: 443, name: https, protocol: HTTPS}]}
---
apiVersion: ${gatewayApi}/v1
kind: HTTPRoute
metadata: {name: shop}
spec:
  parentRefs: [{name: web}]
  rules:
    - name: pay
      backendRefs: [{group: networking.istio.io, kind: Hostname, name: pay.example.com, port: 443}]
      filters: [{type: ExtensionRef, extensionRef: {group: gateway.solo.io, kind: RouteOption, name: named}}]
---
apiVersion: gateway.solo.io/v1
kind: RouteOption
metadata: {name: named}
spec: {options: {timeout: 3s}}
---
apiVersion: gateway.solo.io/v1
kind: RouteOption
metadata: {name: route}
spec:
  targetRefs: [{group: ${gatewayApi}, kind: HTTPRoute, name: shop}]
  options: {timeout: 2s, idleTimeout: 2s}
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata: {name: rule}
spec:
  targetRefs: [{group: ${gatewayApi}, kind: HTTPRoute, name: shop, sectionName: pay}]
  timeouts: {streamIdle: 1s}
`);

function explained(group: string, kind: string, name: string, namespace = 'default'): string {
  const explanation = introspection.explain(`${group}/${kind}/local/${namespace}/${name}`);
  assert.ok(explanation !== undefined);
  return explanationText(
    explanation,
    file => file,
    (_, text) => text,
  );
}

describe('explain, of what is named', () => {
  it('a policy that a rule names among its filters is told, and goes before what is about the rule', () => {
    const under = explained(gatewayApi, 'HTTPRoute', 'shop').match(/under .*/g);
    assert.deepEqual(under, [
      'under routeoption/default/named, which is on httproute/default/shop/pay',
      'under trafficpolicy/default/rule, which is on httproute/default/shop/pay',
      'under routeoption/default/route, which is on httproute/default/shop',
    ]);
  });

  it('who names a host is told at the ServiceEntry that it is found in, and at no other', () => {
    assert.match(
      explained('networking.istio.io', 'ServiceEntry', 'pay'),
      /← httproute\/default\/shop spec\.rules\[0\]\.backendRefs\[0\]/,
    );
    assert.doesNotMatch(explained('networking.istio.io', 'ServiceEntry', 'pay', 'other'), /←/);
  });
});
