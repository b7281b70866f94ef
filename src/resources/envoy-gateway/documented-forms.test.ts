import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeAllYaml, said } from '../decode-yaml.ts';
import type { EnvoyGatewayBackendSpec } from './backend.ts';

/**
 * The examples of Envoy Gateway's Backend guide and of its design document, each in its own form with other names: what
 * users copy must be read as it stands.
 */
const head = (name: string) =>
  `apiVersion: gateway.envoyproxy.io/v1alpha1\nkind: Backend\nmetadata:\n  name: ${name}\n`;

function place(endpoint: EnvoyGatewayBackendSpec['endpoints'][number]): string {
  switch (endpoint.kind) {
    case 'ip':
      return `${endpoint.address}:${endpoint.port}`;
    case 'fqdn':
      return `${endpoint.hostname}:${endpoint.port}`;
    case 'unix':
      return endpoint.path;
    case 'srv':
      return endpoint.name;
  }
}

/** short says a Backend in one line. */
function short({ type, endpoints, appProtocols, fallback, fallbackRef }: EnvoyGatewayBackendSpec): string {
  const addresses = endpoints.map(endpoint => {
    return `${endpoint.kind} ${place(endpoint)}${endpoint.protocol ? ` ${endpoint.protocol.protocol}` : ''}`;
  });
  return [
    type,
    ...addresses,
    ...appProtocols.map(({ protocol }) => `speaks ${protocol}`),
    ...(fallback ? ['is a fallback'] : []),
    ...(fallbackRef
      ? [
          `falls back to ${fallbackRef.kind} ${fallbackRef.namespace ?? '.'}/${fallbackRef.name}:${fallbackRef.port}`,
        ]
      : []),
  ].join(', ');
}

const examples: readonly (readonly [string, string, string])[] = [
  [
    'a name and a port',
    `${head('catalogue')}spec:
  endpoints:
  - fqdn: catalogue.example.org
    port: 443
`,
    'Endpoints, fqdn catalogue.example.org:443',
  ],
  [
    'a name that speaks HTTPS',
    `${head('payments')}spec:
  endpoints:
  - fqdn: payments.example.org
    port: 443
    protocol: HTTPS
`,
    'Endpoints, fqdn payments.example.org:443 https',
  ],
  [
    'addresses',
    `${head('old-farm')}spec:
  endpoints:
  - ip: 198.51.100.10
    port: 8080
  - ip: 198.51.100.11
    port: 8080
  - ip: 198.51.100.12
    port: 8080
`,
    'Endpoints, ip 198.51.100.10:8080, ip 198.51.100.11:8080, ip 198.51.100.12:8080',
  ],
  [
    'a socket',
    `${head('helper')}spec:
  endpoints:
  - unix: /var/run/helper.sock
`,
    'Endpoints, unix /var/run/helper.sock',
  ],
  [
    'names and addresses in one',
    `${head('mixed')}spec:
  endpoints:
  - fqdn: first.example.org
    port: 443
  - ip: 198.51.100.10
    port: 8080
`,
    'Endpoints, fqdn first.example.org:443, ip 198.51.100.10:8080',
  ],
  [
    'a fallback, named',
    `${head('careful')}spec:
  appProtocol: https
  endpoints:
  - fqdn: first.example.org
    port: 443
  - fqdn: second.example.org
    port: 443
  fallback:
    backendRef:
      name: sorry-page
      namespace: default
      port: 8080
`,
    'Endpoints, fqdn first.example.org:443, fqdn second.example.org:443, speaks https, falls back to Service default/sorry-page:8080',
  ],
  [
    'gRPC',
    `${head('greeter')}spec:
  appProtocol: grpc
  endpoints:
  - fqdn: greeter.internal.example.org
    port: 9090
`,
    'Endpoints, fqdn greeter.internal.example.org:9090, speaks grpc',
  ],
  [
    "the design document's socket over HTTP/2",
    `${head('external-processor')}spec:
  addresses:
    - unixDomainSocketAddress:
        path: /var/run/processor.sock
      applicationProtocol: HTTP2
`,
    'Endpoints, unix /var/run/processor.sock h2c',
  ],
  [
    "the design document's addresses",
    `${head('two-hosts')}spec:
  addresses:
    - socketAddress:
        address: 198.51.100.28
        port: 3000
    - socketAddress:
        address: 198.51.100.29
        port: 3000
`,
    'Endpoints, ip 198.51.100.28:3000, ip 198.51.100.29:3000',
  ],
  [
    "the code's own form",
    `${head('today')}spec:
  fallback: true
  appProtocols: [gateway.envoyproxy.io/h2c]
  endpoints:
    - fqdn:
        hostname: today.example.org
        port: 8443
`,
    'Endpoints, fqdn today.example.org:8443, speaks h2c, is a fallback',
  ],
];

for (const [name, text, expected] of examples) {
  test(`as documented: ${name}`, () => {
    const [decoded] = decodeAllYaml(text);
    assert.deepEqual(decoded?.findings, []);
    assert.ok(decoded?.resource?.id === 'envoy-gateway/Backend');
    assert.equal(short(decoded.resource.spec), expected);
  });
}

test('as documented: Backends beside a Service, a route that mixes them, and a policy for both', () => {
  const decoded = decodeAllYaml(`
apiVersion: v1
kind: Service
metadata:
  name: shop
spec:
  ports:
    - name: http
      port: 3000
      targetPort: 3000
  selector:
    app: shop
---
${head('shop-socket')}spec:
  endpoints:
  - unix: /var/run/shop.sock
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: shop
spec:
  parentRefs:
    - name: edge
  hostnames:
    - "shop.example.org"
  rules:
    - backendRefs:
        - group: "gateway.envoyproxy.io"
          kind: Backend
          name: shop-socket
          port: 3000
          weight: 1
        - group: ""
          kind: Service
          name: shop
          port: 3000
          weight: 1
      matches:
        - path:
            type: PathPrefix
            value: /
---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: BackendTrafficPolicy
metadata:
  name: shop
spec:
  loadBalancer:
    type: RoundRobin
`);
  assert.deepEqual(decoded.map(said), [[], [], [], []]);
  const [, , route] = decoded;
  assert.ok(route?.resource?.id === 'gateway-api/HTTPRoute');
  assert.deepEqual(
    route.resource.spec.rules[0]?.backendRefs.map(({ group, kind, name }) => [group, kind, name]),
    [
      ['gateway.envoyproxy.io', 'Backend', 'shop-socket'],
      ['', 'Service', 'shop'],
    ],
  );
});
