import { existsSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Lab } from './lab.ts';
import { sh } from './namespace.ts';
import { cannotSeeEbpf } from './rights.ts';

/**
 * bpfState is what of eBPF there is for the host of a lab, in canonical form: programs in the kernel, what hangs on the
 * host's cgroup, network namespace and interfaces, cgroups below its own, and BPF file systems with what is pinned there.
 * Other suites, which may be at work with eBPF at the same time, are left out. Empty where this machine cannot tell.
 */
export async function bpfState(lab: Lab): Promise<string> {
  if (cannotSeeEbpf() !== undefined) return '';
  const bpffs = bpffsOf(lab);
  const parts = await Promise.all([
    programs(lab),
    attached(lab).then(all =>
      all.map(({ attach_type, attach_flags, name }) => [attach_type, attach_flags, name]),
    ),
    links(lab).then(all => all.map(({ type }) => type)),
    linesOf(sh(lab.host, 'tc', 'qdisc', 'show')).then(lines =>
      lines.filter(line => /clsact|ingress/.test(line)),
    ),
    linesOf(sh(undefined, 'find', lab.cgroup, '-mindepth', '1', '-type', 'd')),
    linesOf(sh(undefined, 'findmnt', '-n', '-o', 'TARGET', '-t', 'bpf').catch(() => '')).then(mounts =>
      mounts.filter(mount => mount.startsWith(lab.directory)),
    ),
    existsSync(bpffs) ? linesOf(sh(undefined, 'find', bpffs)).then(lines => lines.toSorted()) : [],
  ]);
  return JSON.stringify(parts);
}

/** isBpffsEmpty: a BPF file system of the host of a lab is in view, with nothing pinned in it. */
export async function isBpffsEmpty(lab: Lab): Promise<boolean> {
  const bpffs = bpffsOf(lab);
  const mounts = await linesOf(sh(undefined, 'findmnt', '-n', '-o', 'TARGET', '-t', 'bpf').catch(() => ''));
  if (!mounts.includes(bpffs)) return false;
  return (await sh(undefined, 'find', bpffs, '-type', 'f', '-path', '*/fairlead_*')) === '';
}

/** bpffsOf is where installs on the host of a lab have their BPF file system. */
export function bpffsOf(lab: Pick<Lab, 'directory'>): string {
  return join(lab.directory, 'run/bpf');
}

/** Link is a link of the kernel on the host's network namespace. */
interface Link {
  readonly id: number;
  readonly type: string;
  readonly prog_id: number;
  readonly netns_ino?: number;
}

/** links is those of the host of a lab. */
export async function links(lab: Lab): Promise<readonly Link[]> {
  const all = JSON.parse(await sh(undefined, 'bpftool', '-j', 'link', 'show')) as readonly Link[];
  const { ino } = statSync(`/run/netns/${lab.host}`);
  return all.filter(({ netns_ino }) => netns_ino === ino);
}

/** Attached is a program that hangs on a cgroup. */
interface Attached {
  readonly id: number;
  readonly attach_type: string;
  readonly attach_flags: string;
  readonly name: string;
}

/** attached is those of the host's cgroup. */
export async function attached(lab: Lab): Promise<readonly Attached[]> {
  const text = await sh(undefined, 'bpftool', '-j', 'cgroup', 'show', lab.cgroup);
  return text.trim() === '' ? [] : (JSON.parse(text) as readonly Attached[]);
}

/** Every program carries the record of its install, a map that names the cgroup. */
async function programs(lab: Lab): Promise<readonly string[]> {
  const list = async <T>(kind: 'prog' | 'map') =>
    JSON.parse(await sh(undefined, 'bpftool', '-j', kind, 'show')) as readonly T[];
  const maps = await list<{ readonly id: number; readonly name?: string }>('map');
  const records = maps.filter(({ name }) => name === 'fl_plan').map(({ id }) => id);
  const ofLab = await Promise.all(records.map(id => names(id, basename(lab.cgroup))));
  const ours = records.filter((_, i) => ofLab[i]);
  const all = await list<{ readonly name?: string; readonly map_ids?: readonly number[] }>('prog');
  return all
    .filter(({ map_ids }) => map_ids?.some(id => ours.includes(id)))
    .map(({ name }) => name ?? '')
    .toSorted();
}

/** A map that has gone since it was listed names nothing. */
async function names(map: number, text: string): Promise<boolean> {
  const dump = await sh(undefined, 'bpftool', '-j', 'map', 'dump', 'id', `${map}`).catch(() => '[]');
  const entries = JSON.parse(dump) as readonly { readonly value: readonly string[] }[];
  return entries.some(({ value }) => Buffer.from(value.map(Number)).includes(text));
}

async function linesOf(text: Promise<string>): Promise<readonly string[]> {
  return (await text).split('\n').filter(line => line !== '');
}
