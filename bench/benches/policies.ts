import {
  corsPolicy,
  type Document,
  type Plan,
  planLayout,
  policiesOfBackend,
  policiesOfGateway,
  routePolicy,
} from '../generate/index.ts';
import type { Bench, BenchContext } from '../harness/bench.ts';
import { eachRun } from '../harness/bench.ts';
import { type Change, restingCpuOf, runSeries, totalBytes } from '../harness/change-series.ts';
import { anyBackend, endpointChange, routeChange } from '../harness/changes.ts';
import { writeDocument } from '../harness/edit.ts';
import type { Figure, Target } from '../harness/measurement.ts';
import { type Session, withSession } from '../harness/session.ts';
import { percentile } from '../harness/statistics.ts';
import type { System } from '../harness/systems.ts';

const [few, many] = [100, 10_000] as const;

const flat: Target = { kind: 'growth', from: sizeName(few), atMost: 1.3 };
const twice: Target = { kind: 'ratio', atMost: 2 };
/** The control's own work grows with what a proxy reaches; where that is little, the control is a lower bound. */
const twiceTheFloor: Target = { ...twice, at: sizeName(few) };
const steady: Target = { kind: 'spread', of: 'p50', atMost: 5 };

/** Work is one kind of change: ours, and the plain one that the control, which knows no policies, makes instead. */
interface Work {
  readonly name: string;
  readonly ours: (session: Session, plan: Plan, i: number) => Change;
  readonly plain: (session: Session, plan: Plan, i: number) => Change;
  /** Milliseconds of CPU that a change may cost. */
  readonly cpu: number;
  readonly bytes: readonly Target[];
}

const threeKilobytes: Target = { kind: 'absolute', atMost: 3_072 };

const endpoint: Work['ours'] = (session, plan, i) => endpointChange(session.directory, anyBackend(plan), i);
const route: Work['ours'] = (session, plan, i) => routeChange(session.directory, anyBackend(plan), i);

const works: readonly Work[] = [
  { name: 'endpoint', ours: endpoint, plain: endpoint, cpu: 1.5, bytes: [flat] },
  { name: 'route changed', ours: route, plain: route, cpu: 2, bytes: [threeKilobytes, flat] },
  {
    name: 'policy that shapes a route',
    ours: (session, plan, i) => {
      const origin = `https://change-${String(i).padStart(6, '0')}.example`;
      return policyChange(session, corsPolicy(anyBackend(plan).name, origin), origin);
    },
    plain: route,
    cpu: 2,
    bytes: [threeKilobytes, flat],
  },
  {
    name: 'policy that shapes a cluster',
    ours: (session, plan, i) => {
      const path = `/healthy-${String(i).padStart(6, '0')}`;
      return policyChange(session, routePolicy(anyBackend(plan).name, path), path);
    },
    plain: route,
    cpu: 2,
    bytes: [threeKilobytes, flat],
  },
];

function policyChange({ directory }: Session, document: Document, text: string): Change {
  return {
    make: () => writeDocument(directory, document, 'rename'),
    markers: [{ kind: 'text', value: text }],
  };
}

/**
 * policies is a proxy that reaches all of 100 or 10,000 backends, with policies of every kind on the gateway, each route and
 * each backend.
 */
export const policies: Bench = {
  name: 'policies',
  about:
    'one change where policies of every kind are on each route and backend; the control has none of them',
  run: async context => {
    for (const size of [few, many]) {
      await eachRun(context, sizeName(size), (system, run) => measure(context, system, size, run));
    }
  },
};

async function measure(context: BenchContext, system: System, size: number, run: number): Promise<void> {
  const plan = planLayout({ seed: run, gateways: 1, backends: size, reach: 'all', shared: false });
  const isOurs = system.name === 'fairlead';
  const said = isOurs
    ? [...plan.gateways.flatMap(policiesOfGateway), ...plan.backends.flatMap(policiesOfBackend)]
    : [];
  await withSession(
    system,
    plan,
    async session => {
      const { server, client } = session;
      const idle = await restingCpuOf(server, context.effort.quick ? 500 : 2_000);
      for (const work of works) {
        const change = isOurs ? work.ours : work.plain;
        const result = await runSeries(server, client, context.effort, idle, i => change(session, plan, i));
        const figure = (metric: string, unit: Figure['unit'], targets: readonly Target[] = []): Figure => ({
          work: work.name,
          size: sizeName(size),
          metric,
          unit,
          // The smaller size would be compared with itself.
          targets: size === few ? targets.filter(t => t !== flat && t !== twiceTheFloor) : targets,
        });
        const add = (named: Figure, value: number) => context.recorder.add(system.name, named, value);
        add(figure('p50', 'ms', [twice, twiceTheFloor, flat]), percentile(result.latencies, 0.5));
        add(figure('p99', 'ms', [steady]), percentile(result.latencies, 0.99));
        add(figure('CPU/change', 'ms', [{ kind: 'absolute', atMost: work.cpu }, flat]), result.cpu);
        const bytes = totalBytes(await client.counts()) / result.changes;
        add(figure('bytes/change', 'bytes', work.bytes), bytes);
      }
    },
    said,
  );
}

function sizeName(size: number): string {
  return `${size.toLocaleString('en')} backends`;
}
