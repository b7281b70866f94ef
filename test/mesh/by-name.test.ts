import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { type Actor, ended, startActor } from '../tproxy/actor-process.ts';
import { bundleProgram } from '../tproxy/bundle.ts';
import { envoyBinary } from '../tproxy/envoy.ts';
import { attempt } from '../tproxy/namespace.ts';
import { cannotRunWith } from '../tproxy/rights.ts';
import { hub, link, meshAddress, resolvingBy, users } from './lab.ts';
import { shopMesh } from './shop-mesh.ts';

// Machines that know the control plane by its address and nothing else: they join, and their applications call by name, as the
// system resolves names.

const machines = ['client', 'shop', 'spare'] as const;
type Machine = (typeof machines)[number];
const name = 'shop.svc.mesh.local';

const dataplane = (app: string) => `
type: Dataplane
mesh: default
name: {{ name }}
labels: {app: ${app}}
networking:
  address: {{ address }}
  inbound: [{name: web, port: 8080, protocol: http}]
  transparentProxying: {redirectPortInbound: 15006, redirectPortOutbound: 15001, ipFamilyMode: IPv4}
`;

test('workloads call each other by name', { skip: cannotRunWith('nftables', 'curl') ?? false }, async t => {
  const directory = mkdtempSync(join(tmpdir(), 'fairlead-names-'));
  chmodSync(directory, 0o755);
  const namespace = (machine: string) => `fn${process.pid}${machine}`;
  const children = new Map<string, { readonly child: ChildProcess; said: string }>();
  const actors: Actor[] = [];

  /** Has the machine its own resolv.conf, and runs a command there as a user. */
  const onMachine = (machine: string, user: number, ...command: readonly string[]) => [
    ...resolvingBy(join(directory, 'resolv.conf'), namespace(machine), user),
    ...command,
  ];
  const start = (what: string, command: readonly string[], home: string) => {
    const [first = '', ...rest] = command;
    mkdirSync(home, { recursive: true });
    chmodSync(home, 0o777);
    const env = {
      PATH: process.env.PATH,
      HOME: home,
      XDG_STATE_HOME: join(home, 'state'),
      FAIRLEAD_ENVOY: envoyBinary(),
      TMPDIR: home,
    };
    const child = spawn(first, rest, { stdio: ['ignore', 'ignore', 'pipe'], env });
    const one = { child, said: '' };
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      one.said += text;
    });
    children.set(what, one);
  };
  const until = async (what: string, isSo: () => boolean | Promise<boolean>) => {
    for (const end = Date.now() + 20_000; !(await isSo()); await pause(25)) {
      assert.ok(
        Date.now() < end,
        `${what}: ${JSON.stringify([...children].map(([who, { said }]) => [who, said]))}`,
      );
    }
  };
  const says = (what: string, text: string) =>
    until(`${what} says ${text}`, () => children.get(what)?.said.includes(text) ?? false);
  const asApplication = async (machine: Machine, ...command: readonly string[]) => {
    const { stdout } = await attempt(undefined, onMachine(machine, users.application, ...command));
    return stdout.trim();
  };
  const call = async (machine: Machine) => {
    const body = await asApplication(machine, 'curl', '-s', '-m', '5', `http://${name}/`);
    return body.startsWith('{') ? (JSON.parse(body) as { server: string }).server : body;
  };

  try {
    const program = await bundleProgram(directory);
    writeFileSync(join(directory, 'resolv.conf'), `nameserver ${hub}\n`);
    mkdirSync(join(directory, 'mesh'));
    writeFileSync(join(directory, 'mesh/mesh.yaml'), shopMesh);
    await link(machines.map(namespace), namespace('switch'));
    const actor = (machine: string, user: number) => {
      const one = startActor(namespace(machine), user);
      actors.push(one);
      return one;
    };
    const fallback = await actor('switch', 0).ask({
      kind: 'serve-dns',
      host: hub,
      port: 53,
      address: '192.0.2.9',
    });
    assert.equal(fallback.error, undefined);
    start(
      'serve',
      [
        ...['ip', 'netns', 'exec', namespace('switch'), process.execPath, program, 'serve'],
        ...['-f', join(directory, 'mesh'), '--xds', `${hub}:18000`, '--join', `${hub}:5678`],
        '--allow-insecure',
      ],
      join(directory, 'home'),
    );
    await says('serve', 'proxies that join');
    const join_ = async (machine: Machine, app: string) => {
      const install =
        'install transparent-proxy --kuma-dp-uid 5678 --redirect-all-dns-traffic --ip-family-mode ipv4';
      const installed = await attempt(namespace(machine), [process.execPath, program, ...install.split(' ')]);
      assert.equal(installed.code, 0, installed.stderr);
      const file = join(directory, `${machine}.yaml`);
      writeFileSync(file, dataplane(app));
      const served = { kind: 'serve-http', name: machine, host: '0.0.0.0', port: 8080 } as const;
      assert.equal((await actor(machine, users.application).ask(served)).error, undefined);
      start(
        machine,
        onMachine(
          machine,
          users.proxy,
          ...[process.execPath, program, 'proxy', '-d', file, '--cp-address', `http://${hub}:5678`],
          ...['-v', `name=${machine}-1`, '-v', `address=${meshAddress(machines.indexOf(machine))}`],
          ...['--concurrency', '1'],
        ),
        join(directory, `home-${machine}`),
      );
      await says(machine, 'Envoy is ready');
    };
    await Promise.all([join_('client', 'client'), join_('shop', 'shop')]);

    await t.test(
      'as the system resolves names, and get an answer from behind the virtual address',
      async () => {
        await until('the name', async () =>
          /^24\d\.\S+\s+/.test(await asApplication('client', 'getent', 'ahostsv4', name)),
        );
        await until('an answer', async () => (await call('client')) === 'shop');
        assert.equal(await call('shop'), 'shop', 'itself as well');
      },
    );

    await t.test('other names are asked for where they were before, by the agent alone', async () => {
      assert.match(await asApplication('client', 'getent', 'ahostsv4', 'elsewhere.test'), /^192\.0\.2\.9\s/);
    });

    await t.test('one that comes is called, and one that dies is not a second later', async () => {
      await join_('spare', 'shop');
      const servers = async () => {
        const seen = new Set<string>();
        for (let i = 0; i < 12; i++) seen.add(await call('client'));
        return [...seen].sort().join(' ');
      };
      await until('both', async () => (await servers()) === 'shop spare');
      const spare = children.get('spare');
      if (spare !== undefined) await ended(spare.child);
      await pause(1_000);
      assert.equal(await servers(), 'shop');
    });
  } finally {
    for (const { child } of children.values()) await ended(child);
    for (const actor of actors) await actor.stop();
    for (const one of [...machines, 'switch'])
      await attempt(undefined, ['ip', 'netns', 'del', namespace(one)]);
    rmSync(directory, { recursive: true });
  }
});
