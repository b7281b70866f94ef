import type { Cidr, Family } from './cidr.ts';
import { contains, formatCidr, mergeCidrs, parseCidr } from './cidr.ts';
import { mergeRanges, type NumberRange } from './number-range.ts';
import type { UserPorts, VirtualNetwork } from './setting-type.ts';
import type { Config } from './settings.ts';

/**
 * Plan is what is to happen to traffic, with nothing left to look up: no names, no files. Every backend realises the
 * same plan; equal plans are equal as JSON. It is stored inside the rules themselves (`plan-record.ts`).
 */
export interface Plan {
  readonly families: readonly Family[];
  /** The user whose traffic is the proxy's own. */
  readonly proxyUser: number;
  readonly outbound?: Direction;
  readonly inbound?: Direction;
  readonly dns?: DnsPlan;
  readonly networks: readonly VirtualNetwork[];
  readonly dropInvalid: boolean;
  readonly logLevel?: number;
}

/** Direction is where new connections of one direction go, and which of them. */
export interface Direction {
  readonly port: number;
  /** Redirect connections before foreign rules of the host see them, instead of afterwards. */
  readonly first: boolean;
  /** Only what matches every non-empty list is redirected ... */
  readonly include: Selection;
  /** ... and of that, nothing that matches one of these. */
  readonly exclude: Omit<Selection, 'users'>;
  readonly excludeUsers: readonly UserPorts[];
}

/** Selection selects connections. Addresses are destinations when outbound and sources when inbound. */
export interface Selection {
  readonly ports: readonly NumberRange[];
  readonly addresses: readonly Cidr[];
  readonly interfaces: readonly string[];
  readonly users: readonly NumberRange[];
}

/** DnsPlan redirects DNS over UDP and TCP to `port`: to these servers, or to all where `servers` is 'all'. */
export interface DnsPlan {
  readonly port: number;
  readonly servers: 'all' | readonly Cidr[];
  readonly splitZones: boolean;
}

/** needsLoopback tells whether the proxy needs ::6 on lo: to hand inbound IPv6 on to the application. */
export function needsLoopback(plan: Plan): boolean {
  return plan.inbound !== undefined && plan.families.includes(6);
}

/** describePlan describes a plan in one line. */
export function describePlan(plan: Plan): string {
  const parts = [
    plan.outbound === undefined ? undefined : `outbound to port ${plan.outbound.port}`,
    plan.inbound === undefined ? undefined : `inbound to port ${plan.inbound.port}`,
    plan.dns === undefined ? undefined : `DNS to port ${plan.dns.port}`,
    `proxy user ${plan.proxyUser}`,
    plan.families.includes(6) ? 'IPv4 and IPv6' : 'IPv4',
  ];
  return parts.filter(part => part !== undefined).join(', ');
}

/** Facts are what a plan takes from the machine. */
export interface Facts {
  readonly proxyUser: number;
  /** False where the kernel has no IPv6 or it is disabled. */
  readonly ipv6: boolean;
  /** Servers of resolv.conf, as written there. */
  readonly resolvers: readonly string[];
  /** TCP ports that processes of a user listen on now. */
  readonly listeners: readonly { readonly user: number; readonly port: number }[];
}

/** makePlan turns settings and facts into the plan. Notes are for the user to read, one line each. */
export function makePlan(
  config: Config,
  facts: Facts,
): { readonly plan: Plan; readonly notes: readonly string[] } {
  const notes: string[] = [];
  const families: readonly Family[] = config.ipFamilyMode === 'dualstack' && facts.ipv6 ? [4, 6] : [4];
  if (config.ipFamilyMode === 'dualstack' && !facts.ipv6) {
    notes.push('IPv6 is off on this host: the rules are for IPv4 only');
  }
  const dns = config['redirect.dns.enabled'] ? planDns(config, facts, families, notes) : undefined;
  const inbound = config['redirect.inbound.enabled'] ? planInbound(config, facts, notes) : undefined;
  const outbound = config['redirect.outbound.enabled'] ? planOutbound(config) : undefined;
  const plan: Plan = {
    families,
    proxyUser: facts.proxyUser,
    ...(outbound === undefined ? {} : { outbound: inFamilies(outbound, families) }),
    ...(inbound === undefined ? {} : { inbound: inFamilies(inbound, families) }),
    ...(dns === undefined ? {} : { dns }),
    networks: config['redirect.vnet.networks'].filter(network => families.includes(network.cidr.family)),
    dropInvalid: config.dropInvalidPackets,
    ...(config['log.enabled'] ? { logLevel: config['log.level'] } : {}),
  };
  return { plan, notes };
}

function planOutbound(config: Config): Direction {
  const included = mergeRanges(config['redirect.outbound.includePorts']);
  return {
    port: config['redirect.outbound.port'],
    first: config['redirect.outbound.insertRedirectInsteadOfAppend'],
    include: {
      ports: included,
      addresses: config['redirect.outbound.includeIPs'],
      interfaces: config['redirect.outbound.includeInterfaces'],
      users: mergeRanges(config['redirect.outbound.includeUIDs']),
    },
    exclude: {
      ports: included.length > 0 ? [] : mergeRanges(config['redirect.outbound.excludePorts']),
      addresses: config['redirect.outbound.excludePortsForIPs'],
      interfaces: config['redirect.outbound.excludeInterfaces'],
    },
    excludeUsers: config['redirect.outbound.excludePortsForUIDs'],
  };
}

/**
 * The firewall does not know which process will receive an inbound packet, so users stand for the ports that they listen on
 * now.
 */
function planInbound(config: Config, facts: Facts, notes: string[]): Direction {
  const portsOf = (users: readonly NumberRange[], within: readonly NumberRange[]) =>
    facts.listeners
      .filter(({ user }) => users.some(range => range.first <= user && user <= range.last))
      .filter(
        ({ port }) => within.length === 0 || within.some(range => range.first <= port && port <= range.last),
      )
      .map(({ port }) => ({ first: port, last: port }));
  const excludedUsers = config['redirect.inbound.excludePortsForUIDs'].filter(({ protocols }) =>
    protocols.includes('tcp'),
  );
  const ofUsers = excludedUsers.flatMap(({ users, ports }) => portsOf(users, ports));
  const includedUsers = config['redirect.inbound.includeUIDs'];
  const ofIncluded = portsOf(includedUsers, []);
  const included = mergeRanges([...config['redirect.inbound.includePorts'], ...ofIncluded]);
  if (excludedUsers.length + includedUsers.length > 0) {
    notes.push('inbound users stand for the TCP ports they listen on now; install again when these change');
  }
  if (includedUsers.length > 0 && included.length === 0) {
    notes.push('none of the users of --include-inbound-uids listens: no inbound traffic is redirected');
  }
  return {
    port: config['redirect.inbound.port'],
    first: config['redirect.inbound.insertRedirectInsteadOfAppend'],
    include: {
      ports: includedUsers.length > 0 && included.length === 0 ? nothing : included,
      addresses: config['redirect.inbound.includeIPs'],
      interfaces: config['redirect.inbound.includeInterfaces'],
      users: [],
    },
    exclude: {
      ports: mergeRanges([
        ...(config['redirect.inbound.includePorts'].length > 0
          ? []
          : config['redirect.inbound.excludePorts']),
        ...ofUsers,
      ]),
      addresses: config['redirect.inbound.excludePortsForIPs'],
      interfaces: config['redirect.inbound.excludeInterfaces'],
    },
    excludeUsers: [],
  };
}

/** No connection is to port 0: a list that selects nothing, where an empty one would select everything. */
const nothing: readonly NumberRange[] = [{ first: 0, last: 0 }];

function planDns(
  config: Config,
  facts: Facts,
  families: readonly Family[],
  notes: string[],
): DnsPlan | undefined {
  const port = config['redirect.dns.port'];
  const splitZones = !config['redirect.dns.skipConntrackZoneSplit'];
  const resolvers = mergeCidrs(facts.resolvers.flatMap(text => parseCidr(text) ?? []));
  if (config['redirect.dns.captureAll']) {
    const local = resolvers.find(isLoopback);
    if (local !== undefined) {
      notes.push(
        `${config['redirect.dns.resolvConfigPath']} names ${formatCidr(local)}: the queries of that local resolver are redirected too; ` +
          'leave its user alone with --exclude-outbound-ports-for-uids udp:53:UID, or use --redirect-dns',
      );
    }
    return { port, servers: 'all', splitZones };
  }
  const servers = resolvers.filter(server => families.includes(server.family));
  if (servers.length === 0) {
    notes.push(`${config['redirect.dns.resolvConfigPath']} names no DNS server: no DNS is redirected`);
    return undefined;
  }
  return { port, servers, splitZones };
}

function isLoopback(cidr: Cidr): boolean {
  return cidr.family === 4
    ? contains({ family: 4, address: '127.0.0.0', length: 8 }, cidr.address)
    : cidr.address === '::1';
}

/**
 * A block of a family that is not redirected is left out. A list of only such blocks must select nothing; an empty list would
 * select everything.
 */
function inFamilies(direction: Direction, families: readonly Family[]): Direction {
  const keep = (cidrs: readonly Cidr[]) => cidrs.filter(cidr => families.includes(cidr.family));
  const { include, exclude } = direction;
  const addresses = keep(include.addresses);
  const selectsNothing = addresses.length === 0 && include.addresses.length > 0;
  return {
    ...direction,
    include: { ...include, addresses, ports: selectsNothing ? nothing : include.ports },
    exclude: { ...exclude, addresses: keep(exclude.addresses) },
  };
}
