import { isIP } from 'node:net';

/** Family is an IP version. */
export type Family = 4 | 6;

/** Cidr is a block of addresses in canonical form: host bits are zero and IPv6 is written as RFC 5952 asks. */
export interface Cidr {
  readonly family: Family;
  readonly address: string;
  readonly length: number;
}

/** addressBits is how many bits an address of each family has. */
export const addressBits = { 4: 32, 6: 128 } as const satisfies Record<Family, number>;

/** parseCidr reads `ADDRESS` or `ADDRESS/LENGTH`; undefined where the text is neither. */
export function parseCidr(text: string): Cidr | undefined {
  const [address, length, ...rest] = text.trim().split('/');
  const version = isIP(address ?? '');
  if (address === undefined || rest.length > 0 || version === 0 || address.includes('%')) return undefined;
  const family = version === 4 ? 4 : 6;
  const bits = addressBits[family];
  if (length !== undefined && !/^\d{1,3}$/.test(length)) return undefined;
  const prefix = length === undefined ? bits : Number(length);
  if (prefix > bits) return undefined;
  const start = (addressToNumber(address, family) >> BigInt(bits - prefix)) << BigInt(bits - prefix);
  return { family, address: numberToAddress(start, family), length: prefix };
}

/** formatCidr writes a block as nft and iptables-save do: a single address has no length. */
export function formatCidr(cidr: Cidr): string {
  return cidr.length === addressBits[cidr.family] ? cidr.address : `${cidr.address}/${cidr.length}`;
}

/** contains tells whether an address of the same family lies in the block. */
export function contains(cidr: Cidr, address: string): boolean {
  const host = parseCidr(address);
  if (host?.family !== cidr.family) return false;
  const shift = BigInt(addressBits[cidr.family] - cidr.length);
  const [a, b] = [addressToNumber(cidr.address, cidr.family), addressToNumber(host.address, cidr.family)];
  return a >> shift === b >> shift;
}

/**
 * mergeCidrs is the shortest list of blocks that covers exactly the same addresses, in ascending order, IPv4 first. It
 * is the normal form in which lists are planned, rendered and compared: nft and the kernel reorder and join elements.
 */
export function mergeCidrs(cidrs: readonly Cidr[]): readonly Cidr[] {
  return ([4, 6] as const).flatMap(family => {
    const intervals = cidrs.filter(cidr => cidr.family === family).map(toInterval);
    return joinIntervals(intervals).flatMap(interval => coverInterval(interval, family));
  });
}

/** cidrsBetween is the blocks that cover every address from the first to the last; undefined where that is not a range. */
export function cidrsBetween(first: string, last: string): readonly Cidr[] | undefined {
  const [low, high] = [parseCidr(first), parseCidr(last)];
  if (low === undefined || low.family !== high?.family) return undefined;
  const interval = { first: toInterval(low).first, last: toInterval(high).last };
  return interval.first <= interval.last ? coverInterval(interval, low.family) : undefined;
}

interface Interval {
  readonly first: bigint;
  readonly last: bigint;
}

function toInterval(cidr: Cidr): Interval {
  const first = addressToNumber(cidr.address, cidr.family);
  return { first, last: first + (1n << BigInt(addressBits[cidr.family] - cidr.length)) - 1n };
}

function joinIntervals(intervals: readonly Interval[]): readonly Interval[] {
  const joined: Interval[] = [];
  for (const next of intervals.toSorted((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0))) {
    const previous = joined.at(-1);
    if (previous === undefined || next.first > previous.last + 1n) joined.push(next);
    else if (next.last > previous.last)
      joined[joined.length - 1] = { first: previous.first, last: next.last };
  }
  return joined;
}

function coverInterval({ first, last }: Interval, family: Family): readonly Cidr[] {
  const bits = addressBits[family];
  const blocks: Cidr[] = [];
  for (let start = first; start <= last; ) {
    let free = 0;
    while (free < bits && (start >> BigInt(free)) % 2n === 0n && start + (2n << BigInt(free)) - 1n <= last)
      free++;
    blocks.push({ family, address: numberToAddress(start, family), length: bits - free });
    start += 1n << BigInt(free);
  }
  return blocks;
}

function addressToNumber(address: string, family: Family): bigint {
  if (family === 4) return address.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);
  const [head = '', tail] = withoutDottedQuad(address).split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups = [...left, ...new Array<string>(8 - left.length - right.length).fill('0'), ...right];
  return groups.reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n);
}

function withoutDottedQuad(address: string): string {
  return address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, a, b, c, d) => {
    const pair = (high: string, low: string) => (Number(high) * 256 + Number(low)).toString(16);
    return `${pair(a, b)}:${pair(c, d)}`;
  });
}

function numberToAddress(value: bigint, family: Family): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map(shift => (value >> shift) & 255n).join('.');
  const groups = Array.from({ length: 8 }, (_, i) =>
    ((value >> BigInt(112 - 16 * i)) & 0xffffn).toString(16),
  );
  const runs = [...groups.join(':').matchAll(/\b0(?::0)+\b/g)].map(match => match[0]);
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), '');
  if (longest === '') return groups.join(':');
  const text = groups.join(':');
  const at = text.search(new RegExp(`(?<![0-9a-f])${longest}(?![0-9a-f])`));
  return `${text.slice(0, at).replace(/:$/, '')}::${text.slice(at + longest.length).replace(/^:/, '')}`;
}
