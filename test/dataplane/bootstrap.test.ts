import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { type BootstrapOptions, bootstrapFor } from '#dataplane';
import { ca } from '../../src/xds/testing/certificates.ts';
import { envoy, folderFor } from './stage.ts';

const run = promisify(execFile);

const cases: readonly (readonly [string, Omit<BootstrapOptions, 'proxyId'>])[] = [
  ['an address and port', { xdsAddress: '127.0.0.1:18000', admin: { kind: 'loopback', port: 0 } }],
  ['an IPv6 address', { xdsAddress: '[::1]:18000', admin: { kind: 'loopback', port: 0 } }],
  ['an address, in a zone', { xdsAddress: '127.0.0.1:1', admin: { kind: 'loopback', port: 0 }, zone: 'a' }],
  ['a name', { xdsAddress: 'control.example.com:18000', admin: { kind: 'loopback', port: 0 } }],
  [
    'an address that speaks TLS, shown a token',
    {
      ...{ xdsAddress: '127.0.0.1:1', admin: { kind: 'loopback', port: 0 }, token: 'x.y.z' },
      tls: { ca: ca },
      metadata: { 'dataplane.proxyType': 'dataplane', features: ['a'] },
    },
  ],
  [
    'a name that speaks TLS, whoever answers',
    { xdsAddress: 'control.example.com:1', admin: { kind: 'loopback', port: 0 }, tls: {} },
  ],
  ['a unix socket', { xdsAddress: 'unix:/tmp/xds.sock', admin: { kind: 'unix', path: '/tmp/admin.sock' } }],
];

for (const [what, options] of cases) {
  test(`Envoy accepts the bootstrap for a control plane at ${what}, and has nothing to warn of`, async t => {
    const path = join(await folderFor(t), 'bootstrap.json');
    await writeFile(path, bootstrapFor({ proxyId: 'default/shop', ...options }));
    const { stdout, stderr } = await run(envoy.path, ['--mode', 'validate', '-c', path, '-l', 'warning']);
    assert.match(stdout, /OK/);
    assert.equal(stderr, '');
  });
}

test('the node says which view it wants and who it is', () => {
  const options = { xdsAddress: '127.0.0.1:1', admin: { kind: 'loopback', port: 0 } } as const;
  const node = (text: string) => (JSON.parse(text) as { node: unknown }).node;
  assert.deepEqual(node(bootstrapFor({ ...options, proxyId: 'default/shop' })), {
    id: 'default/shop',
    cluster: 'default/shop',
  });
  assert.deepEqual(node(bootstrapFor({ ...options, proxyId: 'default/shop', nodeId: 'shop-2' })), {
    id: 'shop-2',
    cluster: 'default/shop',
  });
  assert.deepEqual(node(bootstrapFor({ ...options, proxyId: 'default/shop', zone: 'east' })), {
    id: 'default/shop',
    cluster: 'default/shop',
    locality: { zone: 'east' },
  });
});

for (const xdsAddress of [
  '',
  'localhost',
  'localhost:',
  'localhost:0',
  'localhost:70000',
  '::1:18000',
  'a b:1',
]) {
  test(`${JSON.stringify(xdsAddress)} is refused as an xDS address`, () => {
    assert.throws(
      () => bootstrapFor({ proxyId: 'a/b', xdsAddress, admin: { kind: 'loopback', port: 0 } }),
      /HOST:PORT or unix:PATH/,
    );
  });
}
