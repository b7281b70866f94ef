import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { firewalldDirectory, startFirewalld } from './firewalld.ts';
import { dnsAnswers, inLab, type Lab, users } from './lab.ts';
import { sh } from './namespace.ts';
import { cannotRun } from './rights.ts';

const foreign = `<?xml version="1.0" encoding="utf-8"?>
<direct>
  <chain ipv="ipv4" table="nat" chain="MINE"/>
  <rule ipv="ipv4" table="nat" chain="MINE" priority="0">-p tcp --dport 4444 -j DNAT --to-destination 10.66.0.2:8000</rule>
  <rule ipv="ipv4" table="nat" chain="OUTPUT" priority="0">-j MINE</rule>
</direct>
`;

async function status(lab: Lab, ...flags: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await lab.fairlead(['status', 'transparent-proxy', ...flags]);
  return `${code}: ${stdout}${stderr}`;
}

/** What a restart of the host does to the firewall. */
async function forgetRules(lab: Lab): Promise<void> {
  await sh(lab.host, 'nft', 'flush', 'ruleset');
}

async function redirects(lab: Lab): Promise<void> {
  const http = { kind: 'http', host: '10.66.0.2', port: 8081 } as const;
  assert.equal((await lab.ask(lab.host, users.application, http)).proxy, 'virtual');
  assert.equal((await lab.ask(lab.host, users.application, { ...http, host: 'fd66::2' })).proxy, 'virtual');
  const query = { kind: 'dns', protocol: 'udp', server: '10.66.0.2' } as const;
  assert.equal((await lab.ask(lab.host, users.application, query)).address, dnsAnswers.proxy);
}

test('the rules outlive a restart in firewalld, beside foreign entries', {
  skip: cannotRun('firewalld', 'dbus-daemon') ?? false,
}, async t => {
  await inLab({ envoy: true }, async lab => {
    const config = firewalldDirectory(lab.directory);
    const directXml = join(config, 'direct.xml');
    const where = ['--firewalld-config-dir', config];
    const install = async (...flags: readonly string[]) => {
      const env = {
        ...process.env,
        KUMA_TRANSPARENT_PROXY_REDIRECT_DNS_RESOLV_CONFIG_PATH: join(lab.directory, 'resolv.conf'),
      };
      const outcome = await lab.fairlead(
        ['install', 'transparent-proxy', '--redirect-dns', '--store-firewalld', ...where, ...flags],
        { env },
      );
      assert.equal(outcome.code, 0, outcome.stderr);
      return outcome;
    };
    writeFileSync(directXml, foreign);
    writeFileSync(join(lab.directory, 'resolv.conf'), 'nameserver 10.66.0.2\nnameserver fd66::2\n');
    await t.test('the command of the documentation works, and says what is stored', async () => {
      await install();
      assert.match(await status(lab, ...where), /^0: .*intact, with iptables[\s\S]*firewalld: .*direct.xml/);
      await redirects(lab);
    });
    await t.test('a firewalld that starts over installed rules takes their place', async () => {
      const started = await startFirewalld(lab.host, lab.directory, config);
      try {
        assert.match(await status(lab, ...where), /^0: .*intact/);
        await redirects(lab);
      } finally {
        await started.stop();
      }
    });
    await t.test('firewalld as it comes would reject redirected IPv6, and the install says so', async () => {
      const path = join(config, 'firewalld.conf');
      const text = readFileSync(path, 'utf8');
      writeFileSync(path, text.replace('RFC3964_IPv4=no', 'RFC3964_IPv4=yes'));
      assert.match(
        (await install()).stderr,
        /rejects IPv6 that is redirected to ::1: set RFC3964_IPv4=no in .*firewalld.conf/,
      );
      writeFileSync(path, text);
      assert.doesNotMatch((await install()).stderr, /RFC3964/);
    });
    await forgetRules(lab);
    assert.match(await status(lab, ...where), /^1: .*absent/);
    const firewalld = await startFirewalld(lab.host, lab.directory, config);
    try {
      await t.test('a started firewalld takes all of it, and redirects', async () => {
        assert.match(
          (await firewalld.command('--state')).stdout,
          /running/,
          readFileSync(join(lab.directory, 'firewalld.log'), 'utf8'),
        );
        assert.match(await status(lab, ...where), /^0: .*intact/);
        await redirects(lab);
      });
      await t.test('a reload changes nothing', async () => {
        assert.match((await firewalld.command('--reload')).stdout, /success/);
        assert.match(await status(lab, ...where), /^0: .*intact/);
      });
      await t.test('another install beside a running firewalld outlives its reload', async () => {
        await install('--exclude-outbound-ports', '9090');
        assert.match(await status(lab, ...where), /^0: .*intact/);
        const { stdout, stderr } = await firewalld.command('--reload');
        assert.match(stdout, /success/, stderr + readFileSync(join(lab.directory, 'firewalld.log'), 'utf8'));
        assert.match(await status(lab, ...where), /^0: .*intact/);
        await redirects(lab);
      });
      await t.test('uninstall leaves the foreign file byte for byte, and nothing comes back', async () => {
        assert.equal((await lab.fairlead(['uninstall', 'transparent-proxy', ...where])).code, 0);
        assert.equal(readFileSync(directXml, 'utf8'), foreign);
        assert.match((await firewalld.command('--reload')).stdout, /success/);
        assert.match(await status(lab, ...where), /^1: .*absent/);
        assert.doesNotMatch(await sh(lab.host, 'iptables-nft-save'), /FAIRLEAD/);
        assert.match(await sh(lab.host, 'iptables-nft-save'), /-A OUTPUT -j MINE/);
      });
    } finally {
      await firewalld.stop();
    }
  });
});
