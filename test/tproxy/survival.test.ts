import assert from 'node:assert/strict';
import { test } from 'node:test';
import { install, ruleset, uninstall } from './backend-laws.ts';
import { addForeignRules } from './foreign-rules.ts';
import { inLab, type Lab, users } from './lab.ts';
import { cannotRunWith } from './rights.ts';

/** Connections that stay open, by name: from whom, to where. Port 7000 answers with what it is sent. */
const ways = {
  outbound: { from: 'host', user: users.application, host: '10.66.0.2' },
  'outbound, IPv6': { from: 'host', user: users.application, host: 'fd66::2' },
  inbound: { from: 'world', user: users.root, host: '10.66.0.1' },
  'inbound, IPv6': { from: 'world', user: users.root, host: 'fd66::1' },
} as const;

async function open(lab: Lab, when: string): Promise<void> {
  for (const [name, { from, user, host }] of Object.entries(ways)) {
    const reply = await lab.ask(lab[from], user, { kind: 'open', name: `${when} ${name}`, host, port: 7000 });
    assert.deepEqual(reply, { ok: true }, `${name} opens ${when}`);
  }
  await allLive(lab, when);
}

async function allLive(lab: Lab, when: string, names: readonly string[] = Object.keys(ways)): Promise<void> {
  for (const [name, { from, user }] of Object.entries(ways).filter(([name]) => names.includes(name))) {
    const reply = await lab.ask(lab[from], user, {
      kind: 'echo',
      name: `${when} ${name}`,
      text: 'still here',
    });
    assert.deepEqual(reply, { text: 'still here' }, `the ${name} connection opened ${when}`);
  }
}

async function close(lab: Lab, when: string): Promise<void> {
  for (const [name, { from, user }] of Object.entries(ways)) {
    await lab.ask(lab[from], user, { kind: 'close', name: `${when} ${name}` });
  }
}

for (const name of ['nftables', 'iptables', 'iptables-legacy', 'ebpf'] as const) {
  test(`${name}: connections survive install, re-install and a drained uninstall`, {
    skip: cannotRunWith(name) ?? false,
  }, async t => {
    await inLab({ envoy: true }, async lab => {
      const backend = { name };
      await addForeignRules(lab.host, name === 'iptables-legacy' ? 'legacy' : 'nft');
      const before = await ruleset(lab);
      await t.test('install keeps connections that are older than the rules', async () => {
        await open(lab, 'before');
        await install(lab, backend);
        await allLive(lab, 'before');
      });
      await t.test('re-install with another plan keeps redirected ones', async () => {
        await open(lab, 'between');
        await install(lab, backend, '--exclude-outbound-ports', '9090', '--redirect-all-dns-traffic');
        await allLive(lab, 'before');
        await allLive(lab, 'between');
      });
      await t.test('--drain lets them end, while new connections go direct', async () => {
        const finished = uninstall(lab, '--drain', '20s');
        await until(lab, 'none');
        await allLive(lab, 'between');
        await close(lab, 'between');
        await finished;
        await allLive(lab, 'before');
      });
      if (name === 'ebpf') {
        await t.test('a plain uninstall breaks none but those that come from ::6', async () => {
          await install(lab, backend);
          await open(lab, 'redirected');
          await uninstall(lab);
          await allLive(lab, 'before');
          // Nothing is translated. But the proxy hands inbound IPv6 on from an address that goes with the rules.
          await allLive(lab, 'redirected', ['outbound', 'outbound, IPv6', 'inbound']);
        });
      }
      await t.test('the rule set is as it was', async () => {
        assert.equal(await ruleset(lab), before);
      });
    });
  });
}

/** Asks until a new connection goes the wanted way; the drain is a process of its own, and starts when it starts. */
async function until(lab: Lab, proxy: string): Promise<void> {
  for (;;) {
    const reply = await lab.ask(lab.host, users.application, { kind: 'http', host: '10.66.0.2', port: 8000 });
    if (reply.proxy === proxy) return;
    assert.equal(reply.error, undefined);
  }
}
