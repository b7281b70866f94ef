import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createGraph } from '#graph';
import type { Client } from '#xds';
import { followClients } from './clients.ts';

const client = (view: string, hasListeners: boolean): Client => ({
  id: '1',
  node: view,
  view,
  viewKnown: true,
  envoyVersion: '1.40.0',
  mode: 'delta',
  connectedAt: 0,
  upToDate: true,
  hasListeners,
  rejected: [],
});

test('a view is in force from when a client has acknowledged its listeners to when the last client is gone', async t => {
  // Looking keeps no process alive.
  const alive = setInterval(() => {}, 1_000);
  t.after(() => clearInterval(alive));
  let clients: readonly Client[] = [client('default/edge', false)];
  let looked = () => {};
  const followed = followClients(
    createGraph(),
    () => clients,
    () => looked(),
  );
  const look = (ask: () => void) =>
    new Promise<void>(resolve => {
      looked = resolve;
      ask();
    });
  const served = () => [...followed.served.entries()].map(([view]) => view);

  await look(() => followed.look());
  assert.deepEqual(served(), [], 'it may have acknowledged clusters, and not asked for listeners yet');
  clients = [client('default/edge', true)];
  await look(() => followed.acknowledged('default/edge'));
  assert.deepEqual(served(), ['default/edge']);
  clients = [client('default/edge', false)];
  await look(() => followed.look());
  assert.deepEqual(served(), ['default/edge'], 'while a change is on its way it serves what was before');
  clients = [];
  await look(() => followed.look());
  assert.deepEqual(served(), []);
});
