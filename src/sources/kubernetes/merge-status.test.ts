import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mergeStatus } from './merge-status.ts';

const ours = 'example.com/ours';
const theirs = 'example.com/theirs';
const [then, now] = ['2026-01-01T00:00:00Z', '2026-02-02T00:00:00Z'];

function condition(type: string, status: string, lastTransitionTime: string) {
  return { type, status, reason: type, message: '', lastTransitionTime };
}

function parent(name: string, controllerName: string, ...conditions: readonly unknown[]) {
  return { parentRef: { name }, controllerName, conditions };
}

test('what others say of their parents stays, and what we said of a parent that is gone goes', () => {
  const foreign = parent('a', theirs, condition('Accepted', 'False', then));
  const current = { parents: [parent('gone', ours), foreign] };
  const wanted = { parents: [parent('b', ours, condition('Accepted', 'True', now))] };
  assert.deepEqual(mergeStatus(current, wanted, ours, undefined), {
    status: { parents: [foreign, ...wanted.parents] },
    isShared: true,
  });
  assert.deepEqual(mergeStatus(current, { parents: [] }, ours, undefined)?.status, { parents: [foreign] });
});

test('where nothing of ours is there, and nothing is wanted, nothing is written', () => {
  assert.equal(mergeStatus({}, { parents: [] }, ours, undefined), undefined);
  assert.equal(mergeStatus({ parents: [parent('a', theirs)] }, { parents: [] }, ours, undefined), undefined);
});

test('a time alone is not written, and a condition that is as it was keeps its time beside one that is not', () => {
  const current = {
    conditions: [condition('Accepted', 'True', then), condition('Programmed', 'False', then)],
  };
  const later = { conditions: current.conditions.map(one => ({ ...one, lastTransitionTime: now })) };
  assert.equal(mergeStatus(current, later, ours, undefined), undefined);
  const changed = { conditions: [condition('Accepted', 'True', now), condition('Programmed', 'True', now)] };
  assert.deepEqual(mergeStatus(current, changed, ours, undefined)?.status, {
    conditions: [condition('Accepted', 'True', then), condition('Programmed', 'True', now)],
  });
});

test('conditions of others are no reason to write, those of ours that we no longer say are', () => {
  const current = { conditions: [condition('Accepted', 'True', then), condition('Other', 'True', then)] };
  const wanted = { conditions: [condition('Accepted', 'True', now)] };
  const owned = (...types: readonly string[]) => ({
    'f:status': {
      'f:conditions': Object.fromEntries(
        types.map(type => [`k:{"type":"${type}"}`, { '.': {}, 'f:type': {} }]),
      ),
    },
  });
  assert.equal(mergeStatus(current, wanted, ours, owned('Accepted')), undefined);
  assert.deepEqual(mergeStatus(current, wanted, ours, owned('Accepted', 'Other'))?.status, {
    conditions: [condition('Accepted', 'True', then)],
  });
});

test('lists without names are compared item by item', () => {
  const addresses = (...values: readonly string[]) => ({
    addresses: values.map(value => ({ type: 'IPAddress', value })),
  });
  assert.equal(mergeStatus(addresses('1', '2'), addresses('1', '2'), ours, undefined), undefined);
  assert.ok(mergeStatus(addresses('1', '2'), addresses('2', '1'), ours, undefined) !== undefined);
  assert.ok(mergeStatus(addresses('1'), addresses(), ours, undefined) !== undefined);
});
