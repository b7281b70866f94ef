import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFault } from '#lib/fault.ts';
import { resourceKey } from '#lib/resource-ref.ts';
import { lawKey, sourceLaws } from '../laws.ts';
import { createMemoryObjects } from './memory-objects.ts';

sourceLaws(
  'createMemoryObjects',
  async () => {
    const objects = createMemoryObjects();
    return {
      open: () => objects.source(),
      put: async object => {
        objects.put({ ...object });
      },
      remove: async (name, kind) => objects.remove(lawKey(name, kind)),
      statusOf: async name => objects.statusOf(lawKey(name, 'Backend')),
      dispose: async () => {},
    };
  },
  { refusesBroken: true },
);

test('an object that cannot be used is refused with its reasons, and the one before stays', () => {
  const objects = createMemoryObjects();
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { x: '1' } };
  const key = objects.put(object);
  assert.throws(
    () => objects.put({ ...object, data: 7 }),
    error => isFault(error) && error.code === 'input' && /data must be a map/.test(error.message),
  );
  assert.deepEqual(objects.source().written(key), object);
  assert.equal(
    key,
    resourceKey({ group: '', kind: 'ConfigMap', zone: 'local', namespace: 'default', name: 'a' }),
  );
});
