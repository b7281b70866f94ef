import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { install, ruleset, uninstall } from './backend-laws.ts';
import { attached } from './bpf-state.ts';
import { createCgroup, removeCgroup } from './cgroup.ts';
import { createLab, type Lab, users } from './lab.ts';
import { attempt, sh } from './namespace.ts';
import { cannotRunWith } from './rights.ts';
import { connectTo, listenTo, type Place, startServers, type Told } from './sockets.ts';

const skip = cannotRunWith('ebpf', 'python3') ?? false;
const ebpf = { name: 'ebpf' } as const;
const elsewhere = { cgroup: '', user: users.root } as const;

/** Which sockets are a plan's affair: those of a cgroup, within one network namespace. Proxies here say what they are told. */
describe('ebpf: cgroups and network namespaces', { skip }, () => {
  let lab: Lab;
  let found: string;
  const stops: (() => void)[] = [];
  const asProxy = { user: users.proxy } as const;
  const serve = async (text: string, port: number, place?: Place) => {
    const stop = await startServers(lab, text, port, place);
    stops.push(stop);
    return stop;
  };
  const tells = async (text: string, wanted: readonly [string, number], place?: Place) => {
    const told = await listenTo(lab, wanted, place);
    assert.deepEqual(told, { ...(told as Told), text, original: `[${wanted[0]}]:${wanted[1]}` });
  };
  const from = (namespace: string): Place => ({ namespace, user: users.root });

  before(async () => {
    lab = await createLab({ envoy: false });
    found = await ruleset(lab);
    await install(lab, ebpf, '--ebpf-cgroup-path', lab.cgroup);
    await serve('outbound of host', 15_001, asProxy);
    await serve('inbound of host', 15_006, asProxy);
  });
  after(async () => {
    for (const stop of stops) stop();
    await lab.close();
  });

  test('processes of the host within the cgroup are redirected', async () => {
    await tells('outbound of host', ['10.66.0.2', 8000]);
    await tells('outbound of host', ['fd66::2', 8000]);
    await tells('inbound of host', ['10.66.0.1', 9091], { ...from(lab.world), cgroup: '' });
    await tells('inbound of host', ['fd66::1', 9091], { ...from(lab.world), cgroup: '' });
  });

  test('processes of the host outside of it are left alone', async () => {
    for (const address of ['10.66.0.2', 'fd66::2', '::ffff:10.66.0.2'])
      assert.equal((await connectTo(lab, [address, 8000], elsewhere)).seen.server, 'world');
  });

  test('processes of another network namespace within it are left alone', async () => {
    assert.equal((await connectTo(lab, ['172.30.0.2', 8000], from(lab.world))).seen.server, 'guest');
    const stop = await serve('another', 15_001, from(lab.world));
    const within = await listenTo(lab, ['127.0.0.1', 15_001], from(lab.world));
    stop();
    const stopAgain = await serve('another', 15_001, { ...from(lab.world), cgroup: '' });
    const without = await listenTo(lab, ['127.0.0.1', 15_001], { ...from(lab.world), cgroup: '' });
    stopAgain();
    assert.equal((within as Told).original, (without as Told).original, 'what the kernel says by itself');
  });

  test('what listens in another network namespace takes no inbound connection', async () => {
    const stop = await serve('another', 15_006, from(lab.world));
    await tells('inbound of host', ['10.66.0.1', 9091], { ...from(lab.guest), cgroup: '' });
    await tells('inbound of host', ['fd66::1', 9091], { ...from(lab.guest), cgroup: '' });
    stop();
  });

  test('two network namespaces that share a cgroup each have their own proxy', async () => {
    const fairlead = (...args: readonly string[]) =>
      attempt(lab.world, [process.execPath, lab.program, ...args], lab.environment);
    const flags = ['--backend', 'ebpf', '--kuma-dp-user', `${users.proxy}`, '--ebpf-cgroup-path', lab.cgroup];
    const installed = await fairlead('install', 'transparent-proxy', ...flags);
    assert.equal(installed.code, 0, installed.stderr);
    const stop = [
      await serve('outbound of world', 15_001, { ...asProxy, namespace: lab.world }),
      await serve('inbound of world', 15_006, { ...asProxy, namespace: lab.world }),
    ];
    await tells('outbound of world', ['172.30.0.2', 8000], from(lab.world));
    await tells('outbound of host', ['172.30.0.2', 8000]);
    await tells('outbound of host', ['fd66::9', 8000]);
    await tells('inbound of world', ['10.66.0.2', 9999], { ...from(lab.guest), cgroup: '' });
    await tells('inbound of host', ['10.66.0.1', 9999], { ...from(lab.guest), cgroup: '' });
    const removed = await fairlead('uninstall', 'transparent-proxy');
    assert.equal(removed.code, 0, removed.stderr);
    for (const end of stop) end();
    assert.equal((await connectTo(lab, ['172.30.0.2', 8000], from(lab.world))).seen.server, 'guest');
    await tells('outbound of host', ['172.30.0.2', 8000]);
    assert.equal((await lab.fairlead(['status', 'transparent-proxy'])).code, 0);
  });

  describe('cgroups below', () => {
    let child: string;
    before(() => {
      child = join(lab.cgroup, 'child');
      mkdirSync(join(child, 'grandchild'), { recursive: true });
    });
    after(async () => {
      for (const cgroup of [join(child, 'grandchild'), child]) await removeCgroup(cgroup);
    });
    test('belong to it', async () => {
      await tells('outbound of host', ['10.66.0.2', 8000], { cgroup: child });
      await tells('outbound of host', ['fd66::2', 8000], { cgroup: join(child, 'grandchild') });
    });
    test('may be named in its place', async () => {
      await install(lab, ebpf, '--ebpf-cgroup-path', child);
      // The proxy, which stands outside, is not told where it was asked.
      const told = await listenTo(lab, ['10.66.0.2', 8000], { cgroup: child });
      assert.equal((told as Told).text, 'outbound of host');
      assert.equal((await connectTo(lab, ['10.66.0.2', 8000])).seen.server, 'world');
      assert.deepEqual(await attached(lab), [], 'the programs have moved');
      await install(lab, ebpf, '--ebpf-cgroup-path', lab.cgroup);
      await tells('outbound of host', ['10.66.0.2', 8000]);
    });
    test('are found together where none is named', async () => {
      const stop = await serve('application', 4000, { cgroup: join(child, 'grandchild') });
      await install(lab, ebpf);
      assert.ok((await attached(lab)).some(({ attach_type }) => attach_type === 'cgroup_inet4_connect'));
      stop();
    });
  });

  describe('beside the program of another tool', () => {
    const attach = (cgroup: string, address: string, manner: 'multi' | 'alone') =>
      sh(
        undefined,
        '/usr/bin/python3',
        fileURLToPath(new URL('foreign-program.py', import.meta.url)),
        cgroup,
        address,
        manner,
      );
    const foreign = async () => (await attached(lab)).filter(({ name }) => name === 'foreign').length;
    test('that came later: both do their work', async () => {
      await attach(lab.cgroup, '10.66.0.1', 'multi');
      assert.equal(await listenTo(lab, ['10.66.0.1', 9091]), 'EPERM');
      await tells('outbound of host', ['10.66.0.2', 8000]);
    });
    test('that came earlier: both do their work, and it stays where ours go', async () => {
      await uninstall(lab);
      assert.equal(await foreign(), 1);
      await attach(lab.cgroup, '10.66.0.3', 'multi');
      await install(lab, ebpf, '--ebpf-cgroup-path', lab.cgroup);
      assert.equal(await listenTo(lab, ['10.66.0.3', 8000]), 'EPERM');
      await tells('outbound of host', ['10.66.0.2', 8000]);
      await uninstall(lab);
      assert.equal(await foreign(), 2);
      assert.equal(await listenTo(lab, ['10.66.0.3', 8000]), 'EPERM');
    });
    test('that suffers no other: an install says so and changes nothing', async () => {
      const alone = createCgroup(`${basename(lab.cgroup)}/alone`);
      try {
        await attach(alone, '10.66.0.3', 'alone');
        const before = await ruleset(lab);
        const flags = ['--backend', 'ebpf', '--kuma-dp-user', `${users.proxy}`, '--ebpf-cgroup-path', alone];
        const outcome = await lab.fairlead(['install', 'transparent-proxy', ...flags]);
        assert.match(
          outcome.stderr,
          /^fairlead: ebpf: connect4 cannot be attached to cgroup .* a program that suffers no other\)/,
        );
        assert.equal(outcome.code, 3);
        assert.equal(await ruleset(lab), before);
        assert.equal(await listenTo(lab, ['10.66.0.3', 8000], { cgroup: alone }), 'EPERM');
      } finally {
        await removeCgroup(alone);
      }
    });
  });

  test('uninstall leaves what was there before', async () => {
    await uninstall(lab);
    for (const { name, id } of await attached(lab)) {
      assert.equal(name, 'foreign');
      await sh(undefined, 'bpftool', 'cgroup', 'detach', lab.cgroup, 'cgroup_inet4_connect', 'id', `${id}`);
    }
    assert.equal(await ruleset(lab), found);
  });
});
