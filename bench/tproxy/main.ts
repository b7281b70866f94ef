import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createLab, type Lab, users } from '../../test/tproxy/lab.ts';
import { cannotRun } from '../../test/tproxy/rights.ts';
import { type Broken, measureBroken } from './broken.ts';
import { measureReapply, type Reapplied } from './reapply.ts';
import { measureSpeed, type Speed, type Speeds, startUpstream } from './speed.ts';

/**
 * Measures the transparent proxy in network namespaces and writes `bench/results/tproxy.json`:
 * connections that bypass the proxy while rules are replaced, connections that are broken, latency and throughput.
 */
const backends = ['nftables', 'iptables', 'iptables-legacy'] as const;
const { values } = parseArgs({
  options: {
    applies: { type: 'string', default: '400' },
    connections: { type: 'string', default: '30000' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '4' },
  },
});

const reason = cannotRun('wrk');
if (reason !== undefined) {
  process.stderr.write(`bench tproxy: ${reason}\n`);
  process.exit(3);
}
const results = {
  date: new Date().toISOString(),
  machine: { cores: cpus().length, kernel: release(), node: process.version },
  loadAverageBefore: loadavg(),
  ...(await measureAll()),
  loadAverageAfter: loadavg(),
};
const path = fileURLToPath(new URL('../results/tproxy.json', import.meta.url));
mkdirSync(fileURLToPath(new URL('../results', import.meta.url)), { recursive: true });
writeFileSync(path, `${JSON.stringify(results, null, 2)}\n`);
process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);

async function measureAll() {
  const reapplied: Record<string, Reapplied> = {};
  await inLab(false, async lab => {
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
  const broken: Record<string, Broken> = {};
  const rounds: Record<string, Speeds>[] = [];
  await inLab(true, async lab => {
    for (const backend of backends) {
      broken[backend] = await measureBroken(lab, backend);
      process.stderr.write(`${backend}: ${JSON.stringify(broken[backend])}\n`);
    }
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
  return { reapplied, broken, speed, ratiosToDirect: ratios(speed) };
}

async function inLab(envoy: boolean, measure: (lab: Lab) => Promise<void>): Promise<void> {
  const lab = await createLab({ envoy });
  try {
    await measure(lab);
  } finally {
    await lab.close();
  }
}

/** All ways in turn, so that what else the machine does falls on all of them. */
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
