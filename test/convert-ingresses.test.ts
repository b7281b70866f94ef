import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { asText, converted } from './harness/conversion.ts';
import { evaluate } from './harness/evaluation.ts';
import { makeKeyPair } from './harness/key-pair.ts';

const pair = makeKeyPair();

describe('Ingresses are HTTPRoutes of the Gateway API', () => {
  const text = `
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: web, annotations: {fairlead.dev/http-port: "8080"}}
spec: {controller: fairlead.dev/gateway-controller}
---
apiVersion: v1
kind: Service
metadata: {name: till, namespace: shops}
spec: {clusterIP: 10.1.2.3, ports: [{name: web, port: 8000}]}
---
apiVersion: v1
kind: Secret
metadata: {name: pair, namespace: shops}
type: kubernetes.io/tls
data: {tls.crt: ${pair.certificate}, tls.key: ${pair['private-key']}}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: till
  namespace: shops
  annotations: {nginx.ingress.kubernetes.io/proxy-read-timeout: "60"}
spec:
  ingressClassName: web
  tls: [{hosts: [till.test], secretName: pair}]
  defaultBackend: {service: {name: till, port: {number: 8000}}}
  rules:
    - host: till.test
      http:
        paths:
          - {path: /pay, pathType: Exact, backend: {service: {name: till, port: {name: web}}}}
`;

  it('one a host, which have what is left over as well, on a gateway that ends TLS for them', () => {
    const { objects, said } = converted(text, 'gateway-api');
    const specsOf = (kind: string) => objects.filter(one => one.kind === kind).map(({ spec }) => spec);
    const all = {
      matches: [{ path: { type: 'PathPrefix', value: '/' } }],
      backendRefs: [{ name: 'till', port: 8000 }],
    };
    const parentRefs = [{ name: 'web', namespace: 'default' }];
    assert.deepEqual(specsOf('Ingress'), []);
    assert.deepEqual(specsOf('HTTPRoute'), [
      {
        parentRefs,
        hostnames: ['till.test'],
        rules: [{ ...all, matches: [{ path: { type: 'Exact', value: '/pay' } }] }, all],
      },
      { parentRefs, rules: [all] },
    ]);
    const allowedRoutes = { namespaces: { from: 'All' } };
    assert.deepEqual(specsOf('Gateway'), [
      {
        gatewayClassName: 'web',
        listeners: [
          { name: 'http', port: 8080, protocol: 'HTTP', allowedRoutes },
          {
            ...{ name: 'tls-1', hostname: 'till.test', port: 443, protocol: 'HTTPS' },
            tls: { certificateRefs: [{ name: 'pair', namespace: 'shops' }] },
            allowedRoutes,
          },
        ],
      },
    ]);
    assert.deepEqual(specsOf('ReferenceGrant'), [
      {
        from: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', namespace: 'default' }],
        to: [{ group: '', kind: 'Secret', name: 'pair' }],
      },
    ]);
    assert.deepEqual(
      said.map(({ message }) => message),
      [
        'gateway-api does not say its annotations: nginx.ingress.kubernetes.io/proxy-read-timeout',
        'gateway-api does not say that its default backend has what other routes leave over at their hosts',
      ],
    );
    assert.deepEqual(evaluate(asText(objects)).outcome().findings, {});
  });

  it('and stay what they are where another dialect is asked for, or a port is not there', () => {
    assert.ok(converted(text, 'kgateway').objects.some(({ kind }) => kind === 'Ingress'));
    const { objects, said } = converted(
      text.replace('port: {name: web}', 'port: {name: none}'),
      'gateway-api',
    );
    assert.ok(objects.some(({ kind }) => kind === 'Ingress'));
    assert.match(
      said.map(({ message }) => message).join(),
      /^stays as it is: spec\.rules\[0\]\.http\.paths\[0\]\.backend\.service names port none of Service till/,
    );
  });
});
