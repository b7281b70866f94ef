import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { install, ruleset, uninstall } from './backend-laws.ts';
import { createLab, type Lab, users } from './lab.ts';
import { attempt, sh } from './namespace.ts';
import { cannotRunWith } from './rights.ts';
import { connectTo, listenTo, startServers, type Told } from './sockets.ts';

const skip = cannotRunWith('ebpf', 'python3', 'nsenter') ?? false;

/** Ways into a network namespace: one has a /sys and mounts of its own, the other those of the machine. */
const ways = {
  'ip netns exec': (lab: Lab) => ['ip', 'netns', 'exec', lab.host],
  'nsenter --net': (lab: Lab) => ['nsenter', `--net=/run/netns/${lab.host}`],
} as const;

/** Where an install comes from, what it is told, and what is there already: in every combination nothing is left of it. */
describe('ebpf: places', { skip }, () => {
  let lab: Lab;
  let found: string;
  let stop: () => void = () => {};
  before(async () => {
    lab = await createLab({ envoy: false });
    found = await ruleset(lab);
    const stops = [
      await startServers(lab, 'outbound', 15_001, { user: users.proxy }),
      await startServers(lab, 'inbound', 15_006, { user: users.proxy }),
    ];
    stop = () => {
      for (const end of stops) end();
    };
  });
  after(async () => {
    stop();
    await lab.close();
  });

  async function run(way: keyof typeof ways, bpffs: string, ...args: readonly string[]): Promise<string> {
    const env = { ...lab.environment, KUMA_TRANSPARENT_PROXY_EBPF_BPFFS_PATH: bpffs };
    const outcome = await attempt(
      undefined,
      [...ways[way](lab), process.execPath, lab.program, ...args],
      env,
    );
    assert.equal(outcome.code, 0, `${args.join(' ')}: ${outcome.stdout}${outcome.stderr}`);
    return outcome.stdout;
  }
  const flags = ['install', 'transparent-proxy', '--backend', 'ebpf', '--kuma-dp-user', `${users.proxy}`];
  const outside = { cgroup: '', user: users.root } as const;

  async function inForce(): Promise<void> {
    assert.equal(((await listenTo(lab, ['10.66.0.2', 8000])) as Told).text, 'outbound');
    const told = await listenTo(lab, ['fd66::1', 9091], { ...outside, namespace: lab.world });
    assert.equal((told as Told).text, 'inbound');
  }

  async function gone(): Promise<void> {
    assert.equal((await connectTo(lab, ['10.66.0.2', 8000])).seen.server, 'world');
    const { seen } = await connectTo(lab, ['fd66::1', 9091], { ...outside, namespace: lab.world });
    assert.equal(seen.server, 'application');
    assert.equal(await ruleset(lab), found);
  }

  for (const there of ['ip netns exec', 'nsenter --net'] as const)
    for (const back of ['ip netns exec', 'nsenter --net'] as const)
      test(`${there}, and back by ${back}, with a BPF file system of our own`, async () => {
        const path = join(lab.directory, 'some/where/bpf');
        await run(there, path, ...flags, '--ebpf-cgroup-path', lab.cgroup);
        await inForce();
        await run(back, path, ...flags, '--exclude-outbound-ports', '9090');
        await inForce();
        await run(back, path, 'status', 'transparent-proxy');
        await run(back, path, 'uninstall', 'transparent-proxy');
        await gone();
        assert.ok(!existsSync(join(lab.directory, 'some')), 'the directories that it made are gone');
      });

  for (const way of ['ip netns exec', 'nsenter --net'] as const)
    test(`${way}, with a BPF file system that others use`, async () => {
      const path = join(lab.directory, 'theirs');
      mkdirSync(path);
      await sh(undefined, 'mount', '-t', 'bpf', 'theirs', path);
      try {
        mkdirSync(join(path, 'pins_of_others'));
        const theirs = readdirSync(path);
        await run(way, path, ...flags);
        await inForce();
        await run(way, path, 'uninstall', 'transparent-proxy');
        assert.deepEqual(readdirSync(path), theirs);
      } finally {
        await sh(undefined, 'umount', path);
        rmdirSync(path);
      }
      await gone();
    });

  test("what a killed install of another network namespace left is not this one's affair", async () => {
    const path = join(lab.directory, 'abandoned');
    mkdirSync(path);
    await sh(undefined, 'mount', '-t', 'bpf', 'fairlead:0', path);
    try {
      const { code, stdout } = await lab.fairlead(['status', 'transparent-proxy']);
      assert.deepEqual([code, stdout], [1, 'transparent proxy: absent\n']);
    } finally {
      // Whoever uninstalls at the same time may have unmounted it by now.
      await attempt(undefined, ['umount', '--quiet', path]);
      rmdirSync(path);
    }
    await gone();
  });

  test('a configuration file that holds the defaults of Kuma', async () => {
    const path = join(lab.directory, 'kuma.json');
    const ebpf = {
      enabled: true,
      instanceIP: '',
      bpffsPath: join(lab.directory, 'run/bpf'),
      cgroupPath: '/sys/fs/cgroup',
      tcAttachIface: '',
      programsSourcePath: join(tmpdir(), 'kuma-ebpf'),
    };
    writeFileSync(path, JSON.stringify({ kumaDPUser: `${users.proxy}`, ebpf }));
    const config = ['install', 'transparent-proxy', '--config', path];
    await run('nsenter --net', ebpf.bpffsPath, ...config);
    await inForce();
    await uninstall(lab);
    await gone();
  });

  test('--ebpf-tc-attach-iface: inbound connections of that interface alone', async () => {
    await install(lab, { name: 'ebpf' }, '--ebpf-tc-attach-iface', 'eth1');
    const from = { ...outside, namespace: lab.world };
    assert.equal(((await listenTo(lab, ['10.67.0.1', 9091], from)) as Told).text, 'inbound');
    assert.equal((await connectTo(lab, ['10.66.0.1', 9091], from)).seen.server, 'application');
    assert.equal((await connectTo(lab, ['fd66::1', 9091], from)).seen.server, 'application');
    assert.equal(
      (await connectTo(lab, ['172.30.0.1', 9091], { ...from, namespace: lab.guest })).seen.server,
      'application',
    );
    assert.equal(((await listenTo(lab, ['10.66.0.2', 8000])) as Told).text, 'outbound');
    assert.equal(((await listenTo(lab, ['10.66.0.1', 9091], { user: users.proxy })) as Told).text, 'inbound');
    await install(lab, { name: 'ebpf' });
    assert.equal(((await listenTo(lab, ['10.66.0.1', 9091], from)) as Told).text, 'inbound');
    await uninstall(lab);
    await gone();
  });
});
