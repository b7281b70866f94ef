import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endpointChange, sharedOf } from '../../bench/harness/changes.ts';
import { memoryOf } from '../../bench/harness/process-usage.ts';
import { within } from '../../bench/harness/within.ts';
import { plan, proxies, serving, skip } from './serving.ts';

const changes = 300;
const [stalled = 0, ...others] = proxies;

test(
  'a client that stops reading holds up no one, costs bounded memory, and catches up at once',
  { skip },
  () =>
    serving(async ({ client, server, directory }) => {
      const shared = sharedOf(plan);
      await client.stall([stalled]);
      await client.reset();
      const before = memoryOf(server.pid).rss;
      for (let i = 0; i < changes; i++) {
        const { make, markers } = endpointChange(directory, shared, i);
        const arrival = await client.await(markers, others);
        make();
        await within(arrival.times, server, `change ${i}`);
      }
      const grown = memoryOf(server.pid).rss - before;
      assert.ok(grown < 64, `the server grew by ${grown} MiB over ${changes} changes of 300 bytes`);

      const last = endpointChange(directory, shared, changes);
      const caughtUp = await client.await(last.markers);
      last.make();
      await client.resume([stalled]);
      await within(caughtUp.times, server, 'the last change, at the client that had stopped');
      const [its] = await client.snapshot([stalled]);
      const responses = its?.counts.endpoints?.responses ?? 0;
      assert.ok(
        responses <= 5,
        `it was sent ${responses} responses for ${changes} changes: they were to coalesce`,
      );
    }),
);
