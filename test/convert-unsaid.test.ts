import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import yaml from 'js-yaml';
import { asText, converted, native } from './harness/conversion.ts';
import { evaluate } from './harness/evaluation.ts';

describe('what a dialect cannot say is said', () => {
  const saidOf = (text: string, to: string) => converted(text, to).said.map(({ message }) => message);

  it('of a part of a backend', () => {
    const text = native(
      '{endpoints: [{ip: 192.0.2.1, port: 80, weight: 2}, {ip: 192.0.2.2, port: 80, priority: 1}]}',
    );
    assert.deepEqual(saidOf(text, 'kgateway'), [
      'kgateway does not say shares of endpoints',
      'kgateway does not say endpoints that stand behind others',
    ]);
    assert.deepEqual(saidOf(text, 'istio'), ['istio does not say endpoints that stand behind others']);
  });

  it('and how TLS is spoken is said by a policy of the Gateway API, where that has words for it', () => {
    const endpoints = 'endpoints: [{ip: 192.0.2.1, port: 443}]';
    const tls = 'tls: {sni: shop.example, wellKnownCACertificates: System';
    const route = (text: string) => `${text}---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge}
spec: {gatewayClassName: any, listeners: [{name: http, protocol: HTTP, port: 8080}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shop}
spec:
  parentRefs: [{name: edge}]
  rules: [{backendRefs: [{group: fairlead.dev, kind: Backend, name: shop}]}]
`;
    for (const to of ['gateway-api', 'kgateway']) {
      const { said, objects } = converted(route(native(`{${endpoints}, ${tls}}}`)), to);
      assert.deepEqual(said, []);
      const sent = JSON.stringify(evaluate(asText(objects)).outcome().proxies);
      assert.match(sent, /"sni":"shop.example"/);
      assert.match(sent, /"sni":"shop.example","autoSniSanValidation":true/);
      // What it has no words for is lost as a whole: less would be believed than was written.
      const others = [`${tls}, minVersion: "1.3"}`, 'tls: {sni: shop.example, insecureSkipVerify: true}'];
      for (const other of others)
        assert.match(saidOf(route(native(`{${endpoints}, ${other}}`)), to).join(), /how TLS is spoken/);
    }
  });

  it('of the whole, which stays as it was', () => {
    const text = native('{endpoints: [{unix: /run/shop.sock}]}');
    const { said, objects, backends } = converted(text, 'kgateway');
    assert.deepEqual(
      said.map(({ message }) => message),
      [
        'stays as it is: kgateway cannot say it: it names hosts by address or name, and nothing like /run/shop.sock',
      ],
    );
    assert.deepEqual(backends, []);
    assert.deepEqual(objects, yaml.loadAll(text));
  });
});

it('what stays as it is keeps those that it names in its groups', () => {
  const text = `
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata: {name: both}
spec: {priorityGroups: [{backendRefs: [{name: first}]}, {backendRefs: [{name: second}]}]}
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata: {name: first}
spec: {static: {hosts: [{host: 192.0.2.1, port: 80}]}}
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata: {name: second}
spec: {static: {hosts: [{host: 192.0.2.2, port: 80}]}}
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata: {name: other}
spec: {static: {hosts: [{host: 192.0.2.3, port: 80}]}}
`;
  const { backends, said } = converted(text, 'envoy-gateway');
  assert.deepEqual(
    backends.map(({ of }) => of.name),
    ['other'],
  );
  assert.deepEqual(
    said.map(({ ref, message }) => `${ref.name} ${message}`),
    [
      'both stays as it is: envoy-gateway cannot say it: it has no groups of backends that take over from each other',
      'first stays as it is: backend/default/both stays as it is, and names it in its groups',
      'second stays as it is: backend/default/both stays as it is, and names it in its groups',
    ],
  );
});
