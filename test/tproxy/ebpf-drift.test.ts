import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { install, ruleset, uninstall } from './backend-laws.ts';
import { attached, bpffsOf, links } from './bpf-state.ts';
import { inLab, type Lab, users } from './lab.ts';
import { attempt, sh } from './namespace.ts';
import { cannotRunWith } from './rights.ts';

const skip = cannotRunWith('ebpf') ?? false;
const ebpf = { name: 'ebpf' } as const;

async function status(lab: Lab): Promise<string> {
  const { code, stdout } = await lab.fairlead(['status', 'transparent-proxy']);
  return `${code}: ${stdout}`;
}

async function detach(lab: Lab, type: string): Promise<void> {
  const id = (await attached(lab)).find(({ attach_type }) => attach_type === type)?.id;
  await sh(undefined, 'bpftool', 'cgroup', 'detach', lab.cgroup, type, 'id', `${id}`);
}

test('ebpf: what somebody detached is told by name, and mended by the next install', { skip }, async t => {
  await inLab({ envoy: false }, async lab => {
    const refused = async (from: string, user: number, host: string) =>
      (await lab.ask(from, user, { kind: 'http', host, port: from === lab.host ? 8000 : 9091 })).error ===
      'ECONNREFUSED';
    const damages: readonly (readonly [string, readonly string[], () => Promise<unknown>])[] = [
      ['the program of a hook', ['connect4'], () => detach(lab, 'cgroup_inet4_connect')],
      [
        'the programs of several hooks',
        ['connect6', 'getsockopt', 'recvmsg4', 'sock_ops'],
        async () => {
          for (const type of [
            'cgroup_sock_ops',
            'cgroup_inet6_connect',
            'cgroup_udp4_recvmsg',
            'cgroup_getsockopt',
          ])
            await detach(lab, type);
        },
      ],
      [
        'the link on the network namespace',
        ['sk_lookup'],
        async () => {
          for (const { id } of await links(lab))
            await sh(undefined, 'bpftool', 'link', 'detach', 'id', `${id}`);
        },
      ],
    ];
    const before = await ruleset(lab);
    await install(lab, ebpf);
    const installed = await ruleset(lab);
    for (const [what, hooks, damage] of damages) {
      await t.test(what, async () => {
        await damage();
        const lines = hooks.map(hook => `+ hooks: ${hook}\n`).join('');
        const told = await status(lab);
        assert.match(told, /^2: transparent proxy: drifted, with ebpf\n/);
        assert.ok(told.endsWith(`IPv4 and IPv6\n${lines}`), told);
        const base = [
          'install',
          'transparent-proxy',
          '--backend',
          'ebpf',
          '--kuma-dp-user',
          `${users.proxy}`,
        ];
        assert.equal((await lab.fairlead([...base, '--dry-run'])).stdout, lines);
        await install(lab, ebpf);
        assert.match(await status(lab), /^0: /);
        assert.equal(await ruleset(lab), installed);
        assert.ok(await refused(lab.host, users.application, '10.66.0.2'));
        assert.ok(await refused(lab.host, users.application, 'fd66::2'));
        assert.ok(await refused(lab.world, users.root, '10.66.0.1'));
      });
    }
    await t.test('all at once, and then uninstalled', async () => {
      for (const { attach_type } of await attached(lab)) await detach(lab, attach_type);
      for (const { id } of await links(lab)) await sh(undefined, 'bpftool', 'link', 'detach', 'id', `${id}`);
      assert.match(await status(lab), /^2: /);
      await uninstall(lab);
      assert.equal(await ruleset(lab), before);
    });
  });
});

test('ebpf: interfaces and routes that a plan goes by are told when they are out of date', {
  skip,
}, async t => {
  await inLab({ envoy: false }, async lab => {
    const ip = (...args: readonly string[]) => sh(lab.host, 'ip', ...args);
    const goes = async (way: 'direct' | 'to the proxy', host: string) => {
      const reply = await lab.ask(lab.host, users.application, { kind: 'http', host, port: 8000 });
      assert.equal(reply.error ?? 'direct', way === 'direct' ? 'direct' : 'ECONNREFUSED');
    };
    await t.test('a plan without interfaces does not care', async () => {
      await install(lab, ebpf);
      await ip('route', 'add', '10.99.0.0/16', 'via', '10.67.0.2');
      await ip('link', 'add', 'extra0', 'type', 'veth');
      assert.match(await status(lab), /^0: /);
    });
    await t.test('a route', async () => {
      await install(lab, ebpf, '--exclude-outbound-interfaces', 'eth1');
      await goes('to the proxy', '10.66.0.3');
      assert.match(await status(lab), /^0: /);
      await ip('route', 'add', '10.66.0.3/32', 'dev', 'eth1');
      assert.match(await status(lab), /^2: [\s\S]*\nthe routes of this host have changed since the install/);
      await install(lab, ebpf, '--exclude-outbound-interfaces', 'eth1');
      assert.match(await status(lab), /^0: /);
      assert.match(await ip('route', 'get', '10.66.0.3'), /dev eth1/);
      await goes('to the proxy', '10.66.0.2');
      await goes('direct', '10.67.0.2');
    });
    await t.test('an interface', async () => {
      await install(lab, ebpf, '--exclude-inbound-interfaces', 'guest+');
      assert.match(await status(lab), /^0: /);
      await ip('link', 'add', 'guest1', 'type', 'veth');
      assert.match(
        await status(lab),
        /^2: [\s\S]*\nthe interfaces of this host have changed since the install/,
      );
      await install(lab, ebpf, '--exclude-inbound-interfaces', 'guest+');
      assert.match(await status(lab), /^0: /);
    });
  });
});

test('ebpf: hosts of one machine share a BPF file system, each coming and going as it likes', {
  skip,
}, async () => {
  await inLab({ envoy: false }, async lab => {
    const loader = join(dirname(lab.program), `ebpf/fairlead-bpf-${process.arch}`);
    const script =
      'for i in $(seq 50); do "$0" mark "$1" && "$0" read | grep -q \'"loopback":true\' && "$0" remove || exit 1; done';
    const before = await ruleset(lab);
    const outcomes = await Promise.all(
      [lab.host, lab.world, lab.guest].map(host => attempt(host, ['sh', '-c', script, loader, bpffsOf(lab)])),
    );
    for (const { code, stderr } of outcomes) assert.deepEqual([code, stderr], [0, '']);
    assert.equal(await ruleset(lab), before);
  });
});
