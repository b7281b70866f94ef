import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { it } from 'node:test';
import { joinControlPlane } from './join-control-plane.ts';

it('says what to give instead, where the control plane does not speak TLS', async t => {
  const server = createServer((_, response) => response.end()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const proxy = { mesh: 'default', name: 'shop', envoyVersion: '1.40.0', workdir: '/nowhere' };
  await assert.rejects(joinControlPlane({ url: `https://127.0.0.1:${port}` }, proxy), {
    message: `https://127.0.0.1:${port} does not speak TLS: give --cp-address http://127.0.0.1:${port}, if that is the control plane`,
  });
});
