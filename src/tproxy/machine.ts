import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { Fault } from '#lib/fault.ts';
import { hasIpv6 } from './loopback.ts';
import { highestUser } from './number-range.ts';
import type { Facts } from './plan.ts';
import { findProgram, run } from './process.ts';
import type { Config } from './settings.ts';

/** Kuma's defaults for the user that runs the proxy. */
const defaultUser = { id: 5678, name: 'kuma-dp' } as const;

/** readFacts looks up what a plan needs to know about this machine. Notes are for the user to read, one line each. */
export async function readFacts(
  config: Config,
): Promise<{ readonly facts: Facts; readonly notes: readonly string[] }> {
  const { user, notes } = await proxyUser(config);
  const needsListeners =
    config['redirect.inbound.includeUIDs'].length + config['redirect.inbound.excludePortsForUIDs'].length > 0;
  const needsResolvers = config['redirect.dns.enabled'];
  return {
    facts: {
      proxyUser: user,
      ipv6: config.ipFamilyMode === 'dualstack' && hasIpv6(),
      resolvers: needsResolvers ? readResolvers(config) : [],
      listeners: needsListeners ? readListeners() : [],
    },
    notes,
  };
}

/** requireRights throws where this process may not change the firewall. */
export function requireRights(command: string): void {
  if (process.platform !== 'linux') throw new Fault('environment', `${command} needs Linux`);
  if (!hasNetAdmin())
    throw new Fault('environment', `${command} needs root (or CAP_NET_ADMIN): run it with sudo`);
}

/** hasNetAdmin tells whether this process may change the firewall of its network namespace. */
export function hasNetAdmin(): boolean {
  const capabilities = /^CapEff:\s*([0-9a-f]+)$/m.exec(readText('/proc/self/status') ?? '')?.[1] ?? '0';
  const netAdmin = 12n;
  return (BigInt(`0x${capabilities}`) >> netAdmin) % 2n === 1n;
}

async function proxyUser(
  config: Config,
): Promise<{ readonly user: number; readonly notes: readonly string[] }> {
  const wanted = config.kumaDPUser.trim();
  if (wanted !== '') return { user: await resolveUser(wanted), notes: [] };
  if (config.cniMode || (await findUser(String(defaultUser.id))) !== undefined)
    return { user: defaultUser.id, notes: [] };
  const named = await findUser(defaultUser.name);
  if (named !== undefined) return { user: named, notes: [] };
  return {
    user: defaultUser.id,
    notes: [
      `no --kuma-dp-user given, and no user ${defaultUser.name} here: the proxy has to run as UID ${defaultUser.id}`,
    ],
  };
}

/** resolveUser is the id of a user by name or id. An id need not have a name (containers); a name must exist. */
export async function resolveUser(user: string, flag = '--kuma-dp-user'): Promise<number> {
  if (/^\d{1,10}$/.test(user)) {
    if (Number(user) <= highestUser) return Number(user);
    throw new Fault('usage', `${flag}: ${user} is no user id (0 to ${highestUser})`);
  }
  const id = await findUser(user);
  if (id === undefined) {
    throw new Fault(
      'input',
      `${flag}: there is no user "${user.slice(0, 60)}" on this host: create it, or give its UID`,
    );
  }
  return id;
}

/** By name or id, in /etc/passwd and then wherever else the host looks (getent). */
async function findUser(user: string): Promise<number | undefined> {
  const byPasswd = matchUser(readText('/etc/passwd') ?? '', user);
  const getent = byPasswd === undefined ? findProgram('getent') : undefined;
  if (getent === undefined || user.startsWith('-')) return byPasswd;
  const outcome = await run(getent, ['passwd', user]);
  return outcome.code === 0 ? matchUser(outcome.stdout, user) : undefined;
}

function matchUser(passwd: string, user: string): number | undefined {
  const entries = passwd.split('\n').map(line => line.split(':'));
  const entry = entries.find(([name, , id]) => name === user || id === user);
  return entry?.[2] === undefined ? undefined : Number(entry[2]);
}

function readResolvers(config: Config): readonly string[] {
  const path = config['redirect.dns.resolvConfigPath'];
  const text = readText(path);
  if (text === undefined) {
    if (config['redirect.dns.captureAll']) return [];
    throw new Fault(
      'environment',
      `--redirect-dns: cannot read ${path}; --redirect-all-dns-traffic does without`,
    );
  }
  return [...text.matchAll(/^[ \t]*nameserver[ \t]+([^\s#;%]+)/gm)]
    .map(match => match[1] ?? '')
    .filter(server => isIP(server) !== 0);
}

function readListeners(): Facts['listeners'] {
  const listening = '0A';
  return readSockets().filter(({ state }) => state === listening);
}

/** listensOn tells whether a process of this network namespace listens on a TCP port now. */
export function listensOn(port: number): boolean {
  return readListeners().some(listener => listener.port === port);
}

/** listeningOn is the inodes of the sockets of this network namespace that listen on a TCP port. */
export function listeningOn(port: number): readonly number[] {
  const listening = '0A';
  return readSockets().flatMap(socket =>
    socket.state === listening && socket.port === port ? [socket.inode] : [],
  );
}

/** connectionsOn counts the established TCP connections whose local port is one of these. */
export function connectionsOn(ports: readonly number[]): number {
  const established = '01';
  return readSockets().filter(({ state, port }) => state === established && ports.includes(port)).length;
}

interface ListedSocket {
  readonly state: string;
  readonly port: number;
  readonly user: number;
  readonly inode: number;
}

function readSockets(): readonly ListedSocket[] {
  return ['/proc/net/tcp', '/proc/net/tcp6'].flatMap(path =>
    (readText(path) ?? '')
      .split('\n')
      .slice(1)
      .map(line => line.trim().split(/\s+/))
      .map(([, local, , state = '', , , , user, , inode]) => ({
        state,
        port: Number.parseInt(local?.split(':')[1] ?? '0', 16),
        user: Number(user),
        inode: Number(inode),
      })),
  );
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
