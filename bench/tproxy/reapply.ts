import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { inCgroup } from '../../test/tproxy/cgroup.ts';
import type { Lab } from '../../test/tproxy/lab.ts';
import { users } from '../../test/tproxy/lab.ts';
import { asIn, sh } from '../../test/tproxy/namespace.ts';

const source = (file: string) => fileURLToPath(new URL(file, import.meta.url));
const loader = fileURLToPath(import.meta.resolve('tsx'));

/** Reapplied is what happened to connections while the rules were replaced. */
export interface Reapplied {
  readonly applies: number;
  readonly connections: number;
  /** Connections that reached the world without the proxy. */
  readonly bypassed: number;
  readonly errors: number;
  readonly millisecondsPerApply: { readonly p50: number; readonly max: number };
}

/**
 * measureReapply replaces the rules `applies` times under load: connection after connection to the world, which answers
 * `world`; redirected connections are answered `proxy`. It goes on until there were at least `connections`.
 */
export async function measureReapply(
  lab: Lab,
  backend: string,
  applies: number,
  connections: number,
): Promise<Reapplied> {
  await sh(lab.host, 'sysctl', '-q', 'net.ipv4.ip_local_port_range=1024 65000');
  const servers = [
    await serve(inCgroup(lab.cgroup, asIn(lab.host, users.proxy)), '0.0.0.0', 15_001, 'proxy'),
    await serve(asIn(lab.world, users.root), '0.0.0.0', 8800, 'world'),
  ];
  try {
    const base = ['install', 'transparent-proxy', '--backend', backend, '--kuma-dp-user', `${users.proxy}`];
    const first = await lab.fairlead([...base, '--redirect-all-dns-traffic']);
    if (first.code !== 0) throw new Error(first.stderr);
    const client = run(
      inCgroup(lab.cgroup, asIn(lab.host, users.application)),
      source('load.ts'),
      'load',
      '10.66.0.2',
      '8800',
      '2',
    );
    let counts: Readonly<Record<string, number>> = {};
    let enough = () => {};
    const reached = new Promise<void>(resolve => {
      enough = resolve;
    });
    const lines = createInterface({ input: client.stdout ?? process.stdin });
    lines.on('line', line => {
      counts = JSON.parse(line) as Record<string, number>;
      if (total(counts) >= connections) enough();
    });
    const timings = await output(
      run(asIn(lab.host, users.root), source('reapply-loop.ts'), backend, `${applies}`),
    );
    await reached;
    client.stdin?.write('end\n');
    await once(lines, 'close');
    const { proxy = 0, world = 0 } = counts;
    return {
      applies,
      connections: total(counts),
      bypassed: world,
      errors: total(counts) - proxy - world,
      millisecondsPerApply: JSON.parse(timings) as Reapplied['millisecondsPerApply'],
    };
  } finally {
    for (const server of servers) server.kill('SIGKILL');
    await lab.fairlead(['uninstall', 'transparent-proxy']);
  }
}

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function run([command = '', ...prefix]: readonly string[], ...script: readonly string[]): ChildProcess {
  return spawn(command, [...prefix, process.execPath, '--import', loader, ...script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
}

async function serve(
  prefix: readonly string[],
  host: string,
  port: number,
  word: string,
): Promise<ChildProcess> {
  const child = run(prefix, source('load.ts'), 'serve', host, `${port}`, word);
  if (child.stdout !== null) await once(child.stdout, 'data');
  return child;
}

async function output(child: ChildProcess): Promise<string> {
  let text = '';
  child.stdout?.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`the loop of installs ended with ${code}`);
  return text;
}
