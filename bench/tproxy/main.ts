import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { inLab, type Lab, users } from '../../test/tproxy/lab.ts';
import { cannotRun } from '../../test/tproxy/rights.ts';
import { type Broken, measureBroken } from './broken.ts';
import { measureReapply, type Reapplied } from './reapply.ts';
import { measureSpeed, type Speed, type Speeds, startUpstream } from './speed.ts';

/**
 * Measures the transparent proxy in network namespaces. Arguments name the parts to run (all where none is named); each
 * writes `bench/results/tproxy-PART.json`:
 *
 * - `reapply`: connections that bypass the proxy while rules are replaced under load
 * - `broken`: connections that installs and uninstalls break
 * - `speed`: latency and throughput, as they are and as ratios to a direct connection
 */
const parts = { reapply, broken, speed } as const;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    applies: { type: 'string', default: '400' },
    connections: { type: 'string', default: '30000' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '4' },
    backends: { type: 'string', default: 'nftables,iptables,iptables-legacy,ebpf' },
  },
});
const backends = values.backends.split(',');

const reason = cannotRun('wrk');
if (reason !== undefined) {
  process.stderr.write(`bench tproxy: ${reason}\n`);
  process.exit(3);
}
for (const [name, measure] of Object.entries(parts)) {
  if (positionals.length === 0 || positionals.includes(name)) await record(name, measure);
}

async function record(name: string, measure: () => Promise<object>): Promise<void> {
  const loadAverageBefore = loadavg();
  const machine = { cores: cpus().length, kernel: release(), node: process.version };
  const results = {
    date: new Date().toISOString(),
    machine,
    loadAverageBefore,
    ...(await measure()),
    loadAverageAfter: loadavg(),
  };
  const directory = fileURLToPath(new URL('../results', import.meta.url));
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, `tproxy-${name}.json`), `${JSON.stringify(results, null, 2)}\n`);
  process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
}

async function reapply(): Promise<object> {
  const reapplied: Record<string, Reapplied> = {};
  await inLab({ envoy: false }, async lab => {
    for (const backend of backends) {
      reapplied[backend] = await measureReapply(
        lab,
        backend,
        Number(values.applies),
        Number(values.connections),
      );
      process.stderr.write(`${backend}: ${JSON.stringify(reapplied[backend])}\n`);
    }
  });
  return { reapplied };
}

async function broken(): Promise<object> {
  const broken: Record<string, Broken> = {};
  await inLab({ envoy: true }, async lab => {
    for (const backend of backends) broken[backend] = await measureBroken(lab, backend);
  });
  return { broken };
}

async function speed(): Promise<object> {
  const rounds: Record<string, Speeds>[] = [];
  await inLab({ envoy: true }, async lab => {
    const upstream = await startUpstream(lab);
    try {
      for (let round = 0; round < Number(values.rounds); round++) rounds.push(await oneRound(lab));
    } finally {
      upstream.kill('SIGKILL');
    }
  });
  const speed = Object.fromEntries(
    ['direct', ...backends].map(way => [way, medians(rounds.flatMap(round => round[way] ?? []))]),
  );
  return { rounds: rounds.length, speed, ratiosToDirect: ratios(speed) };
}

/** Measures all ways in turn, so that other load of the machine affects all of them. */
async function oneRound(lab: Lab): Promise<Record<string, Speeds>> {
  const round: Record<string, Speeds> = { direct: await measureSpeed(lab, Number(values.seconds)) };
  for (const backend of backends) {
    const installed = await lab.fairlead([
      'install',
      'transparent-proxy',
      '--backend',
      backend,
      '--kuma-dp-user',
      `${users.proxy}`,
    ]);
    if (installed.code !== 0) throw new Error(installed.stderr);
    round[backend] = await measureSpeed(lab, Number(values.seconds));
    await lab.fairlead(['uninstall', 'transparent-proxy']);
  }
  process.stderr.write(`${JSON.stringify(round)}\n`);
  return round;
}

function medians(all: readonly Speeds[]): Speeds {
  const of = (pick: (speeds: Speeds) => Speed): Speed => ({
    requestsPerSecond: median(all.map(speeds => pick(speeds).requestsPerSecond)),
    p50: median(all.map(speeds => pick(speeds).p50)),
    p99: median(all.map(speeds => pick(speeds).p99)),
  });
  return {
    keptAlive: of(({ keptAlive }) => keptAlive),
    connectionPerRequest: of(speeds => speeds.connectionPerRequest),
  };
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;
}

function ratios(speed: Readonly<Record<string, Speeds>>) {
  const ratio = (a: Speed | undefined, b: Speed | undefined) =>
    a === undefined || b === undefined
      ? undefined
      : {
          requestsPerSecond: round(a.requestsPerSecond / b.requestsPerSecond),
          p50: round(a.p50 / b.p50),
          p99: round(a.p99 / b.p99),
        };
  return Object.fromEntries(
    backends.map(backend => [
      backend,
      {
        keptAlive: ratio(speed[backend]?.keptAlive, speed.direct?.keptAlive),
        connectionPerRequest: ratio(speed[backend]?.connectionPerRequest, speed.direct?.connectionPerRequest),
      },
    ]),
  );
}

function round(ratio: number): number {
  return Math.round(ratio * 1000) / 1000;
}
