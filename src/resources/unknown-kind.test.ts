import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeYaml, said } from './decode-yaml.ts';
import { kinds } from './kinds.ts';
import { insteadOf } from './unread-kinds.ts';

const unread: readonly (readonly [string, string])[] = [
  [
    '{apiVersion: networking.istio.io/v1beta1, kind: Sidecar, metadata: {name: a}}',
    'warning kind: is not read here, so the object is ignored: networking.istio.io/v1beta1 Sidecar; reachableBackends of a Dataplane of Kuma says what a sidecar is told of',
  ],
  [
    '{apiVersion: gateway.solo.io/v1, kind: VirtualService, metadata: {name: a}}',
    'warning kind: is not read here, so the object is ignored: gateway.solo.io/v1 VirtualService; write an HTTPRoute of gateway.networking.k8s.io/v1: see docs/guides/from-gloo.md',
  ],
  [
    '{type: TrafficPermission, mesh: default, name: a}',
    'warning type: is not read here, so the object is ignored: TrafficPermission; it keeps nobody out; a MeshTrafficPermission of kuma.io/v1alpha1 does',
  ],
];
for (const [text, message] of unread) {
  test(`of a kind that others have, and that is not read, it is said what to do instead: ${text}`, () =>
    assert.deepEqual(said(decodeYaml(text)), [message]));
}

test('no kind that is read is said to be written otherwise', () => {
  for (const { group, kind } of kinds) assert.equal(insteadOf(group, kind), undefined, kind);
});
