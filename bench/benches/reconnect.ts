import { type Bench, eachRun } from '../harness/bench.ts';
import { totalBytes } from '../harness/change-series.ts';
import { endpointChange, sharedOf } from '../harness/changes.ts';
import { withSession } from '../harness/session.ts';
import { within } from '../harness/within.ts';
import { layoutName, planThousandProxies, proxies } from './thousand-proxies.ts';

/**
 * reconnect kills the server with -9 while 1,000 proxies are connected, edits one endpoint that all of them reach, and
 * starts the server again. The edit shows when each proxy is served, and nothing else may be sent.
 */
export const reconnect: Bench = {
  name: 'reconnect',
  about: 'kill -9 and restart with 1,000 proxies connected: until all hold what was edited meanwhile',
  run: context =>
    eachRun(context, 'reconnect', async (system, run) => {
      const plan = planThousandProxies(run, true);
      await withSession(system, plan, async ({ server, client, directory }) => {
        const restart = await server.kill();
        const { make, markers } = endpointChange(directory, sharedOf(plan), run);
        make();
        const arrival = await client.await(markers);
        await client.reset();
        const again = await restart();
        try {
          await client.reconnect(again.target);
          const last = Math.max(...(await within(arrival.times, again, 'the edit after the restart')));
          const figure = { work: 'kill -9, restart', size: layoutName, unit: 'ms' } as const;
          const { recorder } = context;
          recorder.add(
            system.name,
            { ...figure, metric: 'start to last proxy', targets: [{ kind: 'ratio', atMost: 1.5 }] },
            last - again.startedAt,
          );
          recorder.add(system.name, { ...figure, metric: 'port open to last proxy' }, last - again.openAt);
          const counts = await client.counts();
          const sent = Object.values(counts).reduce((sum, c) => sum + c.resources + c.removed, 0);
          recorder.add(
            system.name,
            {
              ...figure,
              metric: 'resources resent',
              unit: 'count',
              targets: [{ kind: 'absolute', atMost: 0 }],
            },
            sent - proxies,
          );
          recorder.add(
            system.name,
            { ...figure, metric: 'bytes/proxy', unit: 'bytes' },
            totalBytes(counts) / proxies,
          );
        } finally {
          await again.stop();
        }
      });
    }),
};
