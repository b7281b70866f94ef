import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspectable } from '../server/testing/introspection-over.ts';
import { explanationText } from './explanation-text.ts';

const gatewayApi = 'gateway.networking.k8s.io';

function trafficPolicy(name: string, rest: string): string {
  return `apiVersion: gateway.envoyproxy.io/v1alpha1\nkind: BackendTrafficPolicy\nmetadata: {name: ${name}}\nspec:\n${rest}\n`;
}

const { introspection } = inspectable(
  [
    `apiVersion: ${gatewayApi}/v1
kind: GatewayClass
metadata: {name: edge}
spec: {controllerName: fairlead.dev/gateway-controller}
`,
    `apiVersion: ${gatewayApi}/v1
kind: Gateway
metadata: {name: web}
spec:
  gatewayClassName: edge
  listeners: [{name: http, protocol: HTTP, port: 8080}, {name: inner, protocol: HTTP, port: 8081}]
`,
    `apiVersion: gateway.envoyproxy.io/v1alpha1
kind: Backend
metadata: {name: cart}
spec: {endpoints: [{ip: {address: 10.0.0.1, port: 80}}]}
`,
    `apiVersion: ${gatewayApi}/v1
kind: HTTPRoute
metadata: {name: shop}
spec:
  parentRefs: [{name: web}]
  rules:
    - name: cart
      matches: [{path: {value: /cart}}]
      backendRefs: [{group: gateway.envoyproxy.io, kind: Backend, name: cart}]
    - backendRefs: [{group: gateway.envoyproxy.io, kind: Backend, name: cart}]
`,
    `apiVersion: ${gatewayApi}/v1
kind: HTTPRoute
metadata: {name: own}
spec:
  parentRefs: [{name: web, sectionName: inner}]
  rules: [{backendRefs: [{group: gateway.envoyproxy.io, kind: Backend, name: cart}]}]
`,
    trafficPolicy(
      'own',
      `  mergeType: StrategicMerge
  targetRefs: [{group: ${gatewayApi}, kind: HTTPRoute, name: own}]`,
    ),
    trafficPolicy('general', `  targetRefs: [{group: ${gatewayApi}, kind: Gateway, name: web}]`),
    trafficPolicy(
      'inner',
      `  targetRefs: [{group: ${gatewayApi}, kind: Gateway, name: web, sectionName: inner}]`,
    ),
    trafficPolicy(
      'rule',
      `  mergeType: StrategicMerge
  targetRefs:
    - {group: ${gatewayApi}, kind: HTTPRoute, name: shop, sectionName: cart}
    - {group: ${gatewayApi}, kind: HTTPRoute, name: nowhere}`,
    ),
    `apiVersion: ${gatewayApi}/v1
kind: BackendTLSPolicy
metadata: {name: trust}
spec:
  targetRefs: [{group: gateway.envoyproxy.io, kind: Backend, name: cart}]
  validation: {hostname: cart.test, wellKnownCACertificates: System}
`,
  ].join('---\n'),
);

function explained(group: string, kind: string, name: string): string {
  const explanation = introspection.explain(`${group}/${kind}/local/default/${name}`);
  assert.ok(explanation !== undefined);
  return explanationText(
    explanation,
    file => file,
    (_, text) => text,
  ).replaceAll(/ \(\/shop\/[^)]*\)/g, '');
}

describe('explain, of policies', () => {
  it('says where a policy is in force, where not and why, and what goes before it', () => {
    assert.equal(
      explained('gateway.envoyproxy.io', 'BackendTrafficPolicy', 'rule').split('\n  findings:')[0],
      `backendtrafficpolicy/default/rule
  merges with more general policies of its kind
  not in force on httproute/default/nowhere: httproute/default/nowhere was not found (TargetNotFound)
  in force on httproute/default/shop/cart, through gateway/default/web
  to gateway/default/web:
    Accepted=True (Accepted): The policy was accepted
    Merged=True (Merged): It holds together with what is said more generally by backendtrafficpolicy/default/general, backendtrafficpolicy/default/inner
  to httproute/default/nowhere:
    Accepted=False (TargetNotFound): httproute/default/nowhere was not found`,
    );
    assert.equal(
      explained('gateway.envoyproxy.io', 'BackendTrafficPolicy', 'general'),
      `backendtrafficpolicy/default/general
  in force on gateway/default/web
    a more specific policy holds for inner of gateway/default/web
  to gateway/default/web:
    Accepted=True (Accepted): The policy was accepted
    Overridden=True (Overridden): Policies that are more specific hold for inner of gateway/default/web
    Merged=True (Merged): Policies that are more specific hold beside it for cart of httproute/default/shop`,
    );
  });

  it('does not tell of what a policy between two keeps from the more specific one', () => {
    const told = (name: string) =>
      lines(explained('gateway.envoyproxy.io', 'BackendTrafficPolicy', name), /Merged|Overridden/);
    assert.deepEqual(told('own'), [
      '    Merged=True (Merged): It holds together with what is said more generally by backendtrafficpolicy/default/inner',
    ]);
    assert.deepEqual(told('inner'), [
      '    Merged=True (Merged): Policies that are more specific hold beside it for httproute/default/own, cart of httproute/default/shop',
    ]);
  });

  it('lists what holds for a route by rule, and by listener where that makes a difference', () => {
    assert.deepEqual(lines(explained(gatewayApi, 'HTTPRoute', 'shop'), /^ *(?:rule|under)/), [
      '  rule 0 cart: PathPrefix /cart',
      '    under backendtrafficpolicy/default/rule, which is on httproute/default/shop/cart, for what comes through gateway/default/web/http',
      '    under backendtrafficpolicy/default/general, which is on gateway/default/web, for what comes through gateway/default/web/http',
      '    under backendtrafficpolicy/default/rule, which is on httproute/default/shop/cart, for what comes through gateway/default/web/inner',
      '    under backendtrafficpolicy/default/inner, which is on gateway/default/web/inner, for what comes through gateway/default/web/inner',
      '  rule 1: PathPrefix /',
      '    under backendtrafficpolicy/default/general, which is on gateway/default/web, for what comes through gateway/default/web/http',
      '    under backendtrafficpolicy/default/inner, which is on gateway/default/web/inner, for what comes through gateway/default/web/inner',
    ]);
  });

  it('lists what holds for the listeners of a gateway, and for a backend', () => {
    assert.deepEqual(lines(explained(gatewayApi, 'Gateway', 'web'), /^ *(?:listener|under)/), [
      '  listener http: HTTP on port 8080 for *, in force',
      '    under backendtrafficpolicy/default/general, which is on gateway/default/web',
      '  listener inner: HTTP on port 8081 for *, in force',
      '    under backendtrafficpolicy/default/inner, which is on gateway/default/web/inner',
    ]);
    assert.deepEqual(lines(explained('gateway.envoyproxy.io', 'Backend', 'cart'), /^ *under/), [
      '    under backendtlspolicy/default/trust, which is on backend/default/cart',
    ]);
  });
});

function lines(text: string, wanted: RegExp): string[] {
  return text.split('\n').filter(line => wanted.test(line));
}
