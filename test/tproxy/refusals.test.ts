import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ruleset } from './backend-laws.ts';
import { withEtc } from './etc.ts';
import { inLab } from './lab.ts';
import { attempt, type Outcome, sh } from './namespace.ts';
import { isRefused } from './refusal.ts';
import { cannotRun } from './rights.ts';

const mistakes: readonly (readonly [readonly string[], number, RegExp])[] = [
  [['--kuma-dp-user', 'nobody-of-that-name'], 1, /--kuma-dp-user: there is no user "nobody-of-that-name"/],
  [['--kuma-dp-user', '4294967295'], 2, /--kuma-dp-user: 4294967295 is no user id/],
  [['--redirect-inbound-port', '0'], 2, /--redirect-inbound-port: "0" is not a port/],
  [['--redirect-outbound-port', '70000'], 2, /--redirect-outbound-port: "70000" is not a port/],
  [['--redirect-dns', '--redirect-all-dns-traffic'], 2, /--redirect-dns and --redirect-all-dns-traffic/],
  [['--ebpf-enabled', '--backend', 'iptables'], 2, /--ebpf-enabled .* contradicts --backend iptables/],
  [['--store-firewalld', '--backend', 'nftables'], 2, /--store-firewalld .* contradicts --backend nftables/],
  [['--store-firewalld', '--persist'], 2, /--store-firewalld and --persist/],
  [['--backend', 'pf'], 2, /--backend: "pf" is none of/],
  [
    ['--exclude-outbound-ports-for-uids', 'tcp:22:*'],
    2,
    /--exclude-outbound-ports-for-uids: "tcp:22:\*" is not of the form/,
  ],
  [['--config', '/no/such/file'], 1, /--config \/no\/such\/file: cannot be read/],
  [['--config', '{"redirect": {"inbound": {"prot": 1}}}'], 1, /"redirect.inbound.prot" is not a setting/],
  [['--wait', 'soon'], 2, /--wait: "soon" is not a whole number/],
];

test('a mistake is told in one line, and nothing is changed', { skip: cannotRun() ?? false }, async t => {
  await inLab({ envoy: false }, async lab => {
    const before = await ruleset(lab);
    const refuses = (name: string, run: () => Promise<Outcome>, code: number, message: RegExp) =>
      t.test(name, async () => {
        isRefused(await run(), code, message);
        assert.equal(await ruleset(lab), before);
      });
    for (const [flags, code, message] of mistakes) {
      await refuses(
        flags.join(' '),
        () => lab.fairlead(['install', 'transparent-proxy', ...flags]),
        code,
        message,
      );
    }
    for (const command of ['install', 'uninstall', 'status']) {
      const asNobody = [
        'setpriv',
        '--reuid=4242',
        '--clear-groups',
        process.execPath,
        lab.program,
        command,
        'transparent-proxy',
      ];
      await refuses(
        `${command} without root`,
        () => attempt(lab.host, asNobody),
        3,
        new RegExp(`${command} transparent-proxy needs root`),
      );
    }
    const frozen = withEtc(lab, 'read-only');
    for (const flag of ['--store-firewalld', '--persist']) {
      const run = () =>
        frozen(process.execPath, lab.program, 'install', 'transparent-proxy', '--kuma-dp-user', '5678', flag);
      await refuses(
        `${flag} with a read-only /etc`,
        run,
        3,
        new RegExp(`${flag}: /etc/.* cannot be written: the file system is read-only`),
      );
    }
    await refuses(
      'an unknown flag',
      () => lab.fairlead(['install', 'transparent-proxy', '--redirect-everything']),
      2,
      /unknown option '--redirect-everything'/,
    );
    const missing = ['--iptables-executables', 'iptables-save:/no/save,iptables-restore:/no/restore'];
    await refuses(
      'programs that are not there',
      () =>
        lab.fairlead([
          'install',
          'transparent-proxy',
          '--kuma-dp-user',
          '5678',
          '--backend',
          'iptables',
          ...missing,
        ]),
      3,
      /--backend iptables cannot be used here: the programs .* are not installed/,
    );
  });
});

test('what the kernel or a foreign rule refuses is told, and taken back', {
  skip: cannotRun() ?? false,
}, async t => {
  await inLab({ envoy: false }, async lab => {
    const install = () =>
      lab.fairlead(['install', 'transparent-proxy', '--kuma-dp-user', '5678', '--backend', 'nftables']);
    await t.test('a foreign process owns the table', async () => {
      const owner = spawn('ip', ['netns', 'exec', lab.host, 'nft', '-i']);
      try {
        owner.stdin.write('add table inet fairlead { flags owner; }\nlist tables\n');
        await once(owner.stdout, 'data');
        const before = await ruleset(lab);
        isRefused(await install(), 3, /table inet fairlead is there and cannot be read/);
        assert.equal(await ruleset(lab), before);
      } finally {
        owner.kill('SIGKILL');
        await once(owner, 'exit');
      }
    });
    await t.test('a foreign rule takes the probe connection first', async () => {
      const thief =
        'table inet thief { chain output { type nat hook output priority -150; tcp dport 80 redirect to :1; }; }';
      await sh(lab.host, 'nft', thief);
      const before = await ruleset(lab);
      isRefused(
        await install(),
        3,
        /a probe connection did not come by the rules \(ECONNREFUSED\): another rule takes it first; the rules were taken back/,
      );
      assert.equal(await ruleset(lab), before);
      await sh(lab.host, 'nft', 'delete', 'table', 'inet', 'thief');
    });
    await t.test('a re-install that fails leaves the former plan in force', async () => {
      assert.equal((await install()).code, 0);
      const before = await ruleset(lab);
      await sh(
        lab.host,
        'nft',
        'table inet thief { chain output { type nat hook output priority -150; tcp dport 80 redirect to :1; }; }',
      );
      const outcome = await lab.fairlead([
        'install',
        'transparent-proxy',
        '--kuma-dp-user',
        '1',
        '--backend',
        'nftables',
      ]);
      assert.equal(outcome.code, 3, outcome.stderr);
      await sh(lab.host, 'nft', 'delete', 'table', 'inet', 'thief');
      assert.equal(await ruleset(lab), before);
      assert.equal((await lab.fairlead(['status', 'transparent-proxy'])).code, 0);
    });
  });
});

test('status tells a proxy whether the rules fit it', { skip: cannotRun() ?? false }, async () => {
  await inLab({ envoy: false }, async lab => {
    const status = async (...flags: readonly string[]) => {
      const { code, stdout } = await lab.fairlead(['status', 'transparent-proxy', ...flags]);
      return `${code}: ${stdout}`;
    };
    assert.match(
      await status('--expect-ports', '15001,15006,15053'),
      /^1: .*absent[\s\S]*no transparent proxy is installed/,
    );
    const config = join(lab.directory, 'tproxy.yaml');
    writeFileSync(
      config,
      'kumaDPUser: "5678"\nredirect: { dns: { enabled: true, captureAll: true }, inbound: { port: 16006 } }\n',
    );
    const installed = await lab.fairlead(['install', 'transparent-proxy', '--config', config]);
    assert.equal(installed.code, 0, installed.stderr);
    assert.match(await status('--expect-ports', '15001,16006,15053', '--expect-user', '5678'), /^0: /);
    assert.match(
      await status('--expect-ports', '15001,15006'),
      /^2: [\s\S]*inbound traffic is redirected to port 16006, but the proxy listens on port 15006/,
    );
    assert.match(
      await status('--expect-ports', '15001,,-'),
      /^2: [\s\S]*DNS is redirected to port 15053, where the proxy does not listen/,
    );
    assert.match(await status('--expect-user', 'root'), /^2: [\s\S]*UID 5678 .* runs as UID 0/);
    await sh(lab.host, 'nft', 'flush', 'chain', 'inet', 'fairlead', 'inbound_a');
    const drifted = await status();
    assert.match(
      drifted,
      /^2: .*drifted[\s\S]*\+ inbound: tcp flags & \(fin \| syn \| rst \| ack\) == syn counter redirect to :16006/,
    );
    const json = JSON.parse((await status('-o', 'json')).slice(3)) as {
      state: string;
      backend: string;
      plan: { proxyUser: number };
    };
    assert.deepEqual([json.state, json.backend, json.plan.proxyUser], ['drifted', 'nftables', 5678]);
    const dry = await lab.fairlead(['install', 'transparent-proxy', '--config', config, '--dry-run']);
    assert.equal(
      dry.stdout,
      '+ inbound: tcp flags & (fin | syn | rst | ack) == syn counter redirect to :16006\n',
    );
    await lab.fairlead(['install', 'transparent-proxy', '--config', config]);
    assert.equal(
      (await lab.fairlead(['install', 'transparent-proxy', '--config', config, '--dry-run'])).stdout,
      'nothing would change\n',
    );
    await sh(lab.host, 'ip', '-6', 'address', 'del', '::6/128', 'dev', 'lo');
    assert.match(await status(), /^2: [\s\S]*\+ lo: address ::6\/128/);
  });
});
