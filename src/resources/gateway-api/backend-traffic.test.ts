import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeYaml, said } from '../decode-yaml.ts';

const target = '{group: gateway.envoyproxy.io, kind: Backend, name: shop}';
const policy = (type: string, spec: string) =>
  `{apiVersion: ${type}, metadata: {name: p}, spec: {targetRefs: [${target}], ${spec}}}`;
const newer = 'gateway.networking.x-k8s.io/v1alpha1, kind: XBackendTrafficPolicy';
const older = 'gateway.networking.k8s.io/v1alpha2, kind: BackendLBPolicy';

test('how many retries there may be is read with its defaults', () => {
  const { resource, findings } = decodeYaml(policy(newer, 'retryConstraint: {}'));
  assert.deepEqual(findings, []);
  assert.ok(resource?.id === 'gateway-api/XBackendTrafficPolicy');
  assert.deepEqual(resource.spec.retryConstraint, {
    budget: { percent: 20 },
    minRetryRate: { count: 10, interval: 1000 },
  });
});

for (const type of [newer, older]) {
  test(`with which endpoint a client stays is read of ${type}`, () => {
    const { resource, findings } = decodeYaml(policy(type, 'sessionPersistence: {sessionName: shop}'));
    assert.deepEqual(findings, []);
    assert.ok(resource !== undefined && 'sessionPersistence' in resource.spec);
    assert.deepEqual(resource.spec.sessionPersistence, {
      type: 'Cookie',
      name: 'shop',
      path: '/',
      lifetimeType: 'Session',
    });
  });
}

test('what the older form never had is a field that is not known', () => {
  assert.deepEqual(said(decodeYaml(policy(older, 'retryConstraint: {}'))).length, 1);
  assert.deepEqual(said(decodeYaml(policy(newer, 'retryConstraint: {budget: {percent: 101}}'))), [
    'error spec.retryConstraint.budget.percent: must be from 0 to 100, but is 101',
  ]);
});
