import { BlockList, isIP, isIPv6 } from 'node:net';
import { normalizeHostname } from './hostname.ts';

/**
 * AddressCategory says what kind of network an address belongs to, judging by its number alone.
 *
 * - `loopback`, `unspecified`: the machine itself (Linux connects `0.0.0.0` and `::` to loopback).
 * - `link-local`: the machine's own links. `metadata`: where clouds give credentials to whoever asks.
 * - `multicast`: groups of machines, which can be no backend.
 * - `private`: private networks (RFC 1918, RFC 4193, RFC 6598). `global`: all else.
 */
export type AddressCategory =
  | 'loopback'
  | 'unspecified'
  | 'link-local'
  | 'metadata'
  | 'multicast'
  | 'private'
  | 'global';

/**
 * The first category with a network that contains an address applies: `metadata` stands before the networks that its addresses
 * are in. Sources: IANA's special-purpose registries; the clouds' manuals for metadata (AWS and OpenStack, ECS, EKS, Alibaba,
 * Azure, Oracle, Google).
 */
const networks: readonly (readonly [Exclude<AddressCategory, 'global'>, readonly string[]])[] = [
  ['loopback', ['127.0.0.0/8', '::1/128']],
  ['unspecified', ['0.0.0.0/8', '::/128']],
  [
    'metadata',
    [
      '169.254.169.254/32',
      '169.254.170.2/32',
      '169.254.170.23/32',
      '100.100.100.200/32',
      '168.63.129.16/32',
      '192.0.0.192/32',
      'fd00:ec2::254/128',
      'fd00:ec2::23/128',
      'fd20:ce::254/128',
      'fe80::a9fe:a9fe/128',
    ],
  ],
  ['link-local', ['169.254.0.0/16', 'fe80::/10']],
  ['multicast', ['224.0.0.0/4', '255.255.255.255/32', 'ff00::/8']],
  ['private', ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7', 'fec0::/10']],
];

/** IPv6 addresses whose last 32 bits are an IPv4 address: mapped, compatible (old), and NAT64. */
const embeddings = ['::ffff:', '::', '64:ff9b::'] as const;

const lists = networks.map(([category, cidrs]) => [category, blockList(cidrs)] as const);

/** Makes a list of IPv6 networks: IPv4 networks are in it as they are embedded in IPv6. */
function blockList(cidrs: readonly string[]): BlockList {
  const list = new BlockList();
  for (const cidr of cidrs) {
    const [network = '', length = ''] = cidr.split('/');
    if (isIPv6(network)) list.addSubnet(network, Number(length), 'ipv6');
    else for (const prefix of embeddings) list.addSubnet(prefix + network, 96 + Number(length), 'ipv6');
  }
  return list;
}

/** networksOf are the networks of a category (CIDR); IPv4 networks are included also as they are embedded in IPv6. */
export function networksOf(category: AddressCategory): readonly string[] {
  const cidrs = networks.find(([name]) => name === category)?.[1] ?? [];
  return cidrs.flatMap(cidr => {
    const [network = '', length = ''] = cidr.split('/');
    if (isIPv6(network)) return [cidr];
    return [cidr, ...embeddings.map(prefix => `${prefix}${network}/${96 + Number(length)}`)];
  });
}

/**
 * addressMatcher tells whether an address is one of several, in whatever notation; IPv4 addresses embedded in IPv6 count as
 * themselves.
 */
export function addressMatcher(addresses: readonly string[]): (address: string) => boolean {
  const list = blockList(addresses.map(address => `${address}/${isIPv6(address) ? 128 : 32}`));
  return address => list.check(isIPv6(address) ? address : `::ffff:${address}`, 'ipv6');
}

/** The IPv4 networks as numbers, for speed: a BlockList takes 20 µs an address, and there are tens of thousands of them. */
const numbers = networks.flatMap(([category, cidrs]) =>
  cidrs
    .filter(cidr => !cidr.includes(':'))
    .map(cidr => {
      const [network = '', length = ''] = cidr.split('/');
      const size = 2 ** (32 - Number(length));
      const first = numberOf(network);
      return { category, first, last: first + size - 1 };
    }),
);

function numberOf(ipv4: string): number {
  return ipv4.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0);
}

/** isIpAddress tells an IPv4 or IPv6 address in its usual notation, without zone or port, from everything else. */
export function isIpAddress(text: string): boolean {
  return isIP(text) !== 0 && !text.includes('%');
}

/** isNetwork tells networks in CIDR notation, `10.0.0.0/8`, from everything else; an address alone is none. */
export function isNetwork(text: string): boolean {
  const [address = '', length = '', ...more] = text.split('/');
  if (more.length > 0 || !isIpAddress(address) || !/^[0-9]{1,3}$/.test(length)) return false;
  return Number(length) <= (isIPv6(address) ? 128 : 32);
}

/**
 * categoryOfAddress is the category of an address for which `isIpAddress` holds. IPv4 addresses embedded in IPv6 count as
 * themselves.
 */
export function categoryOfAddress(address: string): AddressCategory {
  if (isIPv6(address)) return lists.find(([, list]) => list.check(address, 'ipv6'))?.[0] ?? 'global';
  const number = numberOf(address);
  return numbers.find(({ first, last }) => first <= number && number <= last)?.category ?? 'global';
}

/** Names that mean an address whichever resolver is asked (RFC 6761, and what /etc/hosts and Google's DNS say). */
const knownNames: ReadonlyMap<string, AddressCategory> = new Map<string, AddressCategory>([
  ['localhost', 'loopback'],
  ['localhost.localdomain', 'loopback'],
  ['localhost6', 'loopback'],
  ['localhost6.localdomain6', 'loopback'],
  ['ip6-localhost', 'loopback'],
  ['ip6-loopback', 'loopback'],
  ['metadata.google.internal', 'metadata'],
  ['metadata.goog', 'metadata'],
]);

/**
 * categoryOfHost is the category of a host as a user writes it: an address, a name that resolvers take for an address
 * (`2130706433`, `0x7f.1`, `127.1`), or a name that always means one (`localhost`), in any case, with or without brackets and
 * trailing dot. It is undefined for all other names, which have to be resolved first.
 */
export function categoryOfHost(host: string): AddressCategory | undefined {
  const name = normalizeHostname(host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host);
  const address = isIpAddress(name) ? name : addressOfName(name);
  if (address !== undefined) return categoryOfAddress(address);
  return name.endsWith('.localhost') ? 'loopback' : knownNames.get(name);
}

/**
 * addressOfName gives the IPv4 address that `inet_aton`, and with it most resolvers, takes a name for: one to four numbers,
 * decimal, octal (`0177`) or hexadecimal (`0x7f`), the last of which fills all remaining bytes. It is undefined for every other
 * name. The name is normalised.
 */
export function addressOfName(name: string): string | undefined {
  // Four parts of octal digits with some leading zeros; anything longer is not an address.
  if (name.length > 64) return undefined;
  const numbers = name.split('.').map(readNumber);
  const last = numbers.pop();
  if (last === undefined || numbers.length > 3) return undefined;
  let address = last;
  if (last >= 256 ** (4 - numbers.length)) return undefined;
  for (const [index, number] of numbers.entries()) {
    if (number === undefined || number > 255) return undefined;
    address += number * 256 ** (3 - index);
  }
  return [24, 16, 8, 0].map(shift => Math.floor(address / 2 ** shift) % 256).join('.');
}

function readNumber(text: string): number | undefined {
  if (/^0[0-7]*$/.test(text)) return Number.parseInt(text, 8);
  return /^(?:[1-9][0-9]*|0x[0-9a-f]+)$/.test(text) ? Number(text) : undefined;
}

/** hostAndPort joins host and port, with an IPv6 address in brackets: `[::1]:80`. */
export function hostAndPort(host: string, port: number): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** withoutBrackets removes the brackets that URLs put around IPv6 addresses. */
export function withoutBrackets(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}
