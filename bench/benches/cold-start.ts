import { type Bench, eachRun } from '../harness/bench.ts';
import { withSession } from '../harness/session.ts';
import { layoutName, planThousandProxies } from './thousand-proxies.ts';

export const coldStart: Bench = {
  name: 'cold-start',
  about: 'process start until 1,000 proxies, which connect when the port opens, are complete',
  run: context =>
    eachRun(context, 'cold-start', async (system, run) => {
      await withSession(system, planThousandProxies(run, false), async ({ server, completeAt }) => {
        const figure = { work: 'process start', size: layoutName, unit: 'ms' } as const;
        const { recorder } = context;
        recorder.add(system.name, { ...figure, metric: 'port open' }, server.openAt - server.startedAt);
        recorder.add(
          system.name,
          { ...figure, metric: 'first proxy complete' },
          Math.min(...completeAt) - server.startedAt,
        );
        recorder.add(
          system.name,
          { ...figure, metric: 'last proxy complete', targets: [{ kind: 'ratio', atMost: 1.5 }] },
          Math.max(...completeAt) - server.startedAt,
        );
      });
    }),
};
