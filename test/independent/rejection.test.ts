import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { freshAddress, routeDocument, sharedBackend, viewOf } from '../../bench/generate/index.ts';
import type { Marker } from '../../bench/harness/ads-client.ts';
import { endpointChange, sharedOf } from '../../bench/harness/changes.ts';
import { writeDocument } from '../../bench/harness/edit.ts';
import type { Session } from '../../bench/harness/session.ts';
import { within } from '../../bench/harness/within.ts';
import { plan, serving, skip } from './serving.ts';

/** What the clients reject: any resource that holds this text. */
const poison = 'poison';

/** The number of the first proxy that a test connects itself. */
const fresh = plan.gateways.length;

function route(name: string, hostname: string) {
  const rules = [{ prefix: '/', backends: [{ name: sharedBackend }] }];
  return routeDocument(name, plan.gateways, hostname, rules);
}

function domain(value: string, absent = false): Marker {
  return { kind: 'domain', value, absent };
}

/** Has the route `bad` rejected by every client, and waits until the one beside it has arrived. */
async function rejectBad({ client, server, directory }: Session): Promise<void> {
  await client.reject(poison);
  const beside = await client.await([domain('beside.test')]);
  writeDocument(directory, route('bad', `${poison}.test`), 'rename');
  writeDocument(directory, route('beside', 'beside.test'), 'rename');
  await within(beside.times, server, 'the route beside the rejected one');
}

test('what a client rejects is withheld, and all that came with it goes on', { skip }, () =>
  serving(async ({ client, server, directory }) => {
    await client.reject(poison);
    const good = ['one.test', 'two.test', 'three.test'];
    const arrived = await client.await(good.map(hostname => domain(hostname)));
    writeDocument(directory, route('bad', `${poison}.test`), 'rename');
    for (const hostname of good)
      writeDocument(directory, route(hostname.replace('.', '-'), hostname), 'rename');
    await within(arrived.times, server, 'the routes beside the rejected one');

    const endpoint = endpointChange(directory, sharedOf(plan), 1);
    const edited = await client.await(endpoint.markers);
    endpoint.make();
    await within(edited.times, server, 'an endpoint, with a rejection in force');
    // Four hosts came at once at most: alone, or in halves, the bad one is found within a few responses.
    for (const { node, counts } of await client.snapshot()) {
      const rejected = counts.virtualHost?.rejected ?? 0;
      assert.ok(rejected <= 4, `${node.cluster} was sent what it rejects ${rejected} times`);
    }
    assert.ok(((await client.counts()).virtualHost?.rejected ?? 0) > 0, 'somebody had to reject it first');
  }),
);

test('a first response that holds something bad does not keep back the rest of it', { skip }, () =>
  serving(async ({ client, server, directory }) => {
    await client.close();
    for (const name of ['good', 'better', poison]) {
      writeDocument(directory, route(name, `${name}.test`), 'rename');
    }
    const [gateway = ''] = plan.gateways;
    await client.connect(server.target, [{ id: 'new', cluster: viewOf(gateway) }], { reject: poison });
    const arrived = await client.await([domain('good.test'), domain('better.test')], [fresh]);
    await within(arrived.times, server, 'what came together with a rejected route');
  }),
);

test(
  'a rejection is in force for clients that come later, also after kill -9, until its cause is mended',
  {
    skip,
  },
  () =>
    serving(async session => {
      const { client, server, directory } = session;
      await rejectBad(session);

      // These would accept it: what others of their version rejected is not tried on them.
      const [gateway = ''] = plan.gateways;
      const assertWithheld = async (target: string, proxy: number) => {
        await client.connect(target, [{ id: `later-${proxy}`, cluster: viewOf(gateway) }]);
        const complete = await client.await([domain('beside.test'), domain('shared.test')], [proxy]);
        await within(complete.times, server, 'the configuration of a client that came later');
        const [held] = await client.snapshot([proxy]);
        assert.ok(!held?.domains?.includes(`${poison}.test`));
      };
      await assertWithheld(server.target, fresh);
      const restart = await server.kill();
      const again = await restart();
      try {
        await assertWithheld(again.target, fresh + 1);
        const mended = await client.await([domain('mended.test')], [fresh + 1]);
        writeDocument(directory, route('bad', 'mended.test'), 'rename');
        await within(mended.times, again, 'the mended route');
      } finally {
        await again.stop();
      }
    }),
);

test('a rejected assignment leaves the last accepted one in force', { skip }, () =>
  serving(async ({ client, server, directory }) => {
    const shared = sharedOf(plan);
    const [, second = ''] = shared.endpoints;
    const bad = endpointChange(directory, shared, 500);
    await client.reject(freshAddress(500).split(':')[0] ?? '');
    bad.make();
    const other = plan.backends.find(b => b.gateways.length > 0 && b.name !== shared.name);
    assert.ok(other !== undefined);
    const reaching = other.gateways.map(gateway => plan.gateways.indexOf(gateway));
    const good = endpointChange(directory, other, 501);
    const arrived = await client.await(good.markers, reaching);
    good.make();
    await within(arrived.times, server, 'the endpoint beside the rejected one');
    for (const held of await client.snapshot()) {
      assert.ok(held.addresses?.includes(second), 'the assignment held before');
      assert.ok(!held.addresses?.includes(freshAddress(500)));
    }
    const mended = endpointChange(directory, shared, 502);
    const again = await client.await(mended.markers);
    mended.make();
    await within(again.times, server, 'the mended endpoint');
  }),
);

test('a rejected route that is removed takes its rejection along', { skip }, () =>
  serving(async session => {
    const { client, server, directory } = session;
    await rejectBad(session);
    rmSync(join(directory, 'route-bad.yaml'));
    const after = await client.await([domain('after.test')]);
    writeDocument(directory, route('after', 'after.test'), 'rename');
    await within(after.times, server, 'a route after the removal');
    for (const { violations } of await client.snapshot()) assert.equal(violations, undefined);
  }),
);
