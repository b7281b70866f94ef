import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AdsClient, Counts } from '../../bench/harness/ads-client.ts';
import { endpointChange, sharedOf } from '../../bench/harness/changes.ts';
import { within } from '../../bench/harness/within.ts';
import { plan, serving, skip } from './serving.ts';

/** Only the shared backend's assignment was sent, once to each proxy. */
async function assertOnlyTheEdit(client: AdsClient): Promise<void> {
  const counts = await client.counts();
  const sent = (type: string): Counts | undefined => counts[type];
  assert.equal(sent('endpoints')?.resources, plan.gateways.length);
  for (const [type, { resources, removed }] of Object.entries(counts)) {
    if (type !== 'endpoints') assert.equal(resources, 0, `${type} was sent again`);
    assert.equal(removed, 0, `${type} was removed`);
  }
  for (const { violations } of await client.snapshot()) assert.equal(violations, undefined);
}

test('a proxy whose connection broke is sent only what changed since', { skip }, () =>
  serving(async ({ client, server, directory }) => {
    await client.close();
    const { make, markers } = endpointChange(directory, sharedOf(plan), 1);
    const arrival = await client.await(markers);
    await client.reset();
    make();
    await client.reconnect(server.target);
    await within(arrival.times, server, 'what was edited meanwhile');
    await assertOnlyTheEdit(client);
  }),
);

test('after kill -9 and a restart a proxy is sent only what changed meanwhile', { skip }, () =>
  serving(async ({ client, server, directory }) => {
    const restart = await server.kill();
    const { make, markers } = endpointChange(directory, sharedOf(plan), 1);
    make();
    const arrival = await client.await(markers);
    await client.reset();
    const again = await restart();
    try {
      await client.reconnect(again.target);
      await within(arrival.times, again, 'what was edited meanwhile');
      await assertOnlyTheEdit(client);
    } finally {
      await again.stop();
    }
  }),
);
