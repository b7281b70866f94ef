import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import { mergePatch, strategicMerge } from './merge-patch.ts';

test('a JSON merge patch changes what it names, removes what it says is null, and replaces lists', () => {
  const value = { a: 1, b: { c: 2, d: 3 }, e: [1, 2], containers: [{ name: 'a' }] };
  assert.deepEqual(mergePatch(value, { b: { c: null, f: 4 }, e: [3], containers: [{ name: 'b' }] }), {
    a: 1,
    b: { d: 3, f: 4 },
    e: [3],
    containers: [{ name: 'b' }],
  });
});

describe('a strategic merge patch', () => {
  it('merges members of lists by the key that Kubernetes has for each, and adds others', () => {
    const pod = {
      containers: [
        {
          name: 'envoy',
          args: ['x'],
          env: [{ name: 'A', value: '1' }],
          ports: [{ name: 'metrics', containerPort: 19001 }],
          volumeMounts: [{ name: 'temporary', mountPath: '/tmp' }],
        },
      ],
      tolerations: [{ key: 'a' }],
    };
    const patch = {
      containers: [
        {
          name: 'envoy',
          env: [{ name: 'B', value: '2' }],
          ports: [{ containerPort: 19001, protocol: 'TCP' }],
          volumeMounts: [{ name: 'temporary', mountPath: '/var/log' }],
        },
        { name: 'log' },
      ],
      tolerations: [{ key: 'b' }],
    };
    assert.deepEqual(strategicMerge(pod, patch), {
      containers: [
        {
          name: 'envoy',
          args: ['x'],
          env: [
            { name: 'A', value: '1' },
            { name: 'B', value: '2' },
          ],
          ports: [{ name: 'metrics', containerPort: 19001, protocol: 'TCP' }],
          volumeMounts: [
            { name: 'temporary', mountPath: '/tmp' },
            { name: 'temporary', mountPath: '/var/log' },
          ],
        },
        { name: 'log' },
      ],
      tolerations: [{ key: 'b' }],
    });
  });

  it('knows ports of a Service by their number', () => {
    const ports = [
      { name: 'tcp-80', port: 80 },
      { name: 'tcp-443', port: 443 },
    ];
    assert.deepEqual(strategicMerge({ ports }, { ports: [{ port: 80, nodePort: 30080 }] }), {
      ports: [
        { name: 'tcp-80', port: 80, nodePort: 30080 },
        { name: 'tcp-443', port: 443 },
      ],
    });
  });

  it('deletes and replaces where it says so', () => {
    const value = { env: [{ name: 'A' }, { name: 'B' }], affinity: { a: 1 }, limits: { cpu: 1 } };
    const patch = {
      env: [{ name: 'A', $patch: 'delete' }],
      affinity: { $patch: 'delete' },
      limits: { memory: 2, $patch: 'replace' },
    };
    assert.deepEqual(strategicMerge(value, patch), { env: [{ name: 'B' }], limits: { memory: 2 } });
    assert.deepEqual(strategicMerge(value, { env: [{ name: 'C' }, { $patch: 'replace' }] }), {
      ...value,
      env: [{ name: 'C' }],
    });
  });
});
