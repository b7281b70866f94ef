import { rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  backendDocument,
  freshAddress,
  type Plan,
  type PlannedBackend,
  planLayout,
} from '../generate/index.ts';
import type { BenchContext } from '../harness/bench.ts';
import { type Change, idleCpuOf, runSeries, totalBytes } from '../harness/change-series.ts';
import { anyBackend, endpointChange, routeChange, writeRoutes } from '../harness/changes.ts';
import { writeDocument } from '../harness/edit.ts';
import type { Figure, Target } from '../harness/measurement.ts';
import { type Session, withSession } from '../harness/session.ts';
import { percentile } from '../harness/statistics.ts';
import type { System } from '../harness/systems.ts';
import { within } from '../harness/within.ts';

const gateway = 'g0';

/** Work is one kind of change. `share` is the part of the effort's changes to make. */
interface Work {
  readonly name: string;
  readonly share: number;
  readonly change: (session: Session, plan: Plan, i: number) => Change;
  /** Milliseconds of CPU that a change may cost. */
  readonly cpu: number;
  readonly latency: readonly Target[];
  readonly bytes: readonly Target[];
  /** The address that still has to go after the last change was held; its removal counts among the bytes of the series. */
  readonly settled?: (i: number) => string;
}

const flat: Target = { kind: 'growth', from: backendsInAll(100), atMost: 1.3 };
/** For a proxy that reaches 100 backends; where it reaches more, the comparison with the control flatters us. */
const soon: Target = { kind: 'ratio', atMost: 1.5 };
const nearlyFlat: Target = { ...flat, atMost: 1.2 };
const twice: Target = { kind: 'ratio', atMost: 2 };
/** The control's own work grows with what a proxy reaches; where that is little, the control is a lower bound. */
const twiceTheFloor: Target = { ...twice, at: backendsInAll(100) };
/** Targets that compare with the figure at 100 backends: there they would compare it with itself. */
const comparing: ReadonlySet<Target> = new Set([flat, nearlyFlat, twiceTheFloor]);
/** Holds for changes that nothing else delays. */
const steady: Target = { kind: 'spread', of: 'p50', atMost: 5 };
const threeKilobytes: Target = { kind: 'absolute', atMost: 3_072 };

/**
 * measureChanges measures each kind of change in turn, in one fresh process: an endpoint, a route, both added and both
 * removed. Before that, it makes `before` changes that are not measured.
 */
export async function measureChanges(
  context: BenchContext,
  system: System,
  size: number,
  run: number,
  before = 0,
): Promise<void> {
  const plan = planLayout({ seed: run, gateways: 1, backends: size, reach: 'all', shared: false });
  await withSession(system, plan, async session => {
    if (before > 0) await exercise(session, plan, before);
    const idle = await idleCpuOf(session.server, context.effort.quick ? 500 : 2_000);
    for (const work of works) {
      const effort = {
        warmUp: Math.ceil(context.effort.warmUp * work.share),
        timed: Math.ceil(context.effort.timed * work.share),
      };
      const { server, client } = session;
      const result = await runSeries(server, client, effort, idle, i => work.change(session, plan, i));
      if (work.settled !== undefined && run === 0) {
        const last = work.settled(effort.warmUp + effort.timed - 1);
        const gone = await client.await([{ kind: 'address', value: last, absent: true }]);
        await within(gone.times, server, `the end of ${last}`);
      }
      const figure = (metric: string, unit: Figure['unit'], targets: readonly Target[] = []): Figure => ({
        work: work.name,
        size: backendsInAll(size),
        metric,
        unit,
        targets: size === 100 ? targets.filter(t => !comparing.has(t)) : targets.filter(t => t !== soon),
      });
      const { recorder } = context;
      recorder.add(system.name, figure('p50', 'ms', work.latency), percentile(result.latencies, 0.5));
      recorder.add(system.name, figure('p99', 'ms', [steady]), percentile(result.latencies, 0.99));
      recorder.add(system.name, figure('max', 'ms'), Math.max(...result.latencies));
      recorder.add(
        system.name,
        figure('CPU/change', 'ms', [{ kind: 'absolute', atMost: work.cpu }, flat]),
        result.cpu,
      );
      if (work.settled === undefined || run === 0) {
        const bytes = totalBytes(await client.counts()) / result.changes;
        recorder.add(system.name, figure('bytes/change', 'bytes', work.bytes), bytes);
      }
    }
  });
}

/** exercise makes changes of all kinds, and removes whatever it adds; its values appear in no measured change. */
async function exercise(session: Session, plan: Plan, changes: number): Promise<void> {
  const shares = works.reduce((sum, { share }) => sum + share, 0);
  for (const work of works) {
    const effort = { warmUp: Math.ceil((changes * work.share) / shares), timed: 0 };
    await runSeries(session.server, session.client, effort, 0, i => work.change(session, plan, 300_000 + i));
  }
}

const works: readonly Work[] = [
  {
    name: 'endpoint, rename',
    share: 1,
    change: (session, plan, i) => endpointChange(session.directory, anyBackend(plan), i),
    cpu: 1.5,
    latency: [twice, twiceTheFloor, soon, nearlyFlat],
    bytes: [],
  },
  {
    name: 'endpoint, in place',
    share: 1,
    change: (session, plan, i) =>
      endpointChange(session.directory, anyBackend(plan), i + 100_000, 'in-place'),
    cpu: 1.5,
    latency: [twice, twiceTheFloor, soon, nearlyFlat],
    bytes: [],
  },
  {
    name: 'route changed',
    share: 1,
    change: (session, plan, i) => routeChange(session.directory, anyBackend(plan), i),
    cpu: 1.5,
    latency: [flat],
    bytes: [threeKilobytes, flat],
  },
  {
    name: 'route and backend added',
    share: 1 / 3,
    change: (session, _, i) => {
      const added = addedBackend(i);
      return {
        make: () => {
          writeDocument(session.directory, backendDocument(added.name, added.endpoints), 'rename');
          writeRoutes(session.directory, added, '/');
        },
        markers: [
          { kind: 'domain', value: added.hostname },
          { kind: 'address', value: addedAddress(i) },
        ],
      };
    },
    cpu: 2.5,
    latency: [flat],
    bytes: [threeKilobytes, flat],
  },
  {
    name: 'route and backend removed',
    share: 1 / 3,
    change: (session, _, i) => {
      const { name, hostname } = addedBackend(i);
      return {
        make: () => {
          rmSync(join(session.directory, `route-${name}.yaml`));
          rmSync(join(session.directory, `backend-${name}.yaml`));
        },
        markers: [{ kind: 'domain', value: hostname, absent: true }],
      };
    },
    cpu: 2.5,
    latency: [flat],
    bytes: [threeKilobytes, flat],
    settled: addedAddress,
  },
];

function addedAddress(i: number): string {
  return freshAddress(200_000 + i);
}

function addedBackend(i: number): PlannedBackend {
  return { name: `x${i}`, hostname: `x${i}.test`, endpoints: [addedAddress(i)], gateways: [gateway] };
}

/** backendsInAll is the name of a size: how many backends there are, all of which the proxy reaches. */
export function backendsInAll(size: number): string {
  return `${size.toLocaleString('en')} backends`;
}
