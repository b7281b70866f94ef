import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { describe, it } from 'node:test';
import type { AddressCategory } from '#lib/ip-address.ts';
import { applicationPage } from './application-page.ts';
import { createLineSender } from './line-sender.ts';
import { lookupOutside } from './outside.ts';

const refused: readonly AddressCategory[] = ['loopback'];

describe('what the operator guards', () => {
  it('is not found by any name', async () => {
    const found = (guarded?: readonly AddressCategory[]) =>
      new Promise<string>(resolve =>
        lookupOutside(guarded)('localhost', { family: 4 }, (error, address) =>
          resolve(error?.message ?? String(address)),
        ),
      );
    assert.equal(await found(refused), 'must not be called');
    assert.equal(await found(), '127.0.0.1');
  });

  it('is asked for no page of metrics', async () => {
    const server = createServer((_, response) => response.end('orders 3\n')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const ask = (guarded?: readonly AddressCategory[]) =>
      applicationPage({ name: 'shop', address: '127.0.0.1', port, path: '/' }, 1024, guarded);
    assert.equal(await ask(refused), undefined);
    assert.equal(await ask(), 'orders 3\n');
    server.close();
  });

  it('is sent no lines', async () => {
    const lines: string[] = [];
    const server = createTcpServer();
    const arrived = new Promise<void>(resolve =>
      server.on('connection', socket =>
        socket.on('data', data => {
          lines.push(data.toString());
          resolve();
        }),
      ),
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const kept = createLineSender('127.0.0.1', port, refused);
    const sent = createLineSender('127.0.0.1', port);
    kept.send(['guarded\n']);
    sent.send(['free\n']);
    await arrived;
    assert.deepEqual([lines, kept.sent], [['free\n'], 0]);
    for (const sender of [kept, sent]) sender.stop();
    server.close();
  });
});
