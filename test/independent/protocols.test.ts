import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  backendDocument,
  freshAddress,
  type PlannedBackend,
  routeDocumentsOf,
} from '../../bench/generate/index.ts';
import { endpointChange, sharedOf } from '../../bench/harness/changes.ts';
import { writeDocument } from '../../bench/harness/edit.ts';
import type { Session } from '../../bench/harness/session.ts';
import { nodesOf, verifyHeld } from '../../bench/harness/verify.ts';
import { within } from '../../bench/harness/within.ts';
import { plan, proxies, serving, skip } from './serving.ts';

/** The second half of the client's proxies: the same gateways, in the state of the world. */
const sotwProxies = proxies.map(i => i + plan.gateways.length);

async function connectSotw({ client, server }: Session): Promise<void> {
  const nodes = nodesOf(plan).map(node => ({ ...node, id: `${node.id}-sotw` }));
  await client.connect(server.target, nodes, { mode: 'state-of-the-world' });
  const complete = await client.await(
    [
      { kind: 'count', value: 'domain', count: 6 },
      { kind: 'count', value: 'address', count: 12 },
    ],
    sotwProxies,
  );
  await within(complete.times, server, 'the first configuration in the state of the world');
}

test('delta and the state of the world give a proxy the same, to the byte', { skip }, () =>
  serving(async session => {
    const { client } = session;
    await connectSotw(session);
    await verifyHeld(client, plan);
    const [delta, sotw] = [await client.snapshot(proxies), await client.snapshot(sotwProxies)];
    delta.forEach((proxy, i) => {
      for (const type of ['cluster', 'endpoints', 'listener', 'secret']) {
        assert.deepEqual(sotw[i]?.hashes[type], proxy.hashes[type], `${proxy.node.cluster}: ${type}`);
      }
      assert.deepEqual(sotw[i]?.domains, proxy.domains);
      assert.ok(
        Object.keys(proxy.held.virtualHost ?? {}).length > 0,
        'virtual hosts travel alone over delta',
      );
    });
  }),
);

test('an endpoint, a route and a removal arrive over both protocols', { skip }, () =>
  serving(async session => {
    const { client, server, directory } = session;
    await connectSotw(session);
    const endpoint = endpointChange(directory, sharedOf(plan), 1);
    const edited = await client.await(endpoint.markers);
    endpoint.make();
    await within(edited.times, server, 'the endpoint');

    const added: PlannedBackend = {
      name: 'added',
      hostname: 'added.test',
      endpoints: [freshAddress(2)],
      gateways: plan.gateways,
    };
    const arrived = await client.await([
      { kind: 'domain', value: added.hostname },
      { kind: 'address', value: freshAddress(2) },
    ]);
    writeDocument(directory, backendDocument(added.name, added.endpoints), 'rename');
    for (const document of routeDocumentsOf(added)) writeDocument(directory, document, 'in-place');
    await within(arrived.times, server, 'the route');

    const gone = await client.await([{ kind: 'domain', value: added.hostname, absent: true }]);
    rmSync(join(directory, 'route-added.yaml'));
    await within(gone.times, server, 'the removal');
    for (const { violations } of await client.snapshot()) assert.equal(violations, undefined);
  }),
);

test('over delta an endpoint costs one assignment, at the proxies that reach it', { skip }, () =>
  serving(async ({ client, server, directory }) => {
    const backend = plan.backends.find(b => b.gateways.length === 1);
    assert.ok(backend !== undefined);
    const reaching = backend.gateways.map(gateway => plan.gateways.indexOf(gateway));
    await client.reset();
    const { make, markers } = endpointChange(directory, backend, 3);
    const arrival = await client.await(markers, reaching);
    make();
    await within(arrival.times, server, 'the endpoint');
    const { endpoints, ...others } = await client.counts();
    assert.equal(endpoints?.resources, 1);
    assert.deepEqual(others, {});
  }),
);
