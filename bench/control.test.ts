import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { backendDocument, freshAddress, planLayout } from './generate/index.ts';
import { anyBackend, endpointChange, sharedOf } from './harness/changes.ts';
import { writeDocument } from './harness/edit.ts';
import { goMissing } from './harness/go-program.ts';
import { withSession } from './harness/session.ts';
import { systems } from './harness/systems.ts';
import { nodesOf } from './harness/verify.ts';
import { within } from './harness/within.ts';

const [, control] = systems;
const plan = planLayout({
  seed: 3,
  gateways: 8,
  backends: 40,
  reach: { count: 5, spread: 'uniform' },
  shared: true,
});
const skip = goMissing();

test('the client holds over the control exactly what was generated', { skip }, async () => {
  // withSession compares the domains and addresses of every proxy with the plan, and fails where they differ.
  await withSession(control, plan, async ({ client }) => {
    const held = await client.snapshot();
    assert.equal(held.length, 8);
    for (const proxy of held) assert.equal(Object.keys(proxy.held.cluster ?? {}).length, 6);
  });
});

test('an edit arrives at the proxies that reach it, as one resource, however it is written', {
  skip,
}, async () => {
  await withSession(control, plan, async ({ client, directory, server }) => {
    for (const [i, style] of (['rename', 'in-place'] as const).entries()) {
      const backend = anyBackend(plan);
      const reaching = backend.gateways.map(gateway => plan.gateways.indexOf(gateway));
      await client.reset();
      const { make, markers } = endpointChange(directory, backend, i, style);
      const arrival = await client.await(markers, reaching);
      make();
      await within(arrival.times, server, `an edit by ${style}`);
      const { endpoints, ...others } = await client.counts();
      assert.equal(endpoints?.resources, reaching.length);
      assert.deepEqual(others, {});
    }
  });
});

test('a removed route takes its virtual host and cluster along', { skip }, async () => {
  await withSession(control, plan, async ({ client, directory, server }) => {
    const backend = anyBackend(plan);
    const reaching = backend.gateways.map(gateway => plan.gateways.indexOf(gateway));
    const gone = await client.await(
      [
        { kind: 'domain', value: backend.hostname, absent: true },
        { kind: 'address', value: backend.endpoints[0] ?? '', absent: true },
      ],
      reaching,
    );
    rmSync(join(directory, `route-${backend.name}.yaml`));
    await within(gone.times, server, 'the removal');
  });
});

test('a reconnecting client is sent only what changed while the server was dead', { skip }, async () => {
  await withSession(control, plan, async ({ client, directory, server }) => {
    const restart = await server.kill();
    const { name, endpoints } = sharedOf(plan);
    writeDocument(directory, backendDocument(name, [freshAddress(1), ...endpoints.slice(1)]), 'rename');
    const arrival = await client.await([{ kind: 'address', value: freshAddress(1) }]);
    await client.reset();
    const again = await restart();
    try {
      await client.reconnect(again.target);
      await within(arrival.times, again, 'the edit made meanwhile');
      const counts = await client.counts();
      assert.equal(counts.endpoints?.resources, 8);
      const others = Object.entries(counts).filter(([type, c]) => type !== 'endpoints' && c.resources > 0);
      assert.deepEqual(others, []);
    } finally {
      await again.stop();
    }
  });
});

test('a light proxy comes to hold as many names as a full one, and sees what changes', { skip }, async () => {
  await withSession(control, plan, async ({ client, directory, server }) => {
    const [first] = nodesOf(plan);
    assert.ok(first);
    await client.connect(server.target, [first], { mode: 'light' });
    const light = [plan.gateways.length];
    const held = (await client.snapshot())[0]?.held ?? {};
    for (const type of ['cluster', 'endpoints', 'listener']) {
      const count = Object.keys(held[type] ?? {}).length;
      const arrival = await client.await([{ kind: 'count', value: type, count }], light);
      await within(arrival.times, server, `${count} of ${type}`);
    }
    const { name, endpoints } = sharedOf(plan);
    const arrival = await client.await([{ kind: 'text', value: '10.255.0.9' }], light);
    writeDocument(directory, backendDocument(name, ['10.255.0.9:80', ...endpoints.slice(1)]), 'rename');
    await within(arrival.times, server, 'a change');
  });
});
