import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ruleset, uninstall } from './backend-laws.ts';
import { bpffsOf } from './bpf-state.ts';
import { cgroup2 } from './cgroup.ts';
import { inLab, type Lab } from './lab.ts';
import { attempt } from './namespace.ts';
import { isRefused } from './refusal.ts';
import { cannotRunWith } from './rights.ts';

const install = ['install', 'transparent-proxy', '--kuma-dp-user', '5678', '--backend'];

/** A directory of the lab with one file in it. */
function directoryWith(lab: Lab, name: string, file: string, text: string): string {
  const path = join(lab.directory, name);
  mkdirSync(path);
  writeFileSync(join(path, file), text);
  return path;
}

/** A command without these capabilities, apart by commas (capabilities(7)). */
function without(lab: Lab, capabilities: string, args: readonly string[]) {
  const dropped = capabilities.split(',').map(name => `-${name}`);
  const setpriv = ['setpriv', `--bounding-set=${dropped.join(',')}`, `--inh-caps=${dropped.join(',')}`];
  return attempt(lab.host, [...setpriv, process.execPath, lab.program, ...args], lab.environment);
}

test('what eBPF cannot do is told in one line, and nothing is changed', {
  skip: cannotRunWith('ebpf') ?? false,
}, async t => {
  await inLab({ envoy: false }, async lab => {
    const cgroups = cgroup2();
    const empty = directoryWith(lab, 'empty', 'README', 'no programs');
    const damaged = directoryWith(lab, 'damaged', 'transparent-proxy.bpf.o', 'no object file');
    const mistakes: readonly (readonly [readonly string[], number, RegExp])[] = [
      [['--vnet', 'guest0:172.30.0.0/24'], 2, /--vnet .* use --backend nftables/],
      [['--persist'], 2, /--persist .* contradicts --backend ebpf/],
      [['--store-firewalld'], 2, /--store-firewalld .* contradicts --backend ebpf/],
      [
        ['--ebpf-cgroup-path', '/nowhere'],
        3,
        /--ebpf-cgroup-path: \/nowhere is not in a cgroup2 file system/,
      ],
      [['--ebpf-cgroup-path', `${cgroups}/none`], 3, /--ebpf-cgroup-path: cgroup .*none cannot be opened/],
      [
        ['--ebpf-tc-attach-iface', 'eth9'],
        1,
        /--ebpf-tc-attach-iface: there is no interface eth9 .*lo, eth0, eth1/,
      ],
      [['--ebpf-instance-ip', 'me'], 1, /--ebpf-instance-ip: "me" is not an IP address/],
      [
        ['--ebpf-instance-ip', '10.66.0.1,10.67.0.1'],
        1,
        /--ebpf-instance-ip: .* more than one address of a family/,
      ],
      [
        ['--ebpf-instance-ip', '10.66.0.99'],
        1,
        /10\.66\.0\.99 is not an address of this host .*10\.66\.0\.1/,
      ],
      [['--ebpf-programs-source-path', empty], 3, /there is no transparent-proxy\.bpf\.o in .*empty/],
      [['--ebpf-programs-source-path', damaged], 3, /damaged.* cannot be opened: BPF object format invalid/],
      [['--ebpf-bpffs-path', ''], 2, /--ebpf-bpffs-path: expected a path/],
      [
        ['--ebpf-bpffs-path', 'a\nundo'],
        2,
        /--ebpf-bpffs-path: expected a path .* without control characters/,
      ],
      [['--ebpf-bpffs-path', empty], 3, /empty: something is in it that a BPF file system would hide/],
      [['--ebpf-bpffs-path', join(empty, 'README')], 3, /README: .*Not a directory/],
      [
        ['--ebpf-bpffs-path', join(empty, 'README/below')],
        3,
        /the directory cannot be made: Not a directory/,
      ],
    ];
    const before = await ruleset(lab);
    for (const [flags, code, message] of mistakes) {
      await t.test(flags.join(' '), async () => {
        isRefused(await lab.fairlead([...install, 'ebpf', ...flags]), code, message);
        assert.equal(await ruleset(lab), before);
      });
    }
    await t.test('processes that share no cgroup but the root', async () => {
      // Those of a lab are in a cgroup of their own; this one is where the suite is.
      const stranger = spawn('ip', ['netns', 'exec', lab.host, 'cat'], {
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      stranger.stdin.write('in the namespace\n');
      await once(stranger.stdout, 'data');
      const outcome = await lab.fairlead([...install, 'ebpf', '--ebpf-cgroup-path', `${cgroups}`]);
      stranger.stdin.end();
      await once(stranger, 'exit');
      isRefused(outcome, 3, /share no cgroup but the root, .* name the one that holds the applications/);
      assert.equal(await ruleset(lab), before);
    });
    for (const [capability, message] of [
      ['sys_admin', /this host lacks .*cgroup v2 .*CAP_SYS_ADMIN/],
      ['dac_read_search', /this host lacks the capability CAP_DAC_READ_SEARCH/],
      ['bpf,sys_admin', /this host lacks .*CAP_BPF/],
      ['net_admin', /needs root \(or CAP_NET_ADMIN\)/],
    ] as const) {
      await t.test(`without ${capability}`, async () => {
        isRefused(await without(lab, capability, [...install, 'ebpf']), 3, message);
        assert.equal(await ruleset(lab), before);
      });
    }
  });
});

test('a firewall needs none of the capabilities of eBPF', {
  skip: cannotRunWith('ebpf') ?? false,
}, async () => {
  await inLab({ envoy: false }, async lab => {
    const before = await ruleset(lab);
    for (const backend of ['nftables', 'iptables', 'iptables-legacy']) {
      for (const command of [
        [...install, backend],
        ['status', 'transparent-proxy'],
        ['uninstall', 'transparent-proxy'],
      ]) {
        const { code, stderr } = await without(lab, 'sys_admin,bpf,perfmon,dac_read_search', command);
        assert.equal(code, 0, `${command.join(' ')}: ${stderr}`);
      }
      assert.equal(await ruleset(lab), before);
    }
  });
});

test('who may not see the programs is told so, and not that there are none', {
  skip: cannotRunWith('ebpf') ?? false,
}, async () => {
  await inLab({ envoy: false }, async lab => {
    const before = await ruleset(lab);
    assert.equal((await lab.fairlead([...install, 'ebpf'])).code, 0);
    const installed = await ruleset(lab);
    for (const command of ['status', 'uninstall', 'install']) {
      for (const capability of ['dac_read_search', 'sys_admin']) {
        const outcome = await without(lab, capability, [command, 'transparent-proxy']);
        assert.notEqual(outcome.code, 0, `${command} ${capability} ${outcome.stdout}`);
        isRefused(outcome, 3, /ebpf: .*(CAP_SYS_ADMIN|CAP_DAC_READ_SEARCH)/);
        assert.equal(await ruleset(lab), installed);
      }
    }
    await uninstall(lab);
    assert.equal(await ruleset(lab), before);
  });
});

test('a BPF file system mounted by others is used, and left', {
  skip: cannotRunWith('ebpf') ?? false,
}, async () => {
  await inLab({ envoy: false }, async lab => {
    const others = bpffsOf(lab);
    mkdirSync(others, { recursive: true });
    await attempt(undefined, ['mount', '-t', 'bpf', 'others', others]);
    const before = await ruleset(lab);
    assert.equal((await lab.fairlead([...install, 'ebpf'])).code, 0);
    assert.equal((await lab.fairlead(['status', 'transparent-proxy'])).code, 0);
    assert.notEqual(await ruleset(lab), before);
    await uninstall(lab);
    assert.equal(await ruleset(lab), before);
  });
});
