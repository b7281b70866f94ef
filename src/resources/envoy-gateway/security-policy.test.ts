import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeResource } from '../decode.ts';

const policy = (spec: object) => ({
  apiVersion: 'gateway.envoyproxy.io/v1alpha1',
  kind: 'SecurityPolicy',
  metadata: { name: 'members', namespace: 'default' },
  spec,
});
const route = { group: 'gateway.networking.k8s.io', kind: 'HTTPRoute' };

test('targets are read in each form: one, several, and by labels', () => {
  const { resource, findings } = decodeResource(
    policy({
      targetRef: { ...route, name: 'a' },
      targetRefs: [{ ...route, name: 'b', sectionName: 'first' }],
      targetSelectors: [{ kind: 'HTTPRoute', matchLabels: { members: 'only' } }],
      oidc: { provider: { issuer: 'https://example.com' } },
    }),
  );
  assert.deepEqual(findings, []);
  assert.deepEqual(resource?.spec, {
    targets: [
      { ...route, name: 'a', at: 'spec.targetRef' },
      { ...route, name: 'b', sectionName: 'first', at: 'spec.targetRefs[0]' },
    ],
    selectors: [{ ...route, matchLabels: { members: 'only' }, matchExpressions: [] }],
    merges: false,
    oidc: true,
  });
});

test('a target without a name is a mistake, told with its path', () => {
  const { resource, findings } = decodeResource(policy({ targetRefs: [route] }));
  assert.equal(resource, undefined);
  assert.deepEqual(
    findings.map(f => f.path),
    ['spec.targetRefs[0].name'],
  );
});
