import { type Bench, eachRun } from '../harness/bench.ts';
import type { MeshLayout } from '../mesh/layout.ts';
import { connectAll, measureEndpoint, measureJoins, measureRest, recording } from '../mesh/measures.ts';
import { withMesh } from '../mesh/session.ts';

const reach = 10;
const connected: MeshLayout = { proxies: 5_000, services: 1_000, reach };
/** Together with the services' 2,000 workloads these are 10,000. */
const registered: MeshLayout = { proxies: 8_000, services: 1_000, reach };
const few = 1_000;
const quick = { connected: { ...connected, proxies: 500 }, registered: { ...registered, proxies: 1_000 } };

/** fleet is sidecars that each reach a few of many services, where each service has some callers. */
export const fleet: Bench = {
  name: 'fleet',
  about:
    '5,000 sidecars connected that reach 10 of 1,000 each: an endpoint to the last concerned, joins; 10,000 registered and 1,000 connected: memory',
  run: async context => {
    const { quick: isQuick } = context.effort;
    const all = isQuick ? quick.connected : connected;
    await eachRun(
      context,
      'connected',
      async system => {
        const record = recording(context, system, `${all.proxies} × ${reach} of ${all.services}`);
        await withMesh(system, all, async session => {
          await connectAll(session, all.proxies, reach, record);
          await measureEndpoint(context, session, all, record);
          await measureJoins(context, session, all, record);
        });
      },
      1,
    );
    const some = isQuick ? quick.registered : registered;
    await eachRun(
      context,
      'registered',
      async system => {
        const record = recording(context, system, `${few} of ${some.proxies} × ${reach} of ${some.services}`);
        await withMesh(system, some, async session => {
          await connectAll(session, few, reach, record);
          await measureRest(session, record, { kind: 'ratio', atMost: 1.5 });
        });
      },
      1,
    );
  },
};
