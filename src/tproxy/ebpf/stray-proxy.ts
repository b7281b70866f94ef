import { readdirSync, readlinkSync } from 'node:fs';
import { listeningOn } from '../machine.ts';
import type { Plan } from '../plan.ts';
import { cgroupOf, isWithin } from './workload.ts';

/**
 * findStrayProxies says which processes listen on the proxy's ports from outside the cgroup, one sentence each: only inside
 * it do the programs tell a proxy the original destination of a connection. Processes that cannot be read are left out.
 */
export function findStrayProxies(plan: Plan, cgroup: string): readonly string[] {
  const ports = [plan.outbound?.port, plan.inbound?.port].filter(port => port !== undefined);
  const sockets = new Map(
    ports.flatMap(port => listeningOn(port).map(inode => [`socket:[${inode}]`, port] as const)),
  );
  if (sockets.size === 0) return [];
  const stray = readdirSync('/proc')
    .filter(entry => /^\d+$/.test(entry))
    .filter(process => !isWithin(cgroupOf(process) ?? cgroup, cgroup))
    .flatMap(process => portsOf(process, sockets).map(port => ({ process, port })));
  return stray.map(
    ({ process, port }) =>
      `process ${process} listens on port ${port} from cgroup ${cgroupOf(process)}, outside of ${cgroup}: ` +
      'it will not learn where redirected connections wanted to go; start it inside',
  );
}

function portsOf(process: string, sockets: ReadonlyMap<string, number>): readonly number[] {
  const directory = `/proc/${process}/fd`;
  try {
    const targets = readdirSync(directory).map(name => readLink(`${directory}/${name}`));
    return [...new Set(targets.flatMap(target => sockets.get(target) ?? []))];
  } catch {
    // It has ended, or is hidden from us.
    return [];
  }
}

function readLink(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
