import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { install, ruleset, uninstall } from './backend-laws.ts';
import { addForeignRules } from './foreign-rules.ts';
import { inLab, type Lab, users } from './lab.ts';
import { attempt, sh } from './namespace.ts';
import { cannotRun, cannotRunWith } from './rights.ts';

const skip = cannotRun() ?? false;
const backends = ['nftables', 'iptables', 'iptables-legacy', 'ebpf'] as const;
const skipWith = (backend: string) => ({ skip: cannotRunWith(backend) ?? false });

async function status(lab: Lab): Promise<string> {
  const { code, stdout } = await lab.fairlead(['status', 'transparent-proxy']);
  return `${code}: ${stdout}`;
}

/** In this order every backend follows on every other. */
const succession = [
  ...['nftables', 'iptables', 'iptables-legacy', 'ebpf', 'nftables', 'iptables-legacy'],
  ...['iptables', 'ebpf', 'iptables-legacy', 'nftables', 'ebpf', 'iptables', 'nftables'],
] as readonly (typeof backends)[number][];

test(
  'an install with another backend takes the place of the first, without a remainder',
  skipWith('ebpf'),
  () =>
    inLab({ envoy: false }, async lab => {
      const before = await ruleset(lab);
      for (const name of succession) {
        await install(lab, { name });
        assert.match(await status(lab), new RegExp(`^0: transparent proxy: intact, with ${name}\n`));
      }
      await uninstall(lab);
      assert.equal(await ruleset(lab), before);
    }),
);

for (const name of ['nftables', 'ebpf'] as const) {
  const title = `${name}: uninstall takes the flags of the install, needs none, and may be run twice`;
  test(title, skipWith(name), () =>
    inLab({ envoy: false }, async lab => {
      const before = await ruleset(lab);
      await install(lab, { name }, '--redirect-all-dns-traffic');
      assert.notEqual(await ruleset(lab), before);
      const preview = await lab.fairlead(['uninstall', 'transparent-proxy', '--dry-run']);
      assert.match(preview.stdout, /^- dns: [\s\S]*- lo: address ::6\/128$/m);
      await uninstall(
        lab,
        '--redirect-all-dns-traffic',
        '--kuma-dp-user',
        'nobody-of-that-name',
        '--redirect-inbound-port',
        '0',
      );
      assert.equal(await ruleset(lab), before);
      const again = await lab.fairlead(['uninstall', 'transparent-proxy']);
      assert.deepEqual([again.code, again.stderr], [0, 'no transparent proxy is installed: nothing to do\n']);
    }),
  );
}

for (const name of ['iptables', 'iptables-legacy'] as const) {
  test(`${name} without comments: install twice, status and uninstall all work`, { skip }, () =>
    inLab({ envoy: false }, async lab => {
      await addForeignRules(lab.host, name === 'iptables' ? 'nft' : 'legacy');
      const before = await ruleset(lab);
      await install(lab, { name }, '--disable-comments');
      await install(lab, { name }, '--disable-comments', '--redirect-all-dns-traffic');
      const program = name === 'iptables' ? 'iptables-nft' : name;
      assert.doesNotMatch(await sh(lab.host, `${program}-save`), /--comment "?fairlead/);
      assert.match(await status(lab), /^0: .*intact/);
      await sh(lab.host, program, '-t', 'nat', '-D', 'FAIRLEAD_INBOUND_B', '1');
      assert.match(await status(lab), /^2: .*drifted[\s\S]*not those that were installed/);
      await uninstall(lab);
      assert.equal(await ruleset(lab), before);
    }),
  );
}

test('drift is told in both families, line by line, and mended by the next install', { skip }, () =>
  inLab({ envoy: false }, async lab => {
    for (const name of ['iptables', 'iptables-legacy'] as const) {
      const program = name === 'iptables' ? 'ip6tables-nft' : 'ip6tables-legacy';
      await install(lab, { name });
      await sh(
        lab.host,
        program,
        '-t',
        'nat',
        '-I',
        'FAIRLEAD_OUTBOUND_A',
        '1',
        '-p',
        'tcp',
        '--dport',
        '443',
        '-j',
        'ACCEPT',
      );
      await sh(lab.host, program, '-t', 'nat', '-F', 'PREROUTING');
      const drifted = await status(lab);
      assert.match(drifted, /^2: .*drifted/);
      assert.match(drifted, /^- IPv6 nat outbound: -p tcp --dport 443 -j ACCEPT$/m);
      assert.match(drifted, /^\+ IPv6 nat PREROUTING: -p tcp -j inbound$/m);
      await install(lab, { name });
      assert.match(await status(lab), /^0: /);
      await uninstall(lab);
    }
  }),
);

test('a script installs without Fairlead, twice if need be, and the rules are known as ours', {
  skip,
}, async t => {
  for (const [form, backend] of [
    ['nft', 'nftables'],
    ['iptables', 'iptables'],
    ['iptables', 'iptables-legacy'],
  ] as const) {
    await t.test(backend, () =>
      inLab({ envoy: false }, async lab => {
        const flags = [
          '--kuma-dp-user',
          `${users.proxy}`,
          '--redirect-all-dns-traffic',
          '--backend',
          backend,
        ];
        const { code, stdout, stderr } = await lab.fairlead([
          'install',
          'transparent-proxy',
          ...flags,
          '-o',
          form,
        ]);
        assert.equal(code, 0, stderr);
        assert.match(await status(lab), /^1: .*absent/, 'printing changes nothing');
        const script = join(lab.directory, 'script');
        writeFileSync(script, stdout);
        if (form === 'nft') await sh(lab.host, 'ip', '-6', 'address', 'add', '::6/128', 'dev', 'lo');
        for (let i = 0; i < 2; i++)
          await sh(lab.host, form === 'nft' ? 'nft' : 'sh', ...(form === 'nft' ? ['-f', script] : [script]));
        assert.match(await status(lab), new RegExp(`^0: transparent proxy: intact, with ${backend}\n`));
        if (form === 'iptables') {
          await sh(lab.host, 'sh', script, 'remove');
          assert.match(await status(lab), /^1: .*absent/);
        } else {
          await uninstall(lab);
        }
        assert.equal(
          await sh(lab.host, 'ip', '-6', '-o', 'address', 'show', 'dev', 'lo', 'scope', 'global'),
          '',
        );
      }),
    );
  }
});

for (const name of ['nftables', 'ebpf'] as const) {
  test(`${name}: installs at once are one after the other`, skipWith(name), () =>
    inLab({ envoy: false }, async lab => {
      const before = await ruleset(lab);
      // An install that looks for the cgroup itself would find those of the others.
      const base = [
        ...['install', 'transparent-proxy', '--backend', name],
        ...['--kuma-dp-user', `${users.proxy}`, '--ebpf-cgroup-path', lab.cgroup],
      ];
      const outcomes = await Promise.all(
        ['1', '2', '3', '4'].map(port => lab.fairlead([...base, '--exclude-outbound-ports', port])),
      );
      for (const outcome of outcomes) assert.equal(outcome.code, 0, outcome.stderr);
      assert.match(await status(lab), /^0: .*intact/);
      await uninstall(lab);
      assert.equal(await ruleset(lab), before);
    }),
  );
}

test('a host without IPv6 gets rules for IPv4, and is told so', skipWith('ebpf'), async t => {
  for (const name of backends) {
    await t.test(name, () =>
      inLab({ envoy: false }, async lab => {
        await sh(lab.host, 'sysctl', '-q', 'net.ipv6.conf.all.disable_ipv6=1');
        const flags = ['install', 'transparent-proxy', '--backend', name, '--kuma-dp-user', `${users.proxy}`];
        const outcome = await lab.fairlead(flags);
        assert.equal(outcome.code, 0, outcome.stderr);
        assert.match(outcome.stderr, /IPv6 is off on this host/);
        assert.match(await status(lab), /^0: [\s\S]*IPv4$/m);
      }),
    );
  }
});

test('an address ::6 that was there before is left there', { skip }, () =>
  inLab({ envoy: false }, async lab => {
    await sh(lab.host, 'ip', '-6', 'address', 'add', '::6/128', 'dev', 'lo');
    await install(lab, { name: 'nftables' });
    await uninstall(lab);
    assert.match(await sh(lab.host, 'ip', '-6', '-o', 'address', 'show', 'dev', 'lo'), /::6\/128/);
  }),
);

test('settings come from standard input, files and the environment', { skip }, () =>
  inLab({ envoy: false }, async lab => {
    const env = { ...process.env, KUMA_TRANSPARENT_PROXY_REDIRECT_INBOUND_PORT: '16006' };
    const input = JSON.stringify({
      kumaDPUser: '5678',
      redirect: { outbound: { port: 16001 }, inbound: { port: 1 } },
    });
    const outcome = await lab.fairlead(
      ['install', 'transparent-proxy', '--config', '-', '--redirect-dns-port', '16053'],
      { env, input },
    );
    assert.equal(outcome.code, 0, outcome.stderr);
    assert.match(await status(lab), /outbound to port 16001, inbound to port 16006, proxy user 5678/);
  }),
);

test('a preview needs no root, and says that it cannot see what is installed', { skip }, () =>
  inLab({ envoy: false }, async lab => {
    const asNobody = [
      'setpriv',
      '--reuid=4242',
      '--clear-groups',
      process.execPath,
      lab.program,
      'install',
      'transparent-proxy',
    ];
    const outcome = await attempt(lab.host, [
      ...asNobody,
      '--dry-run',
      '--kuma-dp-user',
      '5678',
      '--backend',
      'nftables',
    ]);
    assert.match(outcome.stderr, /not root/);
    assert.match(outcome.stdout, /^\+ outbound: /m);
    assert.equal(outcome.code, 0, outcome.stderr);
  }),
);

test('without a proxy connections are refused: nothing slips past', skipWith('ebpf'), async t => {
  for (const name of backends) {
    await t.test(name, () =>
      inLab({ envoy: false }, async lab => {
        await install(lab, { name });
        for (const host of ['10.66.0.2', 'fd66::2']) {
          const reply = await lab.ask(lab.host, users.application, { kind: 'http', host, port: 8000 });
          assert.deepEqual(reply, { error: 'ECONNREFUSED' });
        }
        for (const host of ['10.66.0.1', 'fd66::1']) {
          const reply = await lab.ask(lab.world, users.root, { kind: 'http', host, port: 9091 });
          assert.deepEqual(reply, { error: 'ECONNREFUSED' });
        }
      }),
    );
  }
});
