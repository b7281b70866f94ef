import assert from 'node:assert/strict';
import { it } from 'node:test';
import { converted, native } from './harness/conversion.ts';

it('a Backend that is another name for a port of a Service is that port, and is gone', () => {
  const text = (policy: string) => `
apiVersion: gloo.solo.io/v1
kind: Upstream
metadata: {name: shop}
spec: {kube: {serviceName: shop, serviceNamespace: default, servicePort: 8080}}
---
apiVersion: v1
kind: Service
metadata: {name: shop}
spec: {clusterIP: 10.1.2.3, ports: [{port: 8080}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shop}
spec:
  parentRefs: [{name: edge}]
  rules: [{backendRefs: [{group: gloo.solo.io, kind: Upstream, name: shop, weight: 3}]}]
${policy}`;
  for (const to of ['gateway-api', 'fairlead', 'kgateway', 'envoy-gateway', 'istio']) {
    const { objects, said } = converted(text(''), to);
    assert.deepEqual(said, [], to);
    assert.deepEqual(objects.map(({ kind }) => kind).sort(), ['HTTPRoute', 'Service'], to);
    const route = objects.find(({ kind }) => kind === 'HTTPRoute');
    assert.deepEqual(
      Reflect.get(Object(route?.spec), 'rules'),
      [{ backendRefs: [{ group: '', kind: 'Service', name: 'shop', port: 8080, weight: 3 }] }],
      to,
    );
  }
  const policy = `---
apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata: {name: shop}
spec:
  targetRefs: [{group: gloo.solo.io, kind: Upstream, name: shop}]
  validation: {hostname: shop.example, wellKnownCACertificates: System}
`;
  assert.match(
    converted(text(policy), 'gateway-api')
      .said.map(({ message }) => message)
      .join(),
    /^stays as it is: backendtlspolicy\/default\/shop is about it/,
  );
});

it('what sidecars alone call stands beside what routes go on to name, and in the place of what nobody names', () => {
  const text = `${native('{endpoints: [{ip: 192.0.2.1, port: 80}]}')}---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shop}
spec: {parentRefs: [{name: edge}], rules: [{backendRefs: [{group: fairlead.dev, kind: Backend, name: shop}]}]}
`;
  const kindsIn = (given: string) =>
    converted(given, 'kuma')
      .objects.map(({ kind }) => kind)
      .sort();
  assert.deepEqual(kindsIn(text), ['Backend', 'HTTPRoute', 'MeshExternalService']);
  assert.deepEqual(kindsIn(native('{endpoints: [{ip: 192.0.2.1, port: 80}]}')), ['MeshExternalService']);
});

it('each host of an entry that is looked up is a backend of its own, and all of them are one', () => {
  const text = `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: shops}
spec:
  hosts: [one.example, two.example]
  resolution: DNS
  ports: [{number: 80, name: http, protocol: HTTP}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shops}
spec:
  parentRefs: [{name: edge}]
  rules:
    - backendRefs:
        - {group: networking.istio.io, kind: Hostname, name: two.example, port: 80}
        - {group: networking.istio.io, kind: ServiceEntry, name: shops, port: 80}
`;
  const { objects, said } = converted(text, 'kgateway');
  assert.deepEqual(said, []);
  const route = objects.find(({ kind }) => kind === 'HTTPRoute');
  const kgateway = { group: 'gateway.kgateway.dev', kind: 'Backend', port: 80 };
  assert.deepEqual(Reflect.get(Object(route?.spec), 'rules'), [
    {
      backendRefs: [
        { ...kgateway, name: 'shops-two-example' },
        { ...kgateway, name: 'shops' },
      ],
    },
  ]);
  const hostsOf = objects.flatMap(({ kind, spec }) => (kind === 'Backend' ? [JSON.stringify(spec)] : []));
  assert.deepEqual(
    hostsOf.map(text => [...text.matchAll(/(one|two).example/g)].map(([, host]) => host)),
    [['one', 'two'], ['one'], ['two']],
  );
});

it('who refers to a backend names what it is by then, and may', () => {
  const text = `
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata: {name: shop, namespace: shops}
spec: {static: {hosts: [{host: 192.0.2.1, port: 80}]}}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shop}
spec:
  parentRefs: [{name: edge}]
  rules: [{backendRefs: [{group: gloo.solo.io, kind: Backend, name: shop, namespace: shops, port: 80, weight: 3}]}]
---
apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata: {name: shop, namespace: shops}
spec:
  from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: default}]
  to: [{group: gateway.kgateway.dev, kind: Backend}]
`;
  const { objects } = converted(text, 'istio');
  const specOf = (kind: string) => objects.find(object => object.kind === kind)?.spec;
  const hostname = { group: 'networking.istio.io', kind: 'Hostname', name: 'shop.shops.internal' };
  assert.deepEqual(specOf('HTTPRoute'), {
    parentRefs: [{ name: 'edge' }],
    rules: [{ backendRefs: [{ ...hostname, namespace: 'shops', port: 80, weight: 3 }] }],
  });
  assert.deepEqual(Reflect.get(Object(specOf('ReferenceGrant')), 'to'), [
    { group: 'gateway.kgateway.dev', kind: 'Backend' },
    { group: 'networking.istio.io', kind: 'Hostname' },
  ]);
});
