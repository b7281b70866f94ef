import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mistakesIn, specOf } from '../decode-yaml.ts';
import { externalService } from './external-service.ts';

const service = (address: string, more = '', tags = '{kuma.io/service: bank, kuma.io/protocol: http}') =>
  `{type: ExternalService, mesh: default, name: bank, tags: ${tags}, networking: {address: "${address}"${more}}}`;

test('an address is a host and a port', () => {
  assert.deepEqual(specOf(externalService, service('Bank.example:443', ', tls: {enabled: true}')), {
    protocol: 'http',
    tags: { 'kuma.io/service': 'bank', 'kuma.io/protocol': 'http' },
    networking: {
      address: { kind: 'fqdn', hostname: 'bank.example', port: 443, at: 'networking.address' },
      tls: { enabled: true, allowRenegotiation: false, skipHostnameVerification: false },
    },
  });
  assert.deepEqual(specOf(externalService, service('[fd00::1]:80')).networking.address, {
    kind: 'ip',
    address: 'fd00::1',
    port: 80,
    at: 'networking.address',
  });
});

const mistakes: readonly (readonly [string, string, readonly string[]])[] = [
  ...['bank.example', 'bank.example:0', 'bank.example:70000', 'fd00::1:80', '[bank.example]:80', ':443'].map(
    (address): [string, string, readonly string[]] => [
      `the address ${address}`,
      service(address),
      [
        `error networking.address: must be a host name or an IP address, and a port, such as api.example.com:443, but is "${address}"`,
      ],
    ],
  ),
  [
    'tags without a service',
    service('bank.example:443', '', '{a: b}'),
    ['error tags["kuma.io/service"]: is required'],
  ],
  [
    'a protocol that nobody knows',
    service('bank.example:443', '', '{kuma.io/service: bank, kuma.io/protocol: smtp}'),
    ['error tags["kuma.io/protocol"]: must be one of http, http2, grpc, tcp, kafka, mysql, but is "smtp"'],
  ],
  [
    'a certificate without its key',
    service('bank.example:443', ', tls: {clientCert: {secret: a}}'),
    ['error networking.tls.clientKey: is required beside the other'],
  ],
];

for (const [name, text, expected] of mistakes) {
  test(`${name}: said with its field and its reason`, () => assert.deepEqual(mistakesIn(text), expected));
}
