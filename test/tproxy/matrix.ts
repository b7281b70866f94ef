import type { Reply, Request } from './actor-protocol.ts';
import type { BackendUnderTest } from './backend-laws.ts';
import { dnsAnswers, users } from './lab.ts';

/** Case is one connection or query, and where it has to end. */
export interface Case {
  readonly name: string;
  readonly from: 'host' | 'world' | 'guest';
  readonly user?: number;
  readonly request: Request;
  readonly expect: Reply;
  /** What it needs to be on the host besides. */
  readonly beside?: 'foreign rules';
  /** Where a backend that is not a firewall rightly has another answer. */
  readonly expectOf?: Readonly<Partial<Record<BackendUnderTest['name'], Reply>>>;
  /** Who answers an HTTP request, by the name of the server. */
  readonly server?: 'world' | 'application' | 'guest';
}

/** Group is the cases of one install. */
export interface Group {
  readonly name: string;
  readonly flags: readonly string[];
  /** Backends that cannot do it, and what they say. */
  readonly refusedBy?: Readonly<Partial<Record<BackendUnderTest['name'], RegExp>>>;
  readonly cases: readonly Case[];
}

const http = (host: string, port: number, localPort?: number): Request => ({
  kind: 'http',
  host,
  port,
  ...(localPort === undefined ? {} : { localPort }),
});
const dns = (protocol: 'udp' | 'tcp', server: string, localPort?: number): Request => ({
  kind: 'dns',
  protocol,
  server,
  ...(localPort === undefined ? {} : { localPort }),
});
const through = (proxy: string): Reply => ({ status: 200, proxy });
const direct: Reply = { status: 200, proxy: 'none' };
const byProxy: Reply = { address: dnsAnswers.proxy };
const byWorld: Reply = { address: dnsAnswers.world };

const app = { from: 'host', user: users.application } as const;
const proxy = { from: 'host', user: users.proxy } as const;
const world = { from: 'world', user: users.root } as const;
const guest = { from: 'guest', user: users.root } as const;

/** The behaviour matrix: what a transparent proxy has to do with every kind of connection, whatever the backend. */
export const matrix: readonly Group[] = [
  {
    name: 'everything is redirected',
    flags: ['--redirect-all-dns-traffic'],
    cases: [
      {
        ...app,
        name: 'virtual listener',
        request: http('10.66.0.2', 8081),
        expect: through('virtual'),
        server: 'world',
      },
      {
        ...app,
        name: 'virtual listener, IPv6',
        request: http('fd66::2', 8081),
        expect: through('virtual'),
        server: 'world',
      },
      {
        ...app,
        name: 'passthrough',
        request: http('10.66.0.2', 8000),
        expect: through('outbound'),
        server: 'world',
      },
      {
        ...app,
        name: 'passthrough, IPv6',
        request: http('fd66::2', 8000),
        expect: through('outbound'),
        server: 'world',
      },
      {
        ...app,
        name: 'a VIP that exists nowhere',
        request: http('240.0.0.7', 80),
        expect: through('vip'),
        server: 'world',
      },
      {
        ...app,
        user: users.root,
        name: 'root is an application too',
        request: http('10.66.0.2', 8000),
        expect: through('outbound'),
      },
      { ...app, name: 'loopback', request: http('127.0.0.1', 9091), expect: direct, server: 'application' },
      { ...app, name: 'loopback, IPv6', request: http('::1', 9091), expect: direct, server: 'application' },
      {
        ...app,
        name: 'another loopback address',
        request: http('127.0.0.9', 9091),
        expect: direct,
        server: 'application',
      },
      { ...app, name: 'this host', request: http('0.0.0.0', 9091), expect: direct, server: 'application' },
      { ...app, name: 'this host, IPv6', request: http('::', 9091), expect: direct, server: 'application' },
      {
        ...app,
        name: 'own address',
        request: http('10.66.0.1', 9091),
        expect: direct,
        server: 'application',
      },
      {
        ...app,
        name: 'own address, IPv6',
        request: http('fd66::1', 9091),
        expect: direct,
        server: 'application',
      },
      {
        ...proxy,
        name: 'the proxy itself',
        request: http('10.66.0.2', 8000),
        expect: direct,
        server: 'world',
      },
      {
        ...proxy,
        name: 'the proxy itself, IPv6',
        request: http('fd66::2', 8000),
        expect: direct,
        server: 'world',
      },
      {
        ...proxy,
        name: 'the proxy to its own address',
        request: http('10.66.0.1', 9091),
        expect: through('inbound'),
        server: 'application',
      },
      {
        ...proxy,
        name: 'the proxy to its own address, IPv6',
        request: http('fd66::1', 9091),
        expect: through('inbound'),
        server: 'application',
      },
      {
        ...proxy,
        name: 'the proxy to a virtual inbound listener',
        request: http('10.66.0.1', 8080),
        expect: through('virtual-inbound'),
      },
      {
        ...proxy,
        name: 'the proxy to loopback',
        request: http('127.0.0.1', 9091),
        expect: direct,
        server: 'application',
      },
      {
        ...world,
        name: 'inbound',
        request: http('10.66.0.1', 9091),
        expect: through('inbound'),
        server: 'application',
      },
      {
        ...world,
        name: 'inbound, IPv6',
        request: http('fd66::1', 9091),
        expect: through('inbound'),
        server: 'application',
      },
      {
        ...world,
        name: 'inbound virtual listener',
        request: http('10.66.0.1', 8080),
        expect: through('virtual-inbound'),
        server: 'application',
      },
      { ...app, name: 'DNS over UDP', request: dns('udp', '10.66.0.2'), expect: byProxy },
      { ...app, name: 'DNS over TCP', request: dns('tcp', '10.66.0.2'), expect: byProxy },
      { ...app, name: 'DNS over UDP, IPv6', request: dns('udp', 'fd66::2'), expect: byProxy },
      { ...app, name: 'DNS over TCP, IPv6', request: dns('tcp', 'fd66::2'), expect: byProxy },
      {
        ...app,
        name: 'DNS to a server that nobody configured',
        request: dns('udp', '10.66.0.3'),
        expect: byProxy,
      },
      { ...proxy, name: 'DNS of the proxy', request: dns('udp', '10.66.0.2'), expect: byWorld },
      { ...proxy, name: 'DNS of the proxy over TCP', request: dns('tcp', '10.66.0.2'), expect: byWorld },
      { ...proxy, name: 'DNS of the proxy, IPv6', request: dns('udp', 'fd66::2'), expect: byWorld },
      // Below those that the system gives away by itself: nobody else has it.
      {
        ...app,
        name: 'DNS from a source port ...',
        request: dns('udp', '10.66.0.2', 20_053),
        expect: byProxy,
      },
      {
        ...proxy,
        name: '... and of the proxy from the same port',
        request: dns('udp', '10.66.0.2', 20_053),
        expect: byWorld,
      },
      { ...app, name: '... and again', request: dns('udp', '10.66.0.2', 20_053), expect: byProxy },
      {
        ...app,
        name: 'a service that foreign rules redirect first',
        beside: 'foreign rules',
        request: http('10.96.0.1', 443),
        expect: direct,
        // Sockets come before packets: the proxy is asked first, and what it sends meets the foreign rule.
        expectOf: { ebpf: through('outbound') },
      },
      {
        ...app,
        name: 'a connection from a source port ...',
        request: http('10.66.0.2', 8000, 20_080),
        expect: through('outbound'),
      },
      {
        ...proxy,
        name: '... and of the proxy from the same port',
        request: http('10.66.0.2', 9090, 20_080),
        expect: direct,
      },
    ],
  },
  {
    name: 'exclusions',
    flags: [
      '--redirect-all-dns-traffic',
      ...['--exclude-outbound-ports', '9090,8500-8600'],
      ...['--exclude-inbound-ports', '9091'],
      ...['--exclude-outbound-ips', '10.66.0.3,fd99::/16'],
      ...['--exclude-inbound-ips', '10.67.0.0/24'],
      ...['--exclude-outbound-interfaces', 'eth1'],
      ...['--exclude-inbound-interfaces', 'guest+'],
      ...['--exclude-outbound-ports-for-uids', `tcp:8000:${users.excluded}`],
      ...['--exclude-outbound-ports-for-uids', `${users.large}`],
    ],
    cases: [
      { ...app, name: 'an excluded port', request: http('10.66.0.2', 9090), expect: direct, server: 'world' },
      {
        ...app,
        name: 'an excluded port, IPv6',
        request: http('fd66::2', 9090),
        expect: direct,
        server: 'world',
      },
      { ...app, name: 'any other port', request: http('10.66.0.2', 8000), expect: through('outbound') },
      {
        ...app,
        name: 'an excluded address',
        request: http('10.66.0.3', 8000),
        expect: direct,
        server: 'world',
      },
      { ...app, name: 'DNS to an excluded address', request: dns('udp', '10.66.0.3'), expect: byWorld },
      { ...app, name: 'DNS to another address', request: dns('udp', '10.66.0.2'), expect: byProxy },
      {
        ...app,
        name: 'an excluded interface',
        request: http('10.67.0.2', 8000),
        expect: direct,
        server: 'world',
      },
      {
        ...app,
        user: users.excluded,
        name: 'an excluded user, port',
        request: http('10.66.0.2', 8000),
        expect: direct,
      },
      {
        ...app,
        user: users.excluded,
        name: 'an excluded user, other port',
        request: http('10.66.0.2', 8081),
        expect: through('virtual'),
      },
      {
        ...app,
        user: users.excluded,
        name: 'DNS of a user excluded for another port',
        request: dns('udp', '10.66.0.2'),
        expect: byProxy,
      },
      {
        ...app,
        user: users.large,
        name: 'a user above 65535, every port',
        request: http('10.66.0.2', 8081),
        expect: direct,
      },
      {
        ...app,
        user: users.large,
        name: 'DNS of that user',
        request: dns('udp', '10.66.0.2'),
        expect: byWorld,
      },
      {
        ...app,
        user: users.large,
        name: 'DNS of that user over TCP',
        request: dns('tcp', '10.66.0.2'),
        expect: byWorld,
      },
      {
        ...world,
        name: 'an excluded inbound port',
        request: http('10.66.0.1', 9091),
        expect: direct,
        server: 'application',
      },
      {
        ...world,
        name: 'an excluded inbound port, IPv6',
        request: http('fd66::1', 9091),
        expect: direct,
        server: 'application',
      },
      {
        ...world,
        name: 'any other inbound port',
        request: http('10.66.0.1', 8080),
        expect: through('virtual-inbound'),
      },
      {
        ...world,
        name: 'inbound from an excluded address',
        request: http('10.67.0.1', 8080),
        expect: direct,
        server: 'application',
      },
      {
        ...guest,
        name: 'inbound by an excluded interface',
        request: http('172.30.0.1', 8080),
        expect: direct,
        server: 'application',
      },
      {
        ...proxy,
        name: 'the proxy to an excluded inbound port',
        request: http('10.66.0.1', 9091),
        expect: direct,
      },
    ],
  },
  {
    name: 'inclusions',
    flags: [
      ...['--include-outbound-ports', '8000,9000-9100'],
      ...['--include-outbound-ips', '10.66.0.0/24,fd66::/64'],
      ...['--include-outbound-interfaces', 'eth0'],
      ...['--include-outbound-uids', `${users.application},2000-2999`],
      ...['--include-inbound-ports', '8080'],
      ...['--include-inbound-ips', '10.66.0.0/24'],
      ...['--include-inbound-interfaces', 'eth0'],
    ],
    cases: [
      { ...app, name: 'all that is included', request: http('10.66.0.2', 8000), expect: through('outbound') },
      {
        ...app,
        name: 'all that is included, IPv6',
        request: http('fd66::2', 8000),
        expect: through('outbound'),
      },
      { ...app, name: 'another port', request: http('10.66.0.2', 8081), expect: direct },
      { ...app, name: 'another address and interface', request: http('10.67.0.2', 8000), expect: direct },
      {
        ...app,
        user: users.excluded,
        name: 'another user',
        request: http('10.66.0.2', 8000),
        expect: direct,
      },
      {
        ...world,
        name: 'all that is included, inbound',
        request: http('10.66.0.1', 8080),
        expect: through('virtual-inbound'),
      },
      { ...world, name: 'another inbound port', request: http('10.66.0.1', 9091), expect: direct },
      { ...world, name: 'another source', request: http('10.67.0.1', 8080), expect: direct },
      {
        ...app,
        name: 'DNS, which nobody asked to redirect',
        request: dns('udp', '10.66.0.2'),
        expect: byWorld,
      },
    ],
  },
  {
    name: 'only configured resolvers, no inbound',
    flags: ['--redirect-dns', '--redirect-inbound=false', '--drop-invalid-packets', '--iptables-logs'],
    cases: [
      { ...app, name: 'DNS to the resolver', request: dns('udp', '10.66.0.2'), expect: byProxy },
      { ...app, name: 'DNS to the resolver over TCP', request: dns('tcp', '10.66.0.2'), expect: byProxy },
      { ...app, name: 'DNS to the resolver, IPv6', request: dns('udp', 'fd66::2'), expect: byProxy },
      { ...app, name: 'DNS to another server', request: dns('udp', '10.66.0.3'), expect: byWorld },
      { ...app, name: 'DNS to another server over TCP', request: dns('tcp', '10.66.0.3'), expect: byWorld },
      {
        ...proxy,
        name: 'DNS of the proxy from a port ...',
        request: dns('udp', '10.66.0.2', 20_054),
        expect: byWorld,
      },
      {
        ...app,
        name: '... and of an application from the same port',
        request: dns('udp', '10.66.0.2', 20_054),
        expect: byProxy,
      },
      { ...app, name: 'outbound', request: http('10.66.0.2', 8000), expect: through('outbound') },
      { ...world, name: 'inbound', request: http('10.66.0.1', 8080), expect: direct },
      { ...proxy, name: 'the proxy to its own address', request: http('10.66.0.1', 8080), expect: direct },
    ],
  },
  {
    name: 'a network behind an interface, IPv4 only',
    refusedBy: { ebpf: /--backend ebpf: --vnet/ },
    flags: [
      '--redirect-all-dns-traffic',
      '--vnet',
      'guest0:172.30.0.0/24',
      '--ip-family-mode',
      'ipv4',
      '--skip-dns-conntrack-zone-split=false',
    ],
    cases: [
      {
        ...guest,
        name: 'what a guest sends out',
        request: http('10.66.0.2', 8000),
        expect: through('outbound'),
        server: 'world',
      },
      { ...guest, name: 'DNS of a guest', request: dns('udp', '10.66.0.2'), expect: byProxy },
      { ...guest, name: 'DNS of a guest over TCP', request: dns('tcp', '10.66.0.2'), expect: byProxy },
      {
        ...guest,
        name: 'what a guest sends to the host',
        request: http('172.30.0.1', 9091),
        expect: through('inbound'),
      },
      { ...app, name: 'the host itself', request: http('10.66.0.2', 8000), expect: through('outbound') },
      { ...app, name: 'IPv6 is left alone', request: http('fd66::2', 8000), expect: direct },
      { ...world, name: 'inbound IPv6 is left alone', request: http('fd66::1', 9091), expect: direct },
    ],
  },
  {
    name: 'ahead of foreign rules',
    flags: ['--redirect-outbound-insert-instead-of-append', '--redirect-inbound-insert-instead-of-append'],
    cases: [
      {
        ...app,
        name: 'a service that foreign rules redirect',
        beside: 'foreign rules',
        request: http('10.96.0.1', 443),
        expect: through('outbound'),
        server: 'world',
      },
      {
        ...proxy,
        name: 'that service, asked by the proxy',
        beside: 'foreign rules',
        request: http('10.96.0.1', 443),
        expect: direct,
        server: 'world',
      },
      {
        ...world,
        name: 'a port that a container engine publishes',
        beside: 'foreign rules',
        request: http('10.66.0.1', 2375),
        expect: { status: 503, proxy: 'inbound' },
        // What foreign rules send elsewhere never reaches a listener of this host.
        expectOf: { ebpf: direct },
      },
    ],
  },
];
