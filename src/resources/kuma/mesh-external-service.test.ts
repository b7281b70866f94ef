import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mistakesIn, specOf } from '../decode-yaml.ts';
import { meshExternalService } from './mesh-external-service.ts';

const service = (spec: string) =>
  `{type: MeshExternalService, mesh: default, name: bank, spec: {match: {port: 443}, ${spec}}}`;

test('endpoints are addresses, names and sockets, each with its priority', () => {
  const spec = specOf(
    meshExternalService,
    service(`endpoints: [{address: Bank.example, port: 443}, {address: fd00::1, port: 80, priority: 2},
      {address: "unix:///run/bank.sock"}], status: {}`).replace(', status: {}', ''),
  );
  assert.deepEqual(spec, {
    match: { type: 'HostnameGenerator', port: 443, protocol: 'tcp' },
    endpoints: [
      { kind: 'fqdn', hostname: 'bank.example', at: 'spec.endpoints[0].address', port: 443, priority: 0 },
      { kind: 'ip', address: 'fd00::1', at: 'spec.endpoints[1].address', port: 80, priority: 2 },
      { kind: 'unix', path: '/run/bank.sock', at: 'spec.endpoints[2].address', priority: 0 },
    ],
    status: { vips: [], addresses: [] },
  });
});

test('over TLS it is made sure who answers, unless somebody says otherwise', () => {
  assert.deepEqual(
    specOf(meshExternalService, service('endpoints: [{address: a.example, port: 1}], tls: {enabled: true}'))
      .tls,
    {
      enabled: true,
      allowRenegotiation: false,
      version: { min: 'TLSAuto', max: 'TLSAuto' },
      verification: { mode: 'Secured', subjectAltNames: [] },
    },
  );
});

test('the address that another control plane gave it is kept', () => {
  assert.deepEqual(
    specOf(
      meshExternalService,
      `{type: MeshExternalService, name: bank, spec: {match: {port: 443}, endpoints: [{address: 10.0.0.1, port: 1}]},
        status: {vip: {ip: 242.0.0.1}, addresses: [{hostname: bank.extsvc.mesh.local}]}}`,
    ).status,
    { vips: [{ ip: '242.0.0.1' }], addresses: [{ hostname: 'bank.extsvc.mesh.local' }] },
  );
});

const some = 'endpoints: [{address: 10.0.0.1, port: 1}]';
const mistakes: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'an address without a port, and a socket with one',
    service('endpoints: [{address: 10.0.0.1}, {address: a.example}, {address: "unix:///a", port: 1}]'),
    [
      'error spec.endpoints[0].port: is required where the address is an IP address or a host name',
      'error spec.endpoints[1].port: is required where the address is an IP address or a host name',
      'error spec.endpoints[2].port: must not be there where the address is a unix socket',
    ],
  ],
  [
    'an address that is none',
    service('endpoints: [{address: "http://a.example", port: 1}, {address: "unix://a"}]'),
    [
      'error spec.endpoints[0].address: must be a host name such as api.example.com, without port or scheme, but is "http://a.example"',
      'error spec.endpoints[1].address: must be an absolute path, but is "a"',
    ],
  ],
  [
    'a priority out of range',
    service('endpoints: [{address: 10.0.0.1, port: 1, priority: 129}]'),
    ['error spec.endpoints[0].priority: must be from 0 to 128, but is 129'],
  ],
  ['no endpoint', service('endpoints: []'), ['warning spec.endpoints: are none, so that nobody answers']],
  [
    'a protocol that it cannot speak',
    service(`${some}`).replace('port: 443', 'port: 443, protocol: kafka'),
    ['error spec.match.protocol: must be one of tcp, grpc, http, http2, but is "kafka"'],
  ],
  [
    'versions of TLS out of order',
    service(`${some}, tls: {version: {min: TLS13, max: TLS12}}`),
    ['error spec.tls.version.max: must not be below min, which is TLS13'],
  ],
  [
    'half a pair of certificate and key',
    service(`${some}, tls: {verification: {clientCert: {secret: a}}}`),
    ['error spec.tls.verification.clientKey: is required beside clientCert'],
  ],
  [
    'a key in a file, which a mesh cannot ask of its control plane',
    service(`${some}, tls: {verification: {clientCert: {secret: a}, clientKey: {file: /etc/shadow}}}`),
    [
      'error spec.tls.verification.clientKey: must have one of secret, inline, inlineString',
      'warning spec.tls.verification.clientKey.file: is not a field that is known here, so it is ignored',
    ],
  ],
];

for (const [name, text, expected] of mistakes) {
  test(`${name}: said with its field and its reason`, () =>
    assert.deepEqual(mistakesIn(text).toSorted(), expected.toSorted()));
}
