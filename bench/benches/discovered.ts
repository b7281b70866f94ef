import { ConsulServer } from '../../src/discovery/testing/consul-server.ts';
import {
  type Document,
  documentsOfPlan,
  freshAddress,
  namespace,
  type Plan,
  type PlannedBackend,
  planLayout,
} from '../generate/index.ts';
import { type Bench, type BenchContext, eachRun } from '../harness/bench.ts';
import { type Change, idleCpuOf, totalBytes } from '../harness/change-series.ts';
import { endpointChange } from '../harness/changes.ts';
import type { Figure } from '../harness/measurement.ts';
import { runPaced } from '../harness/paced-series.ts';
import { memoryOf } from '../harness/process-usage.ts';
import { type Session, withDocuments, withSession } from '../harness/session.ts';
import { percentile } from '../harness/statistics.ts';
import { asking, type System } from '../harness/systems.ts';

const services = 1_000;
const aSecond = 100;
const runs = 2;

/**
 * discovered puts all services into a catalogue, which reports changes; the control, which asks no catalogue, reads the same
 * changes from files.
 */
export const discovered: Bench = {
  name: 'discovered',
  about: '1,000 services of a catalogue, 100 changes a second for a minute, until an ADS client holds each',
  run: context =>
    eachRun(
      context,
      `${services} services`,
      (system, run) => measure(context, system, run),
      Math.min(runs, context.effort.runs),
    ),
};

async function measure(context: BenchContext, system: System, run: number): Promise<void> {
  const plan = planLayout({ seed: run, gateways: 1, backends: services, reach: 'all', shared: false });
  if (system.name !== 'fairlead') {
    await withSession(system, plan, session =>
      changed(context, system, session, i => endpointChange(session.directory, changing(plan, i), i)),
    );
    return;
  }
  const catalogue = await ConsulServer.start();
  try {
    for (const { name, endpoints } of plan.backends) catalogue.put(name, endpoints.map(registered));
    await withDocuments(asking(catalogue.url), plan, upstreamsOf(plan), session =>
      changed(context, system, session, i => {
        const { name, endpoints } = changing(plan, i);
        const address = freshAddress(i);
        return {
          make: () => catalogue.put(name, [address, ...endpoints.slice(1)].map(registered)),
          markers: [{ kind: 'address', value: address }],
        };
      }),
    );
  } finally {
    await catalogue.stop();
  }
}

async function changed(
  { effort, recorder }: BenchContext,
  system: System,
  { server, client }: Session,
  change: (i: number) => Change,
): Promise<void> {
  const figure = (metric: string, unit: Figure['unit']): Figure => ({
    ...{ work: `${aSecond} changes a second`, size: `${services.toLocaleString('en')} services` },
    ...{ metric, unit },
  });
  const add = (metric: string, unit: Figure['unit'], value: number) =>
    recorder.add(system.name, figure(metric, unit), value);
  const idle = await idleCpuOf(server, effort.quick ? 1_000 : 5_000);
  add('RSS before', 'MiB', memoryOf(server.pid).rss);
  const pace = { changes: aSecond * (effort.quick ? 5 : 60), aSecond };
  const { latencies, cpu, changes } = await runPaced(server, client, pace, idle, change);
  add('lag p50', 'ms', percentile(latencies, 0.5));
  add('lag p99', 'ms', percentile(latencies, 0.99));
  add('lag max', 'ms', Math.max(...latencies));
  add('CPU/change', 'ms', cpu);
  add('bytes/change', 'bytes', totalBytes(await client.counts()) / changes);
  add('RSS after', 'MiB', memoryOf(server.pid).rss);
}

/** The backends take turns, so that a change of one has time to arrive before its next change. */
function changing({ backends }: Plan, i: number): PlannedBackend {
  const backend = backends[i % backends.length];
  if (backend === undefined) throw new RangeError('a plan without backends');
  return backend;
}

function registered(endpoint: string) {
  const [address, port] = endpoint.split(':');
  return {
    Node: { Node: 'n', Address: address },
    Service: { ID: endpoint, Service: 's', Address: address, Port: Number(port), Tags: [] },
    Checks: [],
  };
}

/** Each backend is an Upstream that refers to a Consul service of the same name. */
function upstreamsOf(plan: Plan): readonly Document[] {
  const others = documentsOfPlan(plan)
    .filter(({ file }) => !file.startsWith('backend-'))
    .map(({ file, text }) => ({
      file,
      text: text.replace(
        'group: gateway.envoyproxy.io\n      kind: Backend',
        'group: gloo.solo.io\n      kind: Upstream',
      ),
    }));
  const upstreams = plan.backends.map(({ name }) => ({
    file: `upstream-${name}.yaml`,
    text: `apiVersion: gloo.solo.io/v1
kind: Upstream
metadata: {name: ${name}, namespace: ${namespace}}
spec: {consul: {serviceName: ${name}}}
`,
  }));
  return [...others, ...upstreams];
}
