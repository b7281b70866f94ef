import type { ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Actor, ended, startActor } from './actor-process.ts';
import type { Reply, Request } from './actor-protocol.ts';
import { bpffsOf } from './bpf-state.ts';
import { bundleProgram } from './bundle.ts';
import { createCgroup, removeCgroup } from './cgroup.ts';
import { startEnvoy } from './envoy.ts';
import { attempt, type Outcome, sh } from './namespace.ts';

/** Users of the bench. `excluded` and `large` own nothing but their numbers. */
export const users = {
  root: 0,
  application: 4242,
  excluded: 4343,
  large: 3_000_000_000,
  proxy: 5678,
} as const;

/**
 * Lab is a host under test and its world, each in a network namespace of its own:
 *
 *     world 10.66.0.2 ── eth0 ── 10.66.0.1 host 172.30.0.1 ── guest0 ── 172.30.0.2 guest
 *           10.67.0.2 ── eth1 ── 10.67.0.1
 */
export interface Lab {
  readonly host: string;
  readonly world: string;
  readonly guest: string;
  readonly directory: string;
  /** The cgroup of the host's applications and of its proxy. */
  readonly cgroup: string;
  /** Asks from, or serves in, a namespace as a user. */
  readonly ask: (namespace: string, user: number, request: Request) => Promise<Reply>;
  /** The program of the suites, to be run by Node. */
  readonly program: string;
  /** The environment in which it runs, unless another is given. */
  readonly environment: NodeJS.ProcessEnv;
  /** Runs fairlead on the host. */
  readonly fairlead: (
    args: readonly string[],
    options?: { readonly env?: NodeJS.ProcessEnv; readonly input?: string },
  ) => Promise<Outcome>;
  readonly close: () => Promise<void>;
}

/** createLab makes the namespaces and their links, servers and a real Envoy on the host. */
export async function createLab(options: { readonly envoy: boolean } = { envoy: true }): Promise<Lab> {
  const directory = mkdtempSync(join(tmpdir(), 'fairlead-lab-'));
  chmodSync(directory, 0o755);
  const [host, world, guest] = ['host', 'world', 'guest'].map(name => `fl${process.pid}${name}`) as [
    string,
    string,
    string,
  ];
  const cgroup = createCgroup(host);
  const actors = new Map<string, Promise<Actor>>();
  const children: ChildProcess[] = [];
  const ask = async (namespace: string, user: number, request: Request): Promise<Reply> => {
    const key = `${namespace} ${user}`;
    const actor =
      actors.get(key) ??
      Promise.resolve(startActor(namespace, user, namespace === host ? cgroup : undefined));
    actors.set(key, actor);
    return (await actor).ask(request);
  };
  const close = async () => {
    for (const actor of await Promise.all(actors.values())) await actor.stop();
    for (const child of children) await ended(child);
    for (const namespace of [host, world, guest]) await attempt(undefined, ['ip', 'netns', 'del', namespace]);
    await removeCgroup(cgroup);
    await attempt(undefined, ['umount', '--quiet', bpffsOf({ directory })]);
    rmSync(directory, { recursive: true });
  };
  const program = await bundleProgram(directory);
  const environment = {
    ...process.env,
    KUMA_TRANSPARENT_PROXY_EBPF_BPFFS_PATH: bpffsOf({ directory }),
  };
  const fairlead: Lab['fairlead'] = (args, { env, input } = {}) =>
    attempt(host, [process.execPath, program, ...args], { ...environment, ...env }, input);
  try {
    await link(host, world, guest);
    if (options.envoy) {
      children.push(
        await startEnvoy(host, users.proxy, cgroup, directory, [
          { address: '10.66.0.2', port: 8081, mark: 'virtual', cluster: 'upstream' },
          { address: '240.0.0.7', port: 80, mark: 'vip', cluster: 'upstream' },
          { address: 'fd66::2', port: 8081, mark: 'virtual', cluster: 'upstream' },
          { address: '10.66.0.1', port: 8080, mark: 'virtual-inbound', cluster: 'application4' },
        ]),
      );
    }
    await serve(ask, host, world, guest);
    return { host, world, guest, directory, cgroup, program, environment, ask, fairlead, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** inLab makes one, and closes it whatever became of its use. */
export async function inLab(
  options: { readonly envoy: boolean },
  use: (lab: Lab) => Promise<void>,
): Promise<void> {
  const lab = await createLab(options);
  try {
    await use(lab);
  } finally {
    await lab.close();
  }
}

async function link(host: string, world: string, guest: string): Promise<void> {
  const batch = (namespace: string, lines: readonly string[]) =>
    attempt(namespace, ['ip', '-batch', '-'], process.env, `${lines.join('\n')}\n`).then(
      ({ code, stderr }) => {
        if (code !== 0) throw new Error(`ip in ${namespace}: ${stderr}`);
      },
    );
  for (const namespace of [host, world, guest]) await sh(undefined, 'ip', 'netns', 'add', namespace);
  await batch(host, [
    'link set lo up',
    `link add eth0 type veth peer name eth0 netns ${world}`,
    `link add eth1 type veth peer name eth1 netns ${world}`,
    `link add guest0 type veth peer name eth0 netns ${guest}`,
    ...[
      'eth0 10.66.0.1/24',
      'eth0 fd66::1/64',
      'eth1 10.67.0.1/24',
      'guest0 172.30.0.1/24',
      'guest0 fd30::1/64',
    ].map(addressLine),
    ...['eth0', 'eth1', 'guest0'].map(name => `link set ${name} up`),
    'route add default via 10.66.0.2',
    'route add default via fd66::2',
  ]);
  await batch(world, [
    'link set lo up',
    ...['eth0 10.66.0.2/24', 'eth0 10.66.0.3/24', 'eth0 fd66::2/64', 'eth1 10.67.0.2/24'].map(addressLine),
    ...['eth0', 'eth1'].map(name => `link set ${name} up`),
    'route add 172.30.0.0/24 via 10.66.0.1',
  ]);
  await batch(guest, [
    'link set lo up',
    ...['eth0 172.30.0.2/24', 'eth0 fd30::2/64'].map(addressLine),
    'link set eth0 up',
    'route add default via 172.30.0.1',
    'route add default via fd30::1',
  ]);
  await sh(host, 'sysctl', '-q', 'net.ipv4.ip_forward=1');
}

function addressLine(entry: string): string {
  const [device = '', address = ''] = entry.split(' ');
  return address.includes(':')
    ? `address add ${address} dev ${device} nodad`
    : `address add ${address} dev ${device}`;
}

/** Addresses that name servers answer with, so that an answer says who gave it. */
export const dnsAnswers = { proxy: '192.0.2.53', world: '198.51.100.53' } as const;

async function serve(ask: Lab['ask'], host: string, world: string, guest: string): Promise<void> {
  const http = (namespace: string, name: string, address: string, port: number) =>
    ask(namespace, users.root, { kind: 'serve-http', name, host: address, port });
  const replies = await Promise.all([
    ...[8000, 8081, 9090].flatMap(port => [
      http(world, 'world', '0.0.0.0', port),
      http(world, 'world', '::', port),
    ]),
    ...[8080, 9091].flatMap(port => [
      http(host, 'application', '0.0.0.0', port),
      http(host, 'application', '::', port),
    ]),
    http(guest, 'guest', '0.0.0.0', 8000),
    ...['0.0.0.0', '::'].map(address =>
      ask(world, users.root, { kind: 'serve-echo', host: address, port: 7000 }),
    ),
    ...['0.0.0.0', '::'].map(address =>
      ask(host, users.root, { kind: 'serve-echo', host: address, port: 7000 }),
    ),
    ...['10.66.0.2', '10.66.0.3', 'fd66::2'].map(address =>
      ask(world, users.root, { kind: 'serve-dns', host: address, port: 53, address: dnsAnswers.world }),
    ),
    ...['127.0.0.1', '::1', '172.30.0.1'].map(address =>
      ask(host, users.proxy, { kind: 'serve-dns', host: address, port: 15_053, address: dnsAnswers.proxy }),
    ),
  ]);
  const failed = replies.find(reply => reply.error !== undefined);
  if (failed !== undefined) throw new Error(`a server of the bench did not start: ${failed.error}`);
}
