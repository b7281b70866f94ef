import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mistakesIn, specOf } from '../decode-yaml.ts';
import { meshTrust } from './mesh-trust.ts';

const trust = (bundle: string, domain = 'mesh.local') =>
  `{type: MeshTrust, mesh: default, name: own, spec: {trustDomain: ${domain}, origin: {kri: a}, caBundles: [${bundle}]}}`;
const certificate = '-----BEGIN CERTIFICATE-----';

test('certificates are kept as they are written', () => {
  assert.deepEqual(specOf(meshTrust, trust(`{type: Pem, pem: {value: "${certificate}"}}`)), {
    trustDomain: 'mesh.local',
    roots: [certificate],
  });
});

const mistakes: readonly (readonly [string, string, readonly string[]])[] = [
  ['no certificate at all', trust(''), ['error spec.caBundles: must have at least one item']],
  [
    'no certificate in a bundle',
    trust('{type: Pem}'),
    ['error spec.caBundles[0].pem: is required where the type is Pem'],
  ],
  [
    'something else',
    trust('{type: Pem, pem: {value: hunter2}}'),
    ['error spec.caBundles[0].pem.value: must be certificates in PEM, and no key'],
  ],
  [
    'a key beside the certificate',
    trust(`{type: Pem, pem: {value: "${certificate} -----BEGIN EC PRIVATE KEY-----"}}`),
    ['error spec.caBundles[0].pem.value: must be certificates alone; a key does not belong here'],
  ],
  [
    'a trust domain that is a URI',
    trust(`{type: Pem, pem: {value: "${certificate}"}}`, '"spiffe://mesh.local"'),
    [
      'error spec.trustDomain: must be a trust domain: lower-case letters, digits, ".", "-" and "_", but is "spiffe://mesh.local"',
    ],
  ],
];

for (const [name, text, expected] of mistakes) {
  test(`${name}: said with its field and its reason`, () => assert.deepEqual(mistakesIn(text), expected));
}
