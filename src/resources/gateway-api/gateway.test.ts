import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeYaml, said, specOf } from '../decode-yaml.ts';
import { gateway } from './gateway.ts';

/** gatewayWith is a Gateway with these listeners, in YAML's flow style. */
function gatewayWith(listeners: string, more = ''): string {
  return `{apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: edge},
    spec: {gatewayClassName: fairlead, listeners: [${listeners}] ${more}}}`;
}

test('a listener admits routes of its own namespace unless it says more', () => {
  assert.deepEqual(specOf(gateway, gatewayWith('{name: http, port: 8080, protocol: HTTP}')), {
    gatewayClassName: 'fairlead',
    listeners: [
      {
        name: 'http',
        port: 8080,
        protocol: 'HTTP',
        allowedRoutes: { namespaces: { from: 'Same' }, kinds: [] },
      },
    ],
    addresses: [],
  });
});

test('HTTPS terminates with the Secrets that it names', () => {
  const spec = specOf(
    gateway,
    gatewayWith(`{name: https, hostname: "*.example.com", port: 443, protocol: HTTPS,
      tls: {certificateRefs: [{name: cert}]},
      allowedRoutes: {namespaces: {from: Selector, selector: {matchLabels: {team: shop}}}, kinds: [{kind: HTTPRoute}]}}`),
  );
  assert.deepEqual(spec.listeners[0], {
    name: 'https',
    hostname: '*.example.com',
    port: 443,
    protocol: 'HTTPS',
    tls: { mode: 'Terminate', certificateRefs: [{ group: '', kind: 'Secret', name: 'cert' }], options: {} },
    allowedRoutes: {
      namespaces: { from: 'Selector', selector: { matchLabels: { team: 'shop' }, matchExpressions: [] } },
      kinds: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute' }],
    },
  });
});

test('TLS may pass through, and everything beside listeners is read', () => {
  const decoded = decodeYaml(
    gatewayWith(
      '{name: tls, port: 443, protocol: TLS, tls: {mode: Passthrough}}',
      `, addresses: [{value: 10.0.0.1}, {type: Hostname, value: edge.example.com}],
      infrastructure: {labels: {app: edge}, parametersRef: {group: g.io, kind: P, name: p}},
      allowedListeners: {namespaces: {}},
      tls: {backend: {clientCertificateRef: {name: client}}, frontend: {default: {}}}`,
    ),
  );
  assert.deepEqual(said(decoded), []);
  assert.ok(decoded.resource?.id === 'gateway-api/Gateway');
  const { spec } = decoded.resource;
  assert.equal(spec.listeners[0]?.tls?.mode, 'Passthrough');
  assert.deepEqual(spec.addresses, [
    { type: 'IPAddress', value: '10.0.0.1' },
    { type: 'Hostname', value: 'edge.example.com' },
  ]);
  assert.deepEqual(spec.allowedListeners, { namespaces: { from: 'None' } });
  assert.deepEqual(spec.tls, {
    backend: { clientCertificateRef: { group: '', kind: 'Secret', name: 'client' } },
    frontend: { default: {}, perPort: [] },
  });
});

test('listeners of one port, protocol and host name are left to translation, which says Conflicted', () => {
  specOf(gateway, gatewayWith('{name: a, port: 80, protocol: HTTP}, {name: b, port: 80, protocol: HTTP}'));
});

test('a selector of ListenerSets that selects nothing, or ignores its values, is said', () => {
  const where = 'spec.allowedListeners.namespaces.selector';
  const namespaces = (text: string) =>
    decodeYaml(
      gatewayWith('{name: a, port: 1, protocol: HTTP}', `, allowedListeners: {namespaces: {${text}}}`),
    );
  const odd = namespaces(
    'from: Selector, selector: {matchExpressions: [{key: a, operator: In}, {key: b, operator: Exists, values: [c]}]}',
  );
  assert.deepEqual(said(odd), [
    `warning ${where}.matchExpressions[0].values: is empty where the operator is In`,
    `warning ${where}.matchExpressions[1].values: has no effect where the operator is Exists`,
  ]);
  assert.ok(odd.resource);
});

const listener = 'error spec.listeners[0]';
const mistakes: readonly (readonly [string, string, readonly string[]])[] = [
  ['no listener', gatewayWith(''), ['error spec.listeners: must have at least one item']],
  [
    'listeners of one name',
    gatewayWith('{name: a, port: 80, protocol: HTTP}, {name: a, port: 81, protocol: HTTP}'),
    ['error spec.listeners[1].name: must be unique in its list, but item 0 has "a" too'],
  ],
  [
    'port 0',
    gatewayWith('{name: a, port: 0, protocol: HTTP}'),
    [`${listener}.port: must be from 1 to 65535, but is 0`],
  ],
  [
    'addresses that are none',
    gatewayWith(
      '{name: a, port: 1, protocol: HTTP}',
      ', addresses: [{value: x}, {type: Hostname, value: "a:1"}]',
    ),
    [
      'error spec.addresses[0].value: must be an IP address, as the type is IPAddress, but is "x"',
      'error spec.addresses[1].value: must be a host name, as the type is Hostname, but is "a:1"',
    ],
  ],
];

for (const [name, text, expected] of mistakes) {
  test(`${name} is refused with a reason`, () => {
    const decoded = decodeYaml(text);
    assert.deepEqual(said(decoded), expected);
    assert.equal(decoded.resource, undefined);
  });
}
