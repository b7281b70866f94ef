import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '#lib/testing/free-port.ts';
import { backendDocuments, cases, editKinds, firstRoutes, origins } from '../flips/edits.ts';
import { gatewayClassDocument, gatewayDocument, seededRandom, viewOf } from '../generate/index.ts';
import { type Bench, type BenchContext, eachRun } from '../harness/bench.ts';
import { now } from '../harness/clock.ts';
import { withDirectory } from '../harness/directory.ts';
import { removeDocument, writeDocument } from '../harness/edit.ts';
import { startEnvoy } from '../harness/envoy.ts';
import { type LoadReport, startLoadGenerator } from '../harness/load.ts';
import { startServer } from '../harness/server.ts';
import type { System } from '../harness/systems.ts';

const gateway = 'g0';

/** The number of changes, and the steady load in requests per second. */
const amounts = {
  full: { changes: 10_000, rate: 1_000, connections: 16 },
  quick: { changes: 500, rate: 1_000, connections: 16 },
} as const;

/** Milliseconds between changes, evenly distributed: some come before the previous one has reached Envoy. */
const gap = { least: 2, most: 20 } as const;

/**
 * flips changes routes in every way that must not be noticed, under a steady load through a real Envoy. The control is left
 * out, unless asked for alone: it orders nothing, and fails in the first second.
 */
export const flips: Bench = {
  name: 'flips',
  about: 'route changes under load through a real Envoy: answers other than the expected ones',
  run: context => {
    const ours = { ...context, systems: context.systems.slice(0, 1) };
    return eachRun(ours, 'flips', (system, run) => measure(context, system, run), 1);
  },
};

async function measure(context: BenchContext, system: System, run: number): Promise<void> {
  const amount = context.effort.quick ? amounts.quick : amounts.full;
  const load = startLoadGenerator();
  try {
    const addresses = (await load.origins(origins)).map(port => `127.0.0.1:${port}`);
    const port = await freePort();
    const documents = [
      gatewayClassDocument(),
      gatewayDocument(gateway, port),
      ...backendDocuments(addresses),
      ...firstRoutes,
    ];
    await withDirectory(documents, async directory => {
      const server = await startServer(system, directory);
      const envoy = startEnvoy({ id: 'bench-envoy', cluster: viewOf(gateway) }, server.target);
      try {
        const target = `127.0.0.1:${port}`;
        await load.ready(target, cases);
        await load.start(target, cases, amount);
        const made = await makeEdits(directory, addresses, amount.changes, run);
        const report = await load.finish();
        record(context, system, amount.changes, report);
        explain(context, report, made);
      } finally {
        await envoy.stop();
        await server.stop();
      }
    });
  } finally {
    await load.stop();
  }
}

interface Made {
  readonly at: number;
  readonly kind: string;
}

async function makeEdits(
  directory: string,
  addresses: readonly string[],
  changes: number,
  seed: number,
): Promise<readonly Made[]> {
  const random = seededRandom(seed);
  const kinds = editKinds(addresses);
  const made: Made[] = [];
  for (let i = 0; i < changes; i++) {
    const kind = kinds[Math.floor(random() * kinds.length)];
    if (kind === undefined) throw new RangeError('no kinds of edits');
    const { write, remove } = kind.next(random);
    made.push({ at: now(), kind: kind.name });
    for (const document of write) writeDocument(directory, document, 'rename');
    for (const file of remove) removeDocument(directory, file);
    await pause(gap.least + random() * (gap.most - gap.least));
  }
  return made;
}

function record({ recorder }: BenchContext, system: System, changes: number, report: LoadReport): void {
  const size = `${changes.toLocaleString('en')} changes`;
  const figure = { work: 'under load', size, unit: 'count' } as const;
  recorder.add(
    system.name,
    { ...figure, metric: 'unexpected answers', targets: [{ kind: 'absolute', atMost: 0 }] },
    report.unexpected,
  );
  recorder.add(system.name, { ...figure, metric: 'requests' }, report.requests);
  recorder.add(system.name, { ...figure, metric: 'p99 of a request', unit: 'ms' }, report.p99);
  recorder.add(system.name, { ...figure, metric: 'slowest request', unit: 'ms' }, report.slowest);
}

/** explain says which sort of edit came last before each unexpected answer. */
function explain(context: BenchContext, report: LoadReport, made: readonly Made[]): void {
  const causes = new Map<string, number>();
  for (const sample of report.samples) {
    const before = made.findLast(edit => edit.at <= sample.came / 1e6);
    const body = sample.status === 200 ? sample.body : sample.body.slice(0, 60);
    const cause = `${sample.case} answered ${sample.status} ${body}, after: ${before?.kind ?? 'nothing'}`;
    causes.set(cause, (causes.get(cause) ?? 0) + 1);
  }
  for (const [cause, times] of [...causes].sort((a, b) => b[1] - a[1]).slice(0, 10)) {
    context.progress(`${times} × ${cause}`);
  }
}
