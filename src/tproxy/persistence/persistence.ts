import { existsSync, mkdirSync, rmdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Fault } from '#lib/fault.ts';
import type { Backend } from '../backend.ts';
import { needsLoopback, type Plan } from '../plan.ts';
import { planHash } from '../plan-record.ts';
import { findProgram, run } from '../process.ts';
import type { Config } from '../settings.ts';
import { addToDirectXml, holdsDirectRules, removeFromDirectXml } from './direct-xml.ts';
import { readIfThere, removeUnfinished, requireWritable, setText } from './file.ts';
import { loopbackCommand, unitMark, unitPaths, unitText } from './systemd-unit.ts';

/** Stored is a copy of the rules for the next start of the host. */
export interface Stored {
  readonly kind: 'firewalld' | 'systemd';
  readonly path: string;
  /** Hash of the plan that it holds; '' where it does not say. */
  readonly plan: string;
}

const defaultFirewalldDirectory = '/etc/firewalld';

/** requirePersistence throws where the rules could not be stored as the settings ask, before anything is changed. */
export function requirePersistence(config: Config): void {
  if (config.storeFirewalld && config.persist) {
    throw new Fault('usage', '--store-firewalld and --persist both load the rules at boot: give one of them');
  }
  if (config.storeFirewalld) requireWritable('--store-firewalld', directXml(config));
  if (config.persist || keepsLoopbackOnly(config)) {
    const flag = config.persist ? '--persist' : '--store-firewalld';
    for (const path of [unitPaths.unit, unitPaths.link, unitPaths.script]) requireWritable(flag, path);
  }
}

/** persistenceOf are the files that an install with these settings writes. */
export function persistenceOf(config: Config): readonly string[] {
  return [
    ...(config.storeFirewalld ? [directXml(config)] : []),
    ...(config.persist ? [unitPaths.script, unitPaths.unit] : []),
  ];
}

/** persist stores the rules for the next start of the host, as the settings ask. It returns a function that undoes this. */
export async function persist(config: Config, plan: Plan, backend: Backend): Promise<() => Promise<void>> {
  const paths = [directXml(config), unitPaths.unit, unitPaths.script];
  const before = paths.map(path => [path, readIfThere(path)] as const);
  const linked = existsSync(unitPaths.link);
  const undo = async () => {
    for (const [path, text] of before) if (readIfThere(path) !== text) setText(path, text);
    setLink(linked);
    await reloadSystemd();
  };
  try {
    if (config.storeFirewalld) {
      const path = directXml(config);
      setText(path, addToDirectXml(path, readIfThere(path), plan, !config['comments.disabled']));
    }
    const commands = bootCommands(config, plan, backend);
    if (commands.length > 0) {
      if (config.persist) setText(unitPaths.script, backend.script(plan));
      setText(unitPaths.unit, unitText(planHash(plan), commands));
      setLink(true);
      await reloadSystemd();
    }
  } catch (error) {
    await undo();
    throw error;
  }
  return undo;
}

/** forget removes every copy of the rules, and what a killed install left of one. It returns those that it removed. */
export async function forget(config: Config): Promise<readonly Stored[]> {
  const stored = findStored(config);
  for (const { kind, path } of stored) {
    if (kind === 'firewalld') setText(path, removeFromDirectXml(readIfThere(path) ?? ''));
    else {
      // The unit is removed last: while it is there, the next uninstall sees that this one was killed.
      setLink(false);
      setText(unitPaths.script, undefined);
      removeIfEmpty(dirname(unitPaths.script));
      if (isOurUnit()) setText(unitPaths.unit, undefined);
    }
  }
  for (const path of [directXml(config), unitPaths.unit, unitPaths.script]) removeUnfinished(path);
  if (stored.some(({ kind }) => kind === 'systemd')) await reloadSystemd();
  return stored;
}

/** findStored are all copies of the rules. */
export function findStored(config: Config): readonly Stored[] {
  const xml = readIfThere(directXml(config)) ?? '';
  const unit = isOurUnit() ? (readIfThere(unitPaths.unit) ?? '') : '';
  const inFirewalld: Stored = {
    kind: 'firewalld',
    path: directXml(config),
    plan: /fairlead plan ([0-9a-f]{16})/.exec(xml)?.[1] ?? '',
  };
  const inSystemd: Stored = {
    kind: 'systemd',
    path: unitPaths.unit,
    plan: /plan ([0-9a-f]{16})/.exec(unit)?.[1] ?? '',
  };
  return [
    ...(holdsDirectRules(xml) ? [inFirewalld] : []),
    ...(unit !== '' || existsSync(unitPaths.script) ? [inSystemd] : []),
  ];
}

function isOurUnit(): boolean {
  return readIfThere(unitPaths.unit)?.startsWith(unitMark) ?? false;
}

/** firewalldNote says how firewalld would block redirected IPv6; undefined where it does not. */
export function firewalldNote(config: Config, plan: Plan): string | undefined {
  if (!plan.families.includes(6) || !(config.storeFirewalld || existsSync('/run/firewalld.pid')))
    return undefined;
  const path = join(config.firewalldConfigDir, 'firewalld.conf');
  const value = /^RFC3964_IPv4\s*=\s*(\w+)/m.exec(readIfThere(path) ?? '')?.[1] ?? 'yes';
  if (/^(no|false)$/i.test(value)) return undefined;
  return `firewalld rejects IPv6 that is redirected to ::1: set RFC3964_IPv4=no in ${path}, or use --ip-family-mode ipv4`;
}

function directXml(config: Config): string {
  return join(config.firewalldConfigDir, 'direct.xml');
}

/** firewalld cannot add ::6 to lo, so on a real host a unit does that beside it. */
function keepsLoopbackOnly(config: Config): boolean {
  return (
    config.storeFirewalld &&
    config.firewalldConfigDir === defaultFirewalldDirectory &&
    existsSync('/etc/systemd/system')
  );
}

function bootCommands(config: Config, plan: Plan, backend: Backend): readonly string[] {
  const ip = needsLoopback(plan) ? findProgram('ip') : undefined;
  const loopback = ip === undefined ? [] : [loopbackCommand(ip)];
  if (!config.persist) return keepsLoopbackOnly(config) ? loopback : [];
  if (backend.name !== 'nftables') return [`/bin/sh ${unitPaths.script}`];
  return [...loopback, `${findProgram('nft') ?? '/usr/sbin/nft'} -f ${unitPaths.script}`];
}

function setLink(wanted: boolean): void {
  const { link, unit } = unitPaths;
  rmSync(link, { force: true });
  if (!wanted) return;
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(unit, link);
}

function removeIfEmpty(directory: string): void {
  try {
    rmdirSync(directory);
  } catch {
    // It holds something of somebody else's, or it does not exist.
  }
}

async function reloadSystemd(): Promise<void> {
  const systemctl = existsSync('/run/systemd/system') ? findProgram('systemctl') : undefined;
  if (systemctl !== undefined) await run(systemctl, ['daemon-reload']);
}
