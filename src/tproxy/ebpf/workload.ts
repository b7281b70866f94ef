import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { resolve } from 'node:path';
import { Fault } from '#lib/fault.ts';

/** The root of all cgroups holds every process of a machine, so nothing is ever attached to it. */
const root = '/';

/**
 * findWorkload is the cgroup (its path in the hierarchy of cgroup v2) whose sockets are redirected: the one that the setting
 * names. Where the setting is empty, or names only the place where cgroup2 is mounted (as Kuma's default does), it is the
 * lowest cgroup that holds every process of this network namespace.
 */
export function findWorkload(setting: string): string {
  const named = setting === '' ? root : pathInHierarchy(setting);
  const workload = named === root ? commonCgroup() : named;
  if (workload !== root) return workload;
  throw new Fault(
    'environment',
    '--ebpf-cgroup-path: the processes of this network namespace share no cgroup but the root, which holds the whole machine: ' +
      'name the one that holds the applications and the proxy, such as /sys/fs/cgroup/NAME',
  );
}

/** It works even where no cgroup2 is visible (`ip netns exec` hides it): then as the first process of the machine sees it. */
function pathInHierarchy(path: string): string {
  const absolute = resolve(path);
  const mounts = ['/proc/self/mountinfo', '/proc/1/mountinfo'].flatMap(readMounts);
  const holding = mounts
    .filter(({ point }) => isWithin(absolute, point))
    .toSorted((a, b) => b.point.length - a.point.length)[0];
  if (holding !== undefined) return join(holding.root, absolute.slice(holding.point.length));
  // Beside cgroup v1, v2 is mounted below this place: the setting names that of all hierarchies.
  if (mounts.some(({ point }) => isWithin(point, absolute))) return root;
  const places = [...new Set(mounts.map(({ point }) => point))].join(' or ');
  throw new Fault(
    'environment',
    `--ebpf-cgroup-path: ${absolute} is not in a cgroup2 file system${places === '' ? '' : ` (mounted on ${places})`}`,
  );
}

interface Mount {
  readonly root: string;
  readonly point: string;
}

/** proc(5): `ID PARENT MAJOR:MINOR ROOT POINT OPTIONS ... - TYPE SOURCE OPTIONS`. */
function readMounts(path: string): readonly Mount[] {
  return (readIfThere(path) ?? '').split('\n').flatMap(line => {
    const [before = '', after = ''] = line.split(' - ');
    const [, , , mountRoot, point] = before.split(' ');
    return after.startsWith('cgroup2 ') && mountRoot !== undefined && point !== undefined
      ? [{ root: mountRoot, point }]
      : [];
  });
}

/**
 * It leaves out this process, its descendants and its ancestors (which may be a login). If there are no others, this process
 * counts.
 */
function commonCgroup(): string {
  const netns = readLink('/proc/self/ns/net');
  const self = `${process.pid}`;
  const starters = new Set(ancestors(self));
  const cgroups = readdirSync('/proc')
    .filter(entry => /^\d+$/.test(entry) && !starters.has(entry))
    .filter(process => netns !== undefined && readLink(`/proc/${process}/ns/net`) === netns)
    .filter(process => !ancestors(process).includes(self))
    .flatMap(process => cgroupOf(process) ?? []);
  const paths = cgroups.length > 0 ? cgroups : [cgroupOf('self') ?? root];
  return paths.reduce(commonPath);
}

/** A process and its ancestors. */
function ancestors(process: string): readonly string[] {
  const chain: string[] = [];
  for (let at = process; at !== '0' && !chain.includes(at); ) {
    chain.push(at);
    at = /^PPid:\s*(\d+)$/m.exec(readIfThere(`/proc/${at}/status`) ?? '')?.[1] ?? '0';
  }
  return chain;
}

/** cgroupOf is the path of a process's cgroup in the hierarchy; undefined where it has ended or is hidden from us. */
export function cgroupOf(process: string): string | undefined {
  return /^0::(.*)$/m.exec(readIfThere(`/proc/${process}/cgroup`) ?? '')?.[1];
}

function commonPath(a: string, b: string): string {
  const [left, right] = [a.split('/'), b.split('/')];
  const length = left.findIndex((part, i) => part !== right[i]);
  const common = length < 0 ? left : left.slice(0, length);
  return common.length <= 1 ? root : common.join('/');
}

/** isWithin tells whether a path is a directory or below it. */
export function isWithin(path: string, directory: string): boolean {
  return path === directory || path.startsWith(directory === '/' ? '/' : `${directory}/`);
}

function join(base: string, rest: string): string {
  const path = `${base === '/' ? '' : base}${rest}`.replace(/\/+$/, '');
  return path === '' ? root : path;
}

function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    // It has ended, or is hidden from us.
    return undefined;
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
