import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inCgroup } from '../../test/tproxy/cgroup.ts';
import { envoyBinary } from '../../test/tproxy/envoy.ts';
import type { Lab } from '../../test/tproxy/lab.ts';
import { users } from '../../test/tproxy/lab.ts';
import { asIn, attempt, sh } from '../../test/tproxy/namespace.ts';

/** Speed is what `wrk` sees: requests a second, and latency in microseconds. */
export interface Speed {
  readonly requestsPerSecond: number;
  readonly p50: number;
  readonly p99: number;
}

/** Speeds are those of one way of connecting, with kept connections and with one connection per request. */
export interface Speeds {
  readonly keptAlive: Speed;
  readonly connectionPerRequest: Speed;
}

const upstreamPort = 8900;

/** startUpstream runs an Envoy in the world that answers by itself: the fastest server at hand. */
export async function startUpstream(lab: Lab): Promise<ChildProcess> {
  // With one connection per request, source ports would fill up with TIME_WAIT, and the search for a free one would be
  // measured.
  for (const namespace of [lab.host, lab.world])
    await sh(namespace, 'sysctl', '-q', 'net.ipv4.tcp_max_tw_buckets=16');
  const config = join(lab.directory, 'upstream.json');
  writeFileSync(config, JSON.stringify(upstream()));
  const binary = envoyBinary();
  if (binary === undefined) throw new Error('no Envoy: run npm run setup');
  const flags = ['-c', config, '--concurrency', '1', '--disable-hot-restart', '--log-level', 'info'];
  const child = spawn('ip', ['netns', 'exec', lab.world, binary, ...flags], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await new Promise<void>((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (text.includes('starting workers')) resolve();
    });
    child.on('exit', code => reject(new Error(`Envoy ended with ${code}`)));
  });
  return child;
}

/** measureSpeed sends requests to the upstream as an application would, on whatever way the present rules lead. */
export async function measureSpeed(lab: Lab, seconds: number): Promise<Speeds> {
  return {
    keptAlive: await wrk(lab, seconds),
    connectionPerRequest: await wrk(lab, seconds, '-H', 'Connection: close'),
  };
}

async function wrk(lab: Lab, seconds: number, ...flags: readonly string[]): Promise<Speed> {
  const command = [
    'wrk',
    '-t1',
    '-c8',
    `-d${seconds}s`,
    '--latency',
    ...flags,
    `http://10.66.0.2:${upstreamPort}/`,
  ];
  const { code, stdout, stderr } = await attempt(
    undefined,
    inCgroup(lab.cgroup, [...asIn(lab.host, users.application), ...command]),
  );
  const rate = Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]);
  if (code !== 0 || !(rate > 0) || stdout.includes('Non-2xx')) throw new Error(`wrk: ${stdout}${stderr}`);
  return { requestsPerSecond: rate, p50: latency(stdout, 50), p99: latency(stdout, 99) };
}

function latency(stdout: string, percentile: number): number {
  const [, value, unit = ''] = new RegExp(`${percentile}%\\s+([\\d.]+)(us|ms|s)`).exec(stdout) ?? [];
  return Number(value) * ({ us: 1, ms: 1000, s: 1_000_000 }[unit] ?? Number.NaN);
}

function upstream() {
  const manager = {
    '@type':
      'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager',
    stat_prefix: 'upstream',
    route_config: {
      virtual_hosts: [
        {
          name: 'all',
          domains: ['*'],
          routes: [
            { match: { prefix: '/' }, direct_response: { status: 200, body: { inline_string: 'ok' } } },
          ],
        },
      ],
    },
    http_filters: [
      {
        name: 'envoy.filters.http.router',
        typed_config: { '@type': 'type.googleapis.com/envoy.extensions.filters.http.router.v3.Router' },
      },
    ],
  };
  return {
    static_resources: {
      listeners: [
        {
          name: 'upstream',
          address: { socket_address: { address: '0.0.0.0', port_value: upstreamPort } },
          filter_chains: [
            { filters: [{ name: 'envoy.filters.network.http_connection_manager', typed_config: manager }] },
          ],
        },
      ],
    },
  };
}
