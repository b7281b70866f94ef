import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Introspection } from '#inspect';
import { createFileSource } from '#sources/files';
import { createStateDirectory } from '#state';
import type { AddressPolicy } from '#translate';
import type { Push } from '#xds';
import { bootstrapFor } from '../../src/dataplane/bootstrap.ts';
import { startControlPlane } from '../../src/main/control-plane.ts';
import { resourcesByProxy } from '../../src/main/evaluation.ts';
import { inspect } from '../../src/main/introspection.ts';
import { ownMachine } from '../harness/evaluation.ts';
import { type Actor, ended, startActor } from '../tproxy/actor-process.ts';
import type { Reply, Request } from '../tproxy/actor-protocol.ts';
import { bundleProgram } from '../tproxy/bundle.ts';
import { envoyBinary } from '../tproxy/envoy.ts';
import { asIn, attempt, sh } from '../tproxy/namespace.ts';

/** Whose processes in a workload's namespace are the application's, and whose are the proxy's. */
export const users = { application: 4242, proxy: 5678 } as const;

/**
 * MeshLab is machines of a mesh, each a network namespace with a real Envoy and an application, on one switch: 10.77.0.11,
 * fd77::11 and so on. The control plane runs here and is reached by a socket, which knows no namespaces.
 */
export interface MeshLab {
  readonly pushes: readonly Push[];
  /** What can be asked of the control plane. */
  introspection(): Introspection;
  /** Bytes of what a machine's proxy is to hold. */
  heldBytes(machine: string): number;
  write(file: string, text: string): void;
  /** Has a machine's application send a request, or serve. */
  ask(machine: string, request: Request): Promise<Reply>;
  /** Starts the Envoy of a machine, whose Dataplane goes by its name, captures its traffic, and has its application serve at 8080. */
  capture(machine: string): Promise<void>;
  /** Has every name lead to one address, as far as proxies can tell. */
  resolve(address: string): Promise<void>;
  /** Ends the control plane, does something while it is away, and starts it again. */
  restart(away: () => Promise<void>): Promise<void>;
  /** Resolves when what was written has been acknowledged by all proxies. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** inMeshLab makes a lab of these machines, whose files are these, and closes it whatever became of its use. */
export async function inMeshLab(
  machines: readonly string[],
  files: Readonly<Record<string, string>>,
  use: (lab: MeshLab) => Promise<void>,
  policy: AddressPolicy = ownMachine,
): Promise<void> {
  const lab = await createMeshLab(machines, files, policy);
  try {
    await use(lab);
  } finally {
    await lab.close();
  }
}

/** The switch, where what the machines have in common runs. */
export const hub = '10.77.0.1';
const hub6 = 'fd77::1';

/** resolvingBy is `asIn` with a resolv.conf of its own. */
export function resolvingBy(resolvConf: string, namespace: string, user: number): readonly string[] {
  const mounted = `mount --bind ${resolvConf} /etc/resolv.conf && exec "$@"`;
  const [ip = '', ...rest] = asIn(namespace, user);
  const at = rest.indexOf('setpriv');
  return [ip, ...rest.slice(0, at), 'unshare', '--mount', 'sh', '-c', mounted, 'sh', ...rest.slice(at)];
}

/** meshAddress is that of the machine of this number; it has one of each family. */
export function meshAddress(number: number, family: 4 | 6 = 4): string {
  return `${family === 4 ? '10.77.0.' : 'fd77::'}${11 + number}`;
}

async function createMeshLab(
  machines: readonly string[],
  files: Readonly<Record<string, string>>,
  policy: AddressPolicy,
): Promise<MeshLab> {
  const directory = mkdtempSync(join(tmpdir(), 'fairlead-mesh-'));
  chmodSync(directory, 0o755);
  const resources = join(directory, 'resources');
  mkdirSync(resources);
  const write = (file: string, text: string) => writeFileSync(join(resources, file), text);
  for (const [file, text] of Object.entries(files)) write(file, text);
  const namespace = (machine: string) => `fl${process.pid}${machine}`;
  const actors = new Map<string, Actor>();
  const proxies = new Map<string, ChildProcess>();
  const pushes: Push[] = [];
  const program = await bundleProgram(directory);
  const resolvConf = join(directory, 'resolv.conf');
  writeFileSync(resolvConf, `nameserver ${hub}\n`);
  await link(machines.map(namespace), namespace('switch'));

  const socket = join(directory, 'xds.sock');
  const start = async () => {
    const state = createStateDirectory(join(directory, 'state'));
    const started = await startControlPlane({
      source: createFileSource({ paths: [resources], state }),
      state,
      policy,
      xds: { address: `unix:${socket}` },
      onPush: push => pushes.push(push),
      loadInterval: 500,
    });
    chmodSync(socket, 0o777);
    return started;
  };
  let controlPlane = await start();

  const actorOf = (machine: string): Actor => {
    const actor = actors.get(machine) ?? startActor(namespace(machine), users.application);
    actors.set(machine, actor);
    return actor;
  };
  const settled = async () => {
    const deadline = Date.now() + 20_000;
    // What was written a moment ago may not have been read yet.
    await new Promise(resolve => setTimeout(resolve, 100));
    const isSettled = () => {
      const clients = controlPlane.clients();
      return clients.length >= proxies.size && clients.every(c => c.upToDate);
    };
    while (!isSettled()) {
      if (Date.now() > deadline) throw new Error(`not settled: ${JSON.stringify(controlPlane.clients())}`);
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  };
  const fairlead = (machine: string, ...args: readonly string[]) =>
    attempt(namespace(machine), [process.execPath, program, ...args], process.env);
  const inMachine = (machine: string) => resolvingBy(resolvConf, namespace(machine), users.proxy);
  const startProxy = async (machine: string) => {
    const proxyId = `default.${machine}`;
    proxies.set(machine, await startEnvoy(inMachine(machine), proxyId, join(directory, machine), socket));
    const deadline = Date.now() + 20_000;
    while (!controlPlane.clients().some(c => c.view === proxyId && c.upToDate)) {
      if (Date.now() > deadline) throw new Error(`${proxyId} is not up to date`);
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  };
  return {
    pushes,
    introspection: () => inspect().of(controlPlane),
    heldBytes: machine => {
      const held = [...resourcesByProxy(controlPlane.pipeline)].find(([id]) => id === `default.${machine}`);
      return (held?.[1] ?? []).reduce((sum, { bytes }) => sum + bytes.length, 0);
    },
    async restart(away) {
      await controlPlane.close();
      await away();
      controlPlane = await start();
    },
    write,
    ask: (machine, request) => actorOf(machine).ask(request),
    async capture(machine) {
      await startProxy(machine);
      const install = `install transparent-proxy --kuma-dp-uid ${users.proxy}`.split(' ');
      const installed = await fairlead(machine, ...install);
      assert.equal(installed.code, 0, installed.stderr);
      for (const host of ['0.0.0.0', '::']) {
        const serve = { kind: 'serve-http', name: machine, host, port: 8080 } as const;
        assert.equal((await actorOf(machine).ask(serve)).error, undefined);
      }
    },
    async resolve(address) {
      const server = startActor(namespace('switch'), 0);
      actors.set('switch', server);
      const served = await server.ask({ kind: 'serve-dns', host: hub, port: 53, address });
      assert.equal(served.error, undefined);
    },
    settled,
    async close() {
      for (const actor of actors.values()) await actor.stop();
      for (const proxy of proxies.values()) await ended(proxy);
      await controlPlane.close();
      for (const name of [...machines, 'switch'])
        await attempt(undefined, ['ip', 'netns', 'del', namespace(name)]);
      rmSync(directory, { recursive: true });
    },
  };
}

/** link makes machines on one switch, which is also the way to everywhere else: what is sent there is lost. */
export async function link(machines: readonly string[], middle: string): Promise<void> {
  const batch = async (namespace: string, lines: readonly string[]) => {
    const { code, stderr } = await attempt(
      namespace,
      ['ip', '-batch', '-'],
      process.env,
      `${lines.join('\n')}\n`,
    );
    if (code !== 0) throw new Error(`ip in ${namespace}: ${stderr}`);
  };
  for (const name of [middle, ...machines]) await sh(undefined, 'ip', 'netns', 'add', name);
  await batch(middle, [
    'link set lo up',
    'link add br0 type bridge',
    `address add ${hub}/24 dev br0`,
    `address add ${hub6}/64 dev br0 nodad`,
    'link set br0 up',
    ...machines.flatMap((name, i) => [
      `link add port${i} type veth peer name eth0 netns ${name}`,
      `link set port${i} master br0`,
      `link set port${i} up`,
    ]),
  ]);
  for (const [i, name] of machines.entries()) {
    await batch(name, [
      'link set lo up',
      `address add ${meshAddress(i)}/24 dev eth0`,
      `address add ${meshAddress(i, 6)}/64 dev eth0 nodad`,
      'link set eth0 up',
      `route add default via ${hub}`,
      `route add ::/0 via ${hub6}`,
    ]);
  }
}

async function startEnvoy(
  inMachine: readonly string[],
  proxyId: string,
  folder: string,
  socket: string,
): Promise<ChildProcess> {
  const binary = envoyBinary();
  if (binary === undefined) throw new Error('the real Envoy is missing: npm run setup');
  mkdirSync(folder);
  chmodSync(folder, 0o777);
  const config = join(folder, 'bootstrap.json');
  const admin = { kind: 'unix', path: join(folder, 'admin.sock') } as const;
  writeFileSync(config, bootstrapFor({ proxyId, xdsAddress: `unix:${socket}`, admin, tellsCalls: true }));
  const [first = '', ...rest] = [
    ...inMachine,
    ...[
      binary,
      '--config-path',
      config,
      '--use-dynamic-base-id',
      '--concurrency',
      '1',
      '--log-level',
      'warning',
    ],
  ];
  const child = spawn(first, rest, { stdio: ['ignore', 'ignore', 'inherit'] });
  return child;
}
