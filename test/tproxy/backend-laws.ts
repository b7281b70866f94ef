import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { bpfState } from './bpf-state.ts';
import { addForeignRules } from './foreign-rules.ts';
import type { Lab } from './lab.ts';
import { users } from './lab.ts';
import { type Case, matrix } from './matrix.ts';
import { type Outcome, sh } from './namespace.ts';

/** BackendUnderTest is a backend and how its firewall is seen from outside. */
export interface BackendUnderTest {
  readonly name: 'nftables' | 'iptables' | 'iptables-legacy' | 'ebpf';
}

/** install installs on the host of the lab and fails the test where that fails. */
export async function install(
  lab: Lab,
  backend: BackendUnderTest,
  ...flags: readonly string[]
): Promise<void> {
  const outcome = await tryInstall(lab, backend, ...flags);
  assert.equal(outcome.code, 0, outcome.stderr);
}

function tryInstall(lab: Lab, backend: BackendUnderTest, ...flags: readonly string[]): Promise<Outcome> {
  const base = [
    'install',
    'transparent-proxy',
    '--backend',
    backend.name,
    '--kuma-dp-user',
    `${users.proxy}`,
  ];
  return lab.fairlead([...base, ...flags], { env: { ...process.env, ...resolver(lab) } });
}

/** uninstall removes what is installed. */
export async function uninstall(lab: Lab, ...flags: readonly string[]): Promise<void> {
  const outcome = await lab.fairlead(['uninstall', 'transparent-proxy', ...flags]);
  assert.equal(outcome.code, 0, outcome.stderr);
}

function resolver(lab: Lab): NodeJS.ProcessEnv {
  return { KUMA_TRANSPARENT_PROXY_REDIRECT_DNS_RESOLV_CONFIG_PATH: `${lab.directory}/resolv.conf` };
}

/**
 * ruleset is everything in the firewall of the host in canonical form: without counters and times, and without tables of
 * the legacy variant that hold nothing (the kernel makes them at first use and cannot remove them).
 */
export async function ruleset(lab: Lab): Promise<string> {
  const save = async (program: string) =>
    (await sh(lab.host, program))
      .split('\n')
      .filter(line => !line.startsWith('#'))
      .map(line => line.replace(/\[\d+:\d+\]/, '[0:0]'))
      .join('\n')
      .replace(/^\*\w+\n(?::\w+ ACCEPT \[0:0\]\n)*COMMIT\n/gm, '');
  const parts = await Promise.all([
    sh(lab.host, 'nft', '-s', 'list', 'ruleset'),
    ...['iptables-legacy-save', 'ip6tables-legacy-save'].map(save),
    bpfState(lab),
    sh(lab.host, 'ip', '-6', '-o', 'address', 'show', 'dev', 'lo', 'scope', 'global'),
  ]);
  return parts.join('\n---\n');
}

/** Neighbours is whose rules are on the host as well: those of iptables in one variant and of nft, or nobody's. */
export type Neighbours = 'nft' | 'legacy' | 'nobody';

/** The laws of every backend: the behaviour matrix, and nothing left afterwards. */
export async function backendLaws(
  t: TestContext,
  lab: Lab,
  backend: BackendUnderTest,
  neighbours: Neighbours,
): Promise<void> {
  if (neighbours !== 'nobody') await addForeignRules(lab.host, neighbours);
  const before = await ruleset(lab);
  for (const group of matrix) {
    await t.test(group.name, async t => {
      const refusal = group.refusedBy?.[backend.name];
      if (refusal !== undefined) {
        const outcome = await tryInstall(lab, backend, ...group.flags);
        assert.match(outcome.stderr, refusal);
        assert.equal(outcome.code, 2);
        return;
      }
      await install(lab, backend, ...group.flags);
      const cases = group.cases.filter(({ beside }) => beside === undefined || neighbours !== 'nobody');
      for (const kase of cases) await t.test(kase.name, () => check(lab, backend, kase));
      const status = await lab.fairlead(['status', 'transparent-proxy']);
      assert.equal(status.code, 0, `status after ${group.name}: ${status.stdout}${status.stderr}`);
    });
  }
  await t.test('uninstall leaves the rule set that was there before', async () => {
    await uninstall(lab);
    assert.equal(await ruleset(lab), before);
  });
}

async function check(lab: Lab, backend: BackendUnderTest, kase: Case): Promise<void> {
  const { from, user = 0, request, expect, expectOf, server } = kase;
  const { body, ...reply } = await lab.ask(lab[from], user, request);
  assert.deepEqual(reply, expectOf?.[backend.name] ?? expect);
  if (server !== undefined) assert.equal((JSON.parse(body ?? '{}') as { server?: string }).server, server);
}
