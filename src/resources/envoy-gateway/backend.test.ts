import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeYaml, said, specOf } from '../decode-yaml.ts';
import { backend } from './backend.ts';

/** backendWith is a Backend whose spec is these lines. */
function backendWith(spec: string): string {
  const lines = spec.trim().split('\n').join('\n  ');
  return `apiVersion: gateway.envoyproxy.io/v1alpha1\nkind: Backend\nmetadata: {name: b}\nspec:\n  ${lines}\n`;
}

const forms: readonly (readonly [string, string, unknown])[] = [
  [
    "the code's fqdn",
    'endpoints: [{fqdn: {hostname: api.example.com, port: 443}}]',
    { kind: 'fqdn', hostname: 'api.example.com', port: 443, at: 'spec.endpoints[0].fqdn.hostname' },
  ],
  [
    "the guide's fqdn",
    'endpoints: [{fqdn: api.example.com, port: 443}]',
    { kind: 'fqdn', hostname: 'api.example.com', port: 443, at: 'spec.endpoints[0].fqdn' },
  ],
  [
    "the guide's fqdn with its protocol",
    'endpoints: [{fqdn: api.example.com, port: 443, protocol: HTTPS}]',
    {
      kind: 'fqdn',
      hostname: 'api.example.com',
      port: 443,
      at: 'spec.endpoints[0].fqdn',
      protocol: { protocol: 'https', at: 'spec.endpoints[0].protocol' },
    },
  ],
  [
    "the code's object with the guide's port",
    'endpoints: [{fqdn: {hostname: api.example.com}, port: 443}]',
    { kind: 'fqdn', hostname: 'api.example.com', port: 443, at: 'spec.endpoints[0].fqdn.hostname' },
  ],
  [
    'a name in mixed case with a final dot',
    'endpoints: [{fqdn: {hostname: API.Example.com., port: 443}}]',
    { kind: 'fqdn', hostname: 'api.example.com.', port: 443, at: 'spec.endpoints[0].fqdn.hostname' },
  ],
  [
    "the code's ip",
    'endpoints: [{ip: {address: 192.0.2.1, port: 8080}, hostname: web.example.com, zone: west}]',
    {
      kind: 'ip',
      address: '192.0.2.1',
      port: 8080,
      at: 'spec.endpoints[0].ip.address',
      serverName: 'web.example.com',
      zone: 'west',
    },
  ],
  [
    "the guide's ip",
    'endpoints: [{ip: "2001:db8::1", port: 8080}]',
    { kind: 'ip', address: '2001:db8::1', port: 8080, at: 'spec.endpoints[0].ip' },
  ],
  [
    "the code's unix",
    'endpoints: [{unix: {path: /run/app.sock}}]',
    { kind: 'unix', path: '/run/app.sock', at: 'spec.endpoints[0].unix.path' },
  ],
  [
    "the guide's unix",
    'endpoints: [{unix: /run/app.sock}]',
    { kind: 'unix', path: '/run/app.sock', at: 'spec.endpoints[0].unix' },
  ],
  [
    'a service of DNS',
    'endpoints: [{srv: {name: _HTTP._tcp.Example.com.}, zone: west}]',
    { kind: 'srv', name: '_http._tcp.example.com', at: 'spec.endpoints[0].srv.name', zone: 'west' },
  ],
  [
    'a service of a catalogue, flat',
    'endpoints: [{srv: web.service.consul}]',
    { kind: 'srv', name: 'web.service.consul', at: 'spec.endpoints[0].srv' },
  ],
  [
    "the design document's socket address",
    'addresses: [{socketAddress: {address: 192.0.2.1, port: 3000}}]',
    { kind: 'ip', address: '192.0.2.1', port: 3000, at: 'spec.addresses[0].socketAddress.address' },
  ],
  [
    "the design document's socket address with a name",
    'addresses: [{socketAddress: {address: web.example.com, port: 3000}}]',
    { kind: 'fqdn', hostname: 'web.example.com', port: 3000, at: 'spec.addresses[0].socketAddress.address' },
  ],
  [
    "the design document's socket",
    'addresses: [{unixDomainSocketAddress: {path: /run/app.sock}, applicationProtocol: HTTP2}]',
    {
      kind: 'unix',
      path: '/run/app.sock',
      at: 'spec.addresses[0].unixDomainSocketAddress.path',
      protocol: { protocol: 'h2c', at: 'spec.addresses[0].applicationProtocol' },
    },
  ],
];

for (const [name, spec, endpoint] of forms) {
  test(`${name} is read`, () => {
    assert.deepEqual(specOf(backend, backendWith(spec)), {
      type: 'Endpoints',
      endpoints: [endpoint],
      appProtocols: [],
      fallback: false,
    });
  });
}

test('kinds of address mix in one Backend, and forms do too', () => {
  const spec = specOf(
    backend,
    backendWith(`
endpoints:
- fqdn: main.example.com
  port: 443
- ip: {address: 192.0.2.1, port: 8080}
- unix: /run/a.sock
addresses:
- socketAddress: {address: 192.0.2.2, port: 8080}
`),
  );
  assert.deepEqual(
    spec.endpoints.map(({ kind, at }) => [kind, at]),
    [
      ['fqdn', 'spec.endpoints[0].fqdn'],
      ['ip', 'spec.endpoints[1].ip.address'],
      ['unix', 'spec.endpoints[2].unix'],
      ['ip', 'spec.addresses[0].socketAddress.address'],
    ],
  );
});

test('the protocol is said by a list, by a word, in any case, and by the names of Kubernetes', () => {
  const names: readonly (readonly [string, string])[] = [
    ['gateway.envoyproxy.io/h2c', 'h2c'],
    ['gateway.envoyproxy.io/ws', 'ws'],
    ['gateway.envoyproxy.io/wss', 'ws'],
    ['kubernetes.io/h2c', 'h2c'],
    ['kubernetes.io/ws', 'ws'],
    ['kubernetes.io/wss', 'ws'],
    ['wss', 'wss'],
    ['http', 'http'],
    ['HTTPS', 'https'],
    ['H2C', 'h2c'],
    ['h2', 'h2'],
    ['HTTP2', 'h2c'],
    ['gRPC', 'grpc'],
    ['grpcs', 'grpcs'],
    ['tcp', 'tcp'],
    ['UDP', 'udp'],
  ];
  for (const [written, protocol] of names) {
    const one = specOf(backend, backendWith(`appProtocol: ${written}\nendpoints: [{unix: /a}]`));
    assert.deepEqual(one.appProtocols, [{ protocol, at: 'spec.appProtocol' }]);
    const list = specOf(backend, backendWith(`appProtocols: [${written}]\nendpoints: [{unix: /a}]`));
    assert.deepEqual(list.appProtocols, [{ protocol, at: 'spec.appProtocols[0]' }]);
  }
});

test('WebSockets beside HTTP/2 ask for HTTP/1.1', () => {
  const list = 'appProtocols: [gateway.envoyproxy.io/h2c, gateway.envoyproxy.io/wss]';
  assert.deepEqual(specOf(backend, backendWith(`${list}\nendpoints: [{unix: /a}]`)).appProtocols, [
    { protocol: 'ws', at: 'spec.appProtocols[1]' },
  ]);
});

test("the code's fallback is a property of the Backend, the guide's names another", () => {
  const endpoints = 'endpoints: [{unix: /a}]';
  assert.equal(specOf(backend, backendWith(`${endpoints}\nfallback: true`)).fallback, true);
  const spec = specOf(
    backend,
    backendWith(`${endpoints}\nfallback: {backendRef: {name: calm, namespace: ops, port: 8080}}`),
  );
  assert.equal(spec.fallback, false);
  assert.deepEqual(spec.fallbackRef, {
    group: '',
    kind: 'Service',
    name: 'calm',
    namespace: 'ops',
    port: 8080,
    at: 'spec.fallback.backendRef',
  });
});

test('TLS is read with its defaults', () => {
  const tls = `{caCertificateRefs: [{group: "", kind: ConfigMap, name: ca}], sni: a.b, minVersion: "1.2", alpnProtocols: []}`;
  assert.deepEqual(specOf(backend, backendWith(`endpoints: [{unix: /a}]\ntls: ${tls}`)).tls, {
    caCertificateRefs: [{ group: '', kind: 'ConfigMap', name: 'ca' }],
    insecureSkipVerify: false,
    sni: 'a.b',
    autoSNIFromEndpointHostname: false,
    minVersion: '1.2',
    ciphers: [],
    ecdhCurves: [],
    signatureAlgorithms: [],
    alpnProtocols: [],
  });
});

test('a dynamic resolver has no endpoints', () => {
  assert.deepEqual(specOf(backend, backendWith('type: DynamicResolver')), {
    type: 'DynamicResolver',
    endpoints: [],
    appProtocols: [],
    fallback: false,
  });
});

test('a port beside a socket has no effect, and says so', () => {
  const decoded = decodeYaml(backendWith('endpoints: [{unix: /a, port: 80}]'));
  assert.deepEqual(said(decoded), [
    'warning spec.endpoints[0].port: has no effect: a unix socket has no port',
  ]);
  assert.ok(decoded.resource);
});

test('addresses that may not be reached are read: whether they may is decided for the gateway that asks', () => {
  for (const address of ['127.0.0.1', '0.0.0.0', '169.254.169.254', '"::1"']) {
    specOf(backend, backendWith(`endpoints: [{ip: ${address}, port: 1}]`));
  }
  specOf(backend, backendWith('endpoints: [{fqdn: localhost, port: 1}]'));
});

const first = 'error spec.endpoints[0]';
const mistakes: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'no endpoint',
    'type: Endpoints',
    ['error spec.endpoints: must have at least one endpoint where the type is Endpoints'],
  ],
  [
    'an empty list',
    'endpoints: []',
    ['error spec.endpoints: must have at least one endpoint where the type is Endpoints'],
  ],
  [
    'an endpoint without address',
    'endpoints: [{port: 80}]',
    [
      `${first}: must have exactly one of fqdn, ip, unix and srv, but has none; write one endpoint for each address`,
    ],
  ],
  [
    'an endpoint of two addresses',
    'endpoints: [{fqdn: a.b, unix: /a, port: 80}]',
    [
      `${first}: must have exactly one of fqdn, ip, unix and srv, but has fqdn and unix; write one endpoint for each address`,
    ],
  ],
  ['a flat address without port', 'endpoints: [{ip: 192.0.2.1}]', [`${first}.port: is required`]],
  ['an address without port', 'endpoints: [{ip: {address: 192.0.2.1}}]', [`${first}.ip.port: is required`]],
  [
    'two ports',
    'endpoints: [{ip: {address: 192.0.2.1, port: 1}, port: 2}]',
    [`${first}.port: must be left out, as ip.port is given too`],
  ],
  ['port 0', 'endpoints: [{ip: 192.0.2.1, port: 0}]', [`${first}.port: must be from 1 to 65535, but is 0`]],
  [
    'a port in quotes',
    'endpoints: [{fqdn: {hostname: a.b, port: "80"}}]',
    [`${first}.fqdn.port: must be a whole number, but is the text "80"; write it without quotes`],
  ],
  [
    'a name for an address',
    'endpoints: [{ip: web.example.com, port: 1}]',
    [
      `${first}.ip: must be an IPv4 or IPv6 address without port or zone, but is "web.example.com"; a name belongs into fqdn`,
    ],
  ],
  [
    'an address with a zone',
    'endpoints: [{ip: "fe80::1%eth0", port: 1}]',
    [
      `${first}.ip: must be an IPv4 or IPv6 address without port or zone, but is "fe80::1%eth0"; a name belongs into fqdn`,
    ],
  ],
  [
    'a URL for a name',
    'endpoints: [{fqdn: "https://a.b", port: 1}]',
    [
      `${first}.fqdn: must be a host name such as api.example.com, without port or scheme, but is "https://a.b"`,
    ],
  ],
  [
    'a relative path',
    'endpoints: [{unix: run/a.sock}]',
    [`${first}.unix: must be an absolute path, but is "run/a.sock"`],
  ],
  [
    'a path beyond the system',
    `endpoints: [{unix: {path: /${'a'.repeat(107)}}}]`,
    [`${first}.unix.path: must have at most 107 bytes, as the system asks of a socket's path, but has 108`],
  ],
  [
    'a path beyond the system in bytes',
    `endpoints: [{unix: /${'ü'.repeat(54)}}]`,
    [`${first}.unix: must have at most 107 bytes, as the system asks of a socket's path, but has 109`],
  ],
  ['a path with NUL', 'endpoints: [{unix: "/a\\0b"}]', [`${first}.unix: must not hold a NUL character`]],
  [
    'an unknown protocol',
    'endpoints: [{unix: /a, protocol: SPDY}]',
    [
      `${first}.protocol: must be one of http, https, h2c, h2, grpc, grpcs, ws, wss, tcp, udp, http2, gateway.envoyproxy.io/h2c, gateway.envoyproxy.io/ws, gateway.envoyproxy.io/wss, kubernetes.io/h2c, kubernetes.io/ws, kubernetes.io/wss, but is "SPDY"`,
    ],
  ],
  [
    'a design address without address',
    'addresses: [{}]',
    [
      'error spec.addresses[0]: must have exactly one of socketAddress and unixDomainSocketAddress, but has none',
    ],
  ],
  [
    'a dynamic resolver with endpoints',
    'type: DynamicResolver\nendpoints: [{unix: /a}]',
    ['error spec.endpoints: must be left out where the type is DynamicResolver'],
  ],
  [
    'a dynamic resolver with SNI of its endpoints',
    'type: DynamicResolver\ntls: {autoSNIFromEndpointHostname: true}',
    ['error spec.tls.autoSNIFromEndpointHostname: must not be true where the type is DynamicResolver'],
  ],
  [
    'SNI of endpoints that have no name',
    'endpoints: [{ip: 192.0.2.1, port: 1}, {fqdn: a.b, port: 1}]\ntls: {autoSNIFromEndpointHostname: true}',
    [`${first}.hostname: is required where tls.autoSNIFromEndpointHostname is true`],
  ],
  [
    'two sources of SNI',
    'endpoints: [{fqdn: a.b, port: 1}]\ntls: {autoSNIFromEndpointHostname: true, sni: a.b}',
    ['error spec.tls.sni: must be left out where autoSNIFromEndpointHostname is true'],
  ],
  [
    'two sources of trust',
    'endpoints: [{unix: /a}]\ntls: {wellKnownCACertificates: System, caCertificateRefs: [{group: "", kind: Secret, name: a}]}',
    ['error spec.tls.wellKnownCACertificates: must be left out where caCertificateRefs are given'],
  ],
  [
    'trust that nothing is verified against',
    'endpoints: [{unix: /a}]\ntls: {wellKnownCACertificates: System, insecureSkipVerify: true}',
    [
      'error spec.tls.insecureSkipVerify: must not be true where certificates to trust are given: nothing would be verified against them',
    ],
  ],
  [
    'versions the wrong way round',
    'endpoints: [{unix: /a}]\ntls: {minVersion: "1.3", maxVersion: "1.2"}',
    ['error spec.tls.maxVersion: must not be below minVersion, which is 1.3'],
  ],
  [
    'a maximum below the default minimum',
    'endpoints: [{unix: /a}]\ntls: {maxVersion: "1.1"}',
    ['error spec.tls.maxVersion: must not be below minVersion, which is 1.2'],
  ],
  [
    'a version that YAML takes for a number',
    'endpoints: [{unix: /a}]\ntls: {minVersion: 1.2}',
    [
      'error spec.tls.minVersion: must be one of Auto, 1.0, 1.1, 1.2, 1.3, but is the number 1.2; put it in quotes',
    ],
  ],
  [
    'ciphers without choice',
    'endpoints: [{unix: /a}]\ntls: {minVersion: "1.3", ciphers: [AES128-SHA]}',
    ['error spec.tls.ciphers: must be left out where minVersion is 1.3, which has no choice of ciphers'],
  ],
  [
    'too many endpoints',
    `endpoints: [${Array(257).fill('{unix: /a}').join(', ')}]`,
    ['error spec.endpoints: must have at most 256 items, but has 257'],
  ],
];

for (const [name, spec, expected] of mistakes) {
  test(`${name} is refused with a reason`, () => {
    const decoded = decodeYaml(backendWith(spec));
    assert.deepEqual(said(decoded), expected);
    assert.equal(decoded.resource, undefined);
  });
}
