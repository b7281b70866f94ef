import { setTimeout as sleep } from 'node:timers/promises';
import { Fault, isFault } from '#lib/fault.ts';
import { type Backend, backendOptions, type Exchange } from './backend.ts';
import { allBackends, chooseBackend, namedBackend } from './backends.ts';
import { compareListings, formatChanges } from './listing.ts';
import { underLock } from './lock.ts';
import { addLoopbackSource, hasLoopbackSource, removeLoopbackSource } from './loopback.ts';
import { hasNetAdmin, listensOn, readFacts, requireRights } from './machine.ts';
import { inRanges } from './number-range.ts';
import {
  findStored,
  firewalldNote,
  persist,
  persistenceOf,
  requirePersistence,
} from './persistence/persistence.ts';
import { describePlan, makePlan, needsLoopback, type Plan } from './plan.ts';
import { planHash } from './plan-record.ts';
import { type Gate, probe } from './probe.ts';
import type { Config } from './settings.ts';
import { type Found, findInstalled } from './status.ts';

/** Say prints one line for the user about what happens; `detail` lines only for those who asked for each step. */
export type Say = (line: string, detail?: 'detail') => void;

/**
 * installTransparentProxy puts the settings into force: plan, exchange, read back, probe, keep. Where a step fails, the
 * previous rules are in force again and a Fault says why. If it is killed at any point, the next install or uninstall heals.
 */
export async function installTransparentProxy(config: Config, say: Say): Promise<void> {
  requireRights('install transparent-proxy');
  requirePersistence(config);
  const { backend, all, plan } = await prepare(config, say);
  await underLock(config.wait, async () => {
    const found = await findInstalled(all);
    const change = await put(plan, backend, config, found, say);
    try {
      await verify(plan, backend, gatesOf(plan, backend, found), say);
      await persist(config, plan, backend);
    } catch (error) {
      await change.undo();
      throw error;
    }
    await change.keep();
    for (const line of (await backend.read())?.leftovers ?? []) say(line);
    for (const other of found.filter(({ backend: { name } }) => name !== backend.name)) {
      await other.backend.remove();
      say(`removed the rules of ${other.backend.name}`);
    }
  });
  for (const { path } of findStored(config).filter(
    stored => stored.plan !== '' && stored.plan !== planHash(plan),
  )) {
    say(`${path} still holds another plan for the next start of the host`);
  }
  warnOfLockout(plan, say);
  const note = firewalldNote(config, plan);
  if (note !== undefined) say(note);
  say(`transparent proxy installed with ${backend.name}: ${describePlan(plan)}`);
}

/**
 * previewInstall is what an install would change, as lines; empty where it would change nothing. It changes nothing itself.
 */
export async function previewInstall(config: Config, say: Say): Promise<readonly string[]> {
  if (!hasNetAdmin()) {
    say('not root: cannot see what is installed, so this is the change from nothing');
    const { plan, all } = await planInstall(config, say);
    return formatChanges(compareListings([], namedBackend(config, all).expected(plan)));
  }
  const { backend, all, plan } = await prepare(config, say);
  const found = await findInstalled(all);
  const current = found.find(({ backend: { name } }) => name === backend.name);
  return [
    ...formatChanges(compareListings(current?.installed.listing ?? [], backend.expected(plan))),
    ...(needsLoopback(plan) && !hasLoopbackSource() ? ['+ lo: address ::6/128'] : []),
    ...persistenceOf(config).map(path => `+ file: ${path}`),
    ...found
      .filter(({ backend: { name } }) => name !== backend.name)
      .flatMap(({ backend: { name }, installed }) =>
        formatChanges(compareListings(installed.listing, [])).map(line => `${line} (${name})`),
      ),
  ];
}

/** scriptInstall is a script that installs the plan on a host without Fairlead: for nft itself, or for a shell. */
export async function scriptInstall(config: Config, form: 'nft' | 'iptables', say: Say): Promise<string> {
  const { plan, all } = await planInstall(config, say);
  const name =
    form === 'nft' ? 'nftables' : config.backend === 'iptables-legacy' ? 'iptables-legacy' : 'iptables';
  const backend = all.find(candidate => candidate.name === name);
  if (backend === undefined) throw new Fault('environment', `-o ${form}: ${name} is not part of this build`);
  return backend.script(plan);
}

async function prepare(config: Config, say: Say) {
  const { plan, all } = await planInstall(config, say);
  const backend = await chooseBackend(config, all);
  const reason = backend.unfit?.(plan);
  if (reason !== undefined) throw new Fault('usage', `--backend ${backend.name}: ${reason}`);
  for (const remark of backend.remarks?.(plan) ?? []) say(remark);
  return { plan, all, backend };
}

async function planInstall(config: Config, say: Say) {
  const { facts, notes: factNotes } = await readFacts(config);
  const { plan, notes } = makePlan(config, facts);
  for (const note of [...factNotes, ...notes]) say(note);
  return { plan, all: allBackends(backendOptions(config)) };
}

/** The address goes first: rules without it would send the proxy into a loop at the first inbound IPv6 connection. */
async function put(
  plan: Plan,
  backend: Backend,
  config: Config,
  found: readonly Found[],
  say: Say,
): Promise<Exchange> {
  const owned = found.some(({ installed }) => installed.ownsLoopback);
  const adds = needsLoopback(plan) && !hasLoopbackSource();
  if (adds || owned) await backend.markLoopback();
  if (adds) {
    say('adding ::6/128 to lo', 'detail');
    await addLoopbackSource();
  }
  const withdraw = async () => {
    if (!adds) return;
    await removeLoopbackSource();
    if (found.length === 0) await backend.remove();
  };
  try {
    const exchange = await withRetries(config, say, () => backend.exchange(plan));
    return {
      keep: exchange.keep,
      undo: async () => {
        await exchange.undo();
        await withdraw();
      },
    };
  } catch (error) {
    await withdraw();
    throw error;
  }
}

async function withRetries<T>(config: Config, say: Say, attempt: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      const passing =
        isFault(error) &&
        /\b(busy|temporarily unavailable|lock|try again|interrupted)\b/i.test(error.message);
      if (!passing || tries >= config['retry.maxRetries']) throw error;
      say(`${error.message}; trying again`);
      await sleep(config['retry.sleepBetweenRetries']);
    }
  }
}

function gatesOf(plan: Plan, backend: Backend, found: readonly Found[]): readonly Gate[] {
  const others = found.filter(other => other.backend.name !== backend.name);
  return [
    ...(plan.outbound === undefined ? [] : [{ backend, port: plan.outbound.port }]),
    ...others.flatMap(({ backend: other, installed }) =>
      installed.plan?.outbound === undefined ? [] : [{ backend: other, port: installed.plan.outbound.port }],
    ),
  ];
}

async function verify(plan: Plan, backend: Backend, gates: readonly Gate[], say: Say): Promise<void> {
  const installed = await backend.read();
  const changes = compareListings(installed?.listing ?? [], backend.expected(plan));
  if (changes.length > 0) {
    throw new Fault(
      'environment',
      `${backend.name} did not take the rules as written (${formatChanges(changes)[0]}); nothing was changed`,
    );
  }
  say('rules read back: as planned', 'detail');
  const result = await probe(plan, gates);
  switch (result.kind) {
    case 'slipped':
      throw new Fault('environment', `${result.reason}; the rules were taken back`);
    case 'unproved':
      say(`rules not probed: ${result.reason}`, 'detail');
      return;
    case 'redirected':
      say('a probe connection was redirected', 'detail');
  }
}

function warnOfLockout(plan: Plan, say: Say): void {
  const { inbound } = plan;
  const ssh = 22;
  const taken =
    inbound !== undefined && inbound.include.ports.length === 0 && !inRanges(inbound.exclude.ports, ssh);
  if (taken && listensOn(ssh)) {
    say('new SSH connections go through the proxy from now on; --exclude-inbound-ports 22 leaves them alone');
  }
}
