import { type Cidr, contains, type Family } from './cidr.ts';
import { inRanges, type NumberRange } from './number-range.ts';
import type { Direction, DnsPlan, Plan } from './plan.ts';
import type { Chain, Entry, Hook, Match, Program, Rule, Verdict } from './rules.ts';

/** passthroughSource is the address from which the proxy hands inbound connections on to the application, per family. */
export const passthroughSource = { 4: '127.0.0.6', 6: '::6' } as const satisfies Record<Family, string>;

const localhost = {
  4: { family: 4, address: '127.0.0.1', length: 32 },
  6: { family: 6, address: '::1', length: 128 },
} as const satisfies Record<Family, Cidr>;

/** Zones keep the two halves of a DNS query apart, which may have the same addresses and ports. */
const upstreamZone = 1;
const applicationZone = 2;

const dnsPort: readonly NumberRange[] = [{ first: 53, last: 53 }];
const goBack: Verdict = { kind: 'return' };

/** makeProgram expresses a plan in rules. The order of rules is the meaning; each group says why it is where it is. */
export function makeProgram(plan: Plan): Program {
  const parts: readonly Part[] = [
    ...(plan.dns?.splitZones ? [applicationZones(plan, plan.dns), upstreamZones(plan, plan.dns)] : []),
    ...(plan.dropInvalid ? [invalid] : []),
    ...(plan.dns === undefined ? [] : [dns(plan, plan.dns)]),
    ...(plan.networks.length > 0 && (plan.dns ?? plan.outbound) !== undefined ? [networks(plan)] : []),
    ...(plan.outbound === undefined ? [] : [outbound(plan, plan.outbound)]),
    ...(plan.inbound === undefined ? [] : [inbound(plan, plan.inbound)]),
  ];
  return {
    families: plan.families,
    entries: parts.flatMap(part =>
      part.enters.map((match): Entry => ({ hook: part.hook, match, chain: part.chain.name })),
    ),
    chains: parts.map(part => part.chain),
  };
}

interface Part {
  readonly hook: Hook;
  readonly enters: readonly Match[];
  readonly chain: Chain;
}

function part(hook: Hook, enters: readonly Match[], name: string, rules: readonly Rule[]): Part {
  return { hook, enters, chain: { name, rules } };
}

const when = (match: Match, verdict: Verdict): Rule => ({ match, verdict });
const just = (user: number): readonly NumberRange[] => [{ first: user, last: user }];

/** The zone of a query that leaves this host: the application's where the query will be redirected, else upstream's. */
function applicationZones(plan: Plan, dns: DnsPlan): Part {
  const upstream: Verdict = { kind: 'zone', zone: upstreamZone };
  const application: Verdict = { kind: 'zone', zone: applicationZone };
  const queries = toServers(plan, dns).map(
    (to): Match => ({ protocol: 'udp', ...to, destinationPorts: dnsPort }),
  );
  const captured = capturedBy(plan.outbound);
  return part({ stage: 'zones', side: 'output' }, [{ protocol: 'udp' }], 'zones_out', [
    when({ protocol: 'udp', users: just(plan.proxyUser), destinationPorts: dnsPort }, upstream),
    when({ protocol: 'udp', users: just(plan.proxyUser), sourcePorts: just(dns.port) }, application),
    ...dnsExemptions(plan.outbound, 'udp').flatMap(exempt =>
      queries.map(query => when({ ...query, ...exempt }, upstream)),
    ),
    ...queries.map(query => when({ ...query, ...captured }, application)),
    ...(Object.keys(captured).length > 0 ? queries.map(query => when(query, upstream)) : []),
    ...fromServers(plan, dns).map(from => when({ protocol: 'udp', ...from, sourcePorts: dnsPort }, upstream)),
  ]);
}

/**
 * The zone of answers from upstream, and of queries that pass through this host: both halves of a query must be in one zone.
 */
function upstreamZones(plan: Plan, dns: DnsPlan): Part {
  const upstream: Verdict = { kind: 'zone', zone: upstreamZone };
  return part({ stage: 'zones', side: 'prerouting' }, [{ protocol: 'udp' }], 'zones_pre', [
    ...plan.networks.map(network =>
      when(
        { protocol: 'udp', inInterfaces: [network.interface], destinationPorts: dnsPort },
        { kind: 'zone', zone: applicationZone },
      ),
    ),
    ...fromServers(plan, dns).map(from => when({ protocol: 'udp', ...from, sourcePorts: dnsPort }, upstream)),
    ...toServers(plan, dns).map(to => when({ protocol: 'udp', ...to, destinationPorts: dnsPort }, upstream)),
  ]);
}

const invalid: Part = part({ stage: 'invalid', side: 'prerouting' }, [{}], 'invalid', [
  when({ invalid: true }, { kind: 'drop' }),
]);

/** DNS goes first: resolvers of container engines redirect port 53 themselves and would win otherwise. */
function dns(plan: Plan, dns: DnsPlan): Part {
  const redirect: Verdict = { kind: 'redirect', port: dns.port };
  const tcpExcluded = plan.outbound !== undefined && inRanges(plan.outbound.exclude.ports, 53);
  const captured = capturedBy(plan.outbound);
  const protocols = tcpExcluded ? (['udp'] as const) : (['udp', 'tcp'] as const);
  return part(
    { stage: 'first', side: 'output' },
    protocols.map(protocol => ({ protocol, destinationPorts: dnsPort })),
    'dns',
    [
      ...protocols.flatMap(protocol =>
        dnsExemptions(plan.outbound, protocol).map(exempt => when(exempt, goBack)),
      ),
      when({ users: just(plan.proxyUser) }, goBack),
      ...protocols.flatMap(protocol =>
        toServers(plan, dns).map(to =>
          when({ protocol, ...captured, ...to, destinationPorts: dnsPort, ...opensIf(protocol) }, redirect),
        ),
      ),
    ],
  );
}

/** Traffic from behind a network's interface is outbound to the proxy, unless it stays in that network. */
function networks(plan: Plan): Part {
  const rules = plan.networks.flatMap(({ interface: name, cidr }): Rule[] => [
    ...(plan.dns === undefined
      ? []
      : (['udp', 'tcp'] as const).map(protocol =>
          when(
            { protocol, inInterfaces: [name], destinationPorts: dnsPort, ...opensIf(protocol) },
            { kind: 'redirect', port: plan.dns?.port ?? 0 },
          ),
        )),
    ...(plan.outbound === undefined
      ? []
      : [
          when(
            { protocol: 'tcp', inInterfaces: [name], notDestination: cidr, opens: true },
            { kind: 'redirect', port: plan.outbound.port },
          ),
        ]),
  ]);
  return part({ stage: 'first', side: 'prerouting' }, [{}], 'networks', rules);
}

function outbound(plan: Plan, direction: Direction): Part {
  const { include, exclude } = direction;
  const proxy = just(plan.proxyUser);
  const lo = ['lo'];
  return part(
    { stage: direction.first ? 'first' : 'redirect', side: 'output' },
    [{ protocol: 'tcp' }],
    'outbound',
    [
      ...log(plan, 'OUTPUT:'),
      // DNS that gets here was left alone on purpose.
      ...(plan.dns === undefined || inRanges(exclude.ports, 53)
        ? []
        : [when({ protocol: 'tcp', destinationPorts: dnsPort }, goBack)]),
      ...exemptions(direction, 'tcp').map(exempt => when(exempt, goBack)),
      // The proxy hands an inbound connection on to the application.
      ...plan.families.map(family =>
        when(
          { outInterfaces: lo, sources: [{ ...localhost[family], address: passthroughSource[family] }] },
          goBack,
        ),
      ),
      // Where the proxy connects to this host's own address, that is an inbound connection for the service behind it.
      ...(plan.inbound === undefined ? [] : toItself(plan, plan.inbound, proxy)),
      // Applications of one host talk to each other directly.
      when({ outInterfaces: lo, notUser: plan.proxyUser }, goBack),
      when({ users: proxy }, goBack),
      ...(exclude.ports.length > 0
        ? [when({ protocol: 'tcp', destinationPorts: exclude.ports }, goBack)]
        : []),
      ...plan.families.map(family => when({ destinations: [localhost[family]] }, goBack)),
      ...byFamily(include.addresses).map(destinations =>
        when(
          {
            protocol: 'tcp',
            ...listed('outInterfaces', include.interfaces),
            ...listed('users', include.users),
            ...listed('destinations', destinations),
            ...listed('destinationPorts', include.ports),
            opens: true,
          },
          { kind: 'redirect', port: direction.port },
        ),
      ),
    ],
  );
}

function toItself(plan: Plan, inbound: Direction, proxy: readonly NumberRange[]): readonly Rule[] {
  const { include, exclude } = inbound;
  const own: Match = { protocol: 'tcp', outInterfaces: ['lo'], users: proxy };
  return [
    ...(exclude.ports.length > 0 ? [when({ ...own, destinationPorts: exclude.ports }, goBack)] : []),
    ...plan.families.map(family =>
      when(
        {
          ...own,
          notDestination: localhost[family],
          ...listed('destinationPorts', include.ports),
          opens: true,
        },
        { kind: 'redirect', port: inbound.port },
      ),
    ),
  ];
}

function inbound(plan: Plan, direction: Direction): Part {
  const { include, exclude } = direction;
  return part(
    { stage: direction.first || plan.networks.length > 0 ? 'first' : 'redirect', side: 'prerouting' },
    [{ protocol: 'tcp' }],
    'inbound',
    [
      ...log(plan, 'PREROUTING:'),
      ...(exclude.interfaces.length > 0 ? [when({ inInterfaces: exclude.interfaces }, goBack)] : []),
      ...blocksByFamily(exclude.addresses).map(sources => when({ sources }, goBack)),
      ...(exclude.ports.length > 0
        ? [when({ protocol: 'tcp', destinationPorts: exclude.ports }, goBack)]
        : []),
      ...byFamily(include.addresses).map(sources =>
        when(
          {
            protocol: 'tcp',
            ...listed('inInterfaces', include.interfaces),
            ...listed('sources', sources),
            ...listed('destinationPorts', include.ports),
            opens: true,
          },
          { kind: 'redirect', port: direction.port },
        ),
      ),
    ],
  );
}

/** The outbound traffic of one protocol that is left alone, before any other rule applies. */
function exemptions(direction: Direction | undefined, protocol: 'tcp' | 'udp'): readonly Match[] {
  if (direction === undefined) return [];
  return [
    ...direction.excludeUsers
      .filter(({ protocols }) => protocols.includes(protocol))
      .map(({ users, ports }): Match => ({ protocol, users, ...listed('destinationPorts', ports) })),
    ...(direction.exclude.interfaces.length > 0 ? [{ outInterfaces: direction.exclude.interfaces }] : []),
    ...blocksByFamily(direction.exclude.addresses).map((destinations): Match => ({ destinations })),
  ];
}

/** The same for DNS, where the port is known: an exemption for other ports does not concern it. */
function dnsExemptions(direction: Direction | undefined, protocol: 'tcp' | 'udp'): readonly Match[] {
  return exemptions(direction, protocol)
    .filter(({ destinationPorts }) => destinationPorts === undefined || inRanges(destinationPorts, 53))
    .map(({ destinationPorts: _, ...rest }) => rest);
}

/** DNS is redirected for the same users and interfaces as outbound traffic; its ports and addresses are its own. */
function capturedBy(direction: Direction | undefined): Match {
  if (direction === undefined) return {};
  const { users, interfaces } = direction.include;
  return { ...listed('outInterfaces', interfaces), ...listed('users', users) };
}

function toServers(plan: Plan, dns: DnsPlan): readonly Match[] {
  return dns.servers === 'all'
    ? [{}]
    : blocksByFamily(capturedServers(plan, dns.servers)).map(destinations => ({ destinations }));
}

function fromServers(plan: Plan, dns: DnsPlan): readonly Match[] {
  return dns.servers === 'all'
    ? [{}]
    : blocksByFamily(capturedServers(plan, dns.servers)).map(sources => ({ sources }));
}

function capturedServers(plan: Plan, servers: readonly Cidr[]): readonly Cidr[] {
  const excluded = plan.outbound?.exclude.addresses ?? [];
  return servers.filter(server => !excluded.some(block => contains(block, server.address)));
}

function log(plan: Plan, prefix: string): readonly Rule[] {
  return plan.logLevel === undefined
    ? []
    : [when({ protocol: 'tcp' }, { kind: 'log', prefix, level: plan.logLevel })];
}

function opensIf(protocol: 'tcp' | 'udp'): Match {
  return protocol === 'tcp' ? { opens: true } : {};
}

/** A field of a match, or none where the list is empty and so selects everything. */
function listed<K extends keyof Match, T>(
  field: K,
  list: readonly T[],
): { readonly [P in K]?: readonly T[] } {
  return (list.length > 0 ? { [field]: list } : {}) as { readonly [P in K]?: readonly T[] };
}

function blocksByFamily(cidrs: readonly Cidr[]): readonly (readonly Cidr[])[] {
  return ([4, 6] as const)
    .map(family => cidrs.filter(cidr => cidr.family === family))
    .filter(list => list.length > 0);
}

/** One list for each family; where there are no blocks, one empty list, which selects everything. */
function byFamily(cidrs: readonly Cidr[]): readonly (readonly Cidr[])[] {
  return cidrs.length === 0 ? [[]] : blocksByFamily(cidrs);
}
