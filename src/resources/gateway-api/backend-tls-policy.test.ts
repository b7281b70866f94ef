import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeResource } from '../decode.ts';

const policy = (spec: object) => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'BackendTLSPolicy',
  metadata: { name: 'shop', namespace: 'default' },
  spec,
});
const target = { group: '', kind: 'Service', name: 'shop', sectionName: 'https' };
const roots = { wellKnownCACertificates: 'System', hostname: 'shop.example' };

test('a policy is read with its target, whom it believes, and as what', () => {
  const { resource, findings } = decodeResource(
    policy({
      targetRefs: [target],
      validation: { ...roots, subjectAltNames: [{ type: 'URI', uri: 'spiffe://example/shop' }] },
    }),
  );
  assert.deepEqual(findings, []);
  assert.deepEqual(resource?.spec, {
    targets: [{ ...target, at: 'spec.targetRefs[0]' }],
    selectors: [],
    merges: false,
    validation: {
      caCertificateRefs: [],
      wellKnownCACertificates: 'System',
      hostname: 'shop.example',
      subjectAltNames: [{ type: 'URI', uri: 'spiffe://example/shop' }],
    },
  });
});

const mistakes: readonly [string, object, string][] = [
  ['nobody to believe', { hostname: 'a.example' }, 'spec.validation.caCertificateRefs'],
  [
    'two answers to whom to believe',
    { ...roots, caCertificateRefs: [{ group: '', kind: 'ConfigMap', name: 'roots' }] },
    'spec.validation.wellKnownCACertificates',
  ],
  ['no name', { wellKnownCACertificates: 'System' }, 'spec.validation.hostname'],
  ['an address for a name', { ...roots, hostname: '10.0.0.1' }, 'spec.validation.hostname'],
  [
    'a URI where a host name is meant',
    { ...roots, subjectAltNames: [{ type: 'Hostname', uri: 'spiffe://example/shop' }] },
    'spec.validation.subjectAltNames[0].hostname',
  ],
];

for (const [what, validation, path] of mistakes) {
  test(`${what} is a mistake, told with its path`, () => {
    const { resource, findings } = decodeResource(policy({ targetRefs: [target], validation }));
    assert.equal(resource, undefined);
    assert.equal(findings[0]?.path, path);
  });
}
