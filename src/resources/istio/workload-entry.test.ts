import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeYaml, said, specOf } from '../decode-yaml.ts';
import { workloadEntry } from './workload-entry.ts';

function entryWith(spec: string): string {
  return `apiVersion: networking.istio.io/v1\nkind: WorkloadEntry\nmetadata: {name: shop}\nspec: {${spec}}\n`;
}

test('a workload says where it is, what it goes by, and how much of all it gets', () => {
  const spec = specOf(
    workloadEntry,
    entryWith(
      'address: 192.0.2.1, ports: {http: 8080}, labels: {app: shop}, locality: r/z, weight: 2, serviceAccount: shop',
    ),
  );
  assert.deepEqual(spec, {
    address: { kind: 'ip', address: '192.0.2.1', at: 'spec.address' },
    ports: { http: 8080 },
    labels: { app: 'shop' },
    locality: 'r/z',
    weight: 2,
  });
});

const mistakes: readonly (readonly [string, string, readonly string[]])[] = [
  ['no address', 'labels: {app: shop}', ['error spec.address: is required']],
  [
    'a socket with ports',
    'address: "unix:///run/shop.sock", ports: {http: 80}',
    ['error spec.ports: must be left out: a unix socket has no port'],
  ],
  [
    'a network, of which a gateway knows none',
    'address: 192.0.2.1, network: far',
    ['warning spec.network: is not served yet: it has no effect'],
  ],
];
for (const [what, spec, sentences] of mistakes) {
  test(`${what} is said`, () => {
    assert.deepEqual(said(decodeYaml(entryWith(spec))), sentences);
  });
}
