import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expandList } from './list.ts';

const item = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' } };

test('a List is its items, each with its own kind', () => {
  assert.deepEqual(expandList({ apiVersion: 'v1', kind: 'List', items: [item, 5] }), [item, 5]);
});

test('the items of a typed list are of its kind where they do not say', () => {
  const bare = { metadata: { name: 'a' } };
  const list = { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRouteList', items: [bare, null] };
  assert.deepEqual(expandList(list), [
    { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute', ...bare },
    null,
  ]);
});

test('anything else is itself', () => {
  for (const object of [item, { kind: 'List' }, { kind: 'HTTPRouteList', items: {} }, null, 'List', [item]]) {
    assert.deepEqual(expandList(object), [object]);
  }
});
