import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ruleset } from './backend-laws.ts';
import { withEtc } from './etc.ts';
import { inLab, users } from './lab.ts';
import { sh } from './namespace.ts';
import { cannotRun } from './rights.ts';

const unit = '/etc/systemd/system/fairlead-transparent-proxy.service';

for (const backend of ['nftables', 'iptables', 'iptables-legacy'] as const) {
  test(`${backend}: a systemd unit brings the rules back before the network is up`, {
    skip: cannotRun() ?? false,
  }, async () => {
    await inLab({ envoy: true }, async lab => {
      const run = withEtc(lab, 'writable');
      const fairlead = async (...args: readonly string[]) => {
        const outcome = await run(process.execPath, lab.program, ...args);
        return `${outcome.code}: ${outcome.stdout}${outcome.stderr}`;
      };
      const before = await ruleset(lab);
      const flags = [
        '--backend',
        backend,
        '--kuma-dp-user',
        `${users.proxy}`,
        '--redirect-all-dns-traffic',
        '--persist',
      ];
      assert.match(await fairlead('install', 'transparent-proxy', ...flags), /^0: /);
      assert.match(
        await fairlead('status', 'transparent-proxy'),
        /^0: [\s\S]*kept for the next start by systemd/,
      );
      if (existsSync('/usr/bin/systemd-analyze')) {
        const verified = await run('systemd-analyze', 'verify', unit);
        assert.equal(verified.code, 0, verified.stderr);
      }
      const text = readFileSync(join(lab.directory, unit), 'utf8');
      assert.match(text, /^Before=network-pre.target/m);

      await sh(lab.host, 'nft', 'flush', 'ruleset');
      for (const table of ['raw', 'nat']) {
        for (const program of ['iptables-legacy', 'ip6tables-legacy']) {
          await sh(lab.host, program, '-t', table, '-F');
          await sh(lab.host, program, '-t', table, '-X');
        }
      }
      await sh(lab.host, 'ip', '-6', 'address', 'flush', 'dev', 'lo', 'scope', 'global');
      assert.match(await fairlead('status', 'transparent-proxy'), /^1: .*absent/);

      for (const [, command = ''] of text.matchAll(/^ExecStart=(.*)$/gm)) {
        const outcome = await run(...command.split(' '));
        assert.equal(outcome.code, 0, `${command}: ${outcome.stderr}`);
      }
      assert.match(await fairlead('status', 'transparent-proxy'), /^0: .*intact/);
      const reply = await lab.ask(lab.world, users.root, { kind: 'http', host: 'fd66::1', port: 9091 });
      assert.equal(reply.proxy, 'inbound');

      assert.match(await fairlead('uninstall', 'transparent-proxy'), /^0: [\s\S]*removed the rules from/);
      if (backend === 'nftables') assert.equal(await ruleset(lab), before);
      const left = await run('sh', '-c', 'find /etc/systemd/system /etc/fairlead | grep fairlead; true');
      assert.equal(left.stdout, '');
    });
  });
}

test('with firewalld, a unit of its own puts ::6 on lo at boot', {
  skip: cannotRun('firewalld') ?? false,
}, async () => {
  await inLab({ envoy: false }, async lab => {
    const run = withEtc(lab, 'writable');
    const installed = await run(
      process.execPath,
      lab.program,
      'install',
      'transparent-proxy',
      '--kuma-dp-user',
      '5678',
      '--store-firewalld',
    );
    assert.equal(installed.code, 0, installed.stderr);
    const commands = readFileSync(join(lab.directory, unit), 'utf8').match(/^ExecStart=.*$/gm);
    assert.deepEqual(commands, ['ExecStart=/usr/sbin/ip -6 address replace ::6/128 dev lo nodad']);
    assert.match(
      readFileSync(join(lab.directory, 'etc/firewalld/direct.xml'), 'utf8'),
      /FAIRLEAD_OUTBOUND_A/,
    );
    await run(process.execPath, lab.program, 'uninstall', 'transparent-proxy');
    assert.equal(
      (await run('sh', '-c', 'find /etc/systemd/system -name "fairlead*"; ls /etc/firewalld/direct.xml'))
        .stdout,
      '',
    );
  });
});

test('what a killed install left of a stored copy goes with the next uninstall', {
  skip: cannotRun() ?? false,
}, async () => {
  await inLab({ envoy: false }, async lab => {
    const run = withEtc(lab, 'writable');
    await run(
      'sh',
      '-c',
      `mkdir /etc/fairlead && echo x > /etc/fairlead/transparent-proxy.rules && echo y > ${unit}.fairlead-new`,
    );
    const outcome = await run(process.execPath, lab.program, 'uninstall', 'transparent-proxy');
    assert.equal(outcome.code, 0, outcome.stderr);
    assert.equal((await run('sh', '-c', 'ls -d /etc/fairlead /etc/systemd/system/fairlead*')).stdout, '');
  });
});
