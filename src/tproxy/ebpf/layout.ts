import { endianness } from 'node:os';
import type { Cidr } from '../cidr.ts';

/**
 * The layout of `struct config`, `struct rule` and `struct set_key` (programs/maps.h), which a program refuses where it
 * differs (by size). Numbers are in the byte order of the host, addresses in that of the network.
 */

/** verdicts is `enum verdict`. */
export const verdicts = { return: 0, redirect: 1, log: 2, enter: 3 } as const;

/** interfaceConditions is `enum interface_condition`. */
export const interfaceConditions = { any: 0, loopback: 1, set: 2 } as const;

/** NumberCondition is `struct number_condition`: any number, those of a range, or those of a set. */
export type NumberCondition =
  | { readonly kind: 'none' }
  | { readonly kind: 'inline'; readonly first: number; readonly last: number }
  | { readonly kind: 'set'; readonly set: number };

/** AddressCondition is `struct address_condition`. */
export type AddressCondition =
  | { readonly kind: 'none' }
  | { readonly kind: 'inline'; readonly block: Cidr }
  | { readonly kind: 'set'; readonly set: number };

/** RuleImage is `struct rule`. */
export interface RuleImage {
  readonly verdict: keyof typeof verdicts;
  readonly port: number;
  readonly after: number;
  readonly protocol: 'tcp' | 'udp' | undefined;
  readonly interface: { readonly kind: keyof typeof interfaceConditions; readonly set: number };
  readonly notUser: number | undefined;
  readonly notDestination: Cidr | undefined;
  readonly users: NumberCondition;
  readonly ports: NumberCondition;
  readonly sources: AddressCondition;
  readonly destinations: AddressCondition;
}

const protocols = { tcp: 6, udp: 17 } as const;
const anyUser = 0xff_ff_ff_ff;
const kinds = { none: 0, inline: 1, set: 2 } as const;

/** encodeRule is the 160 bytes of a rule. */
export function encodeRule(rule: RuleImage): Buffer {
  return Buffer.concat([
    words(
      verdicts[rule.verdict],
      rule.port,
      rule.after,
      rule.protocol === undefined ? 0 : protocols[rule.protocol],
      interfaceConditions[rule.interface.kind],
      rule.interface.set,
      rule.notUser ?? anyUser,
      rule.notDestination?.family ?? 0,
    ),
    encodeNumbers(rule.users),
    encodeNumbers(rule.ports),
    encodeAddresses(rule.sources),
    encodeAddresses(rule.destinations),
    rule.notDestination === undefined ? Buffer.alloc(16) : addressBytes(rule.notDestination.address),
  ]);
}

function encodeNumbers(condition: NumberCondition): Buffer {
  const { kind } = condition;
  const set = kind === 'set' ? condition.set : 0;
  const [first, last] = kind === 'inline' ? [condition.first, condition.last] : [0, 0];
  return words(kinds[kind], set, first, last);
}

function encodeAddresses(condition: AddressCondition): Buffer {
  const { kind } = condition;
  const [value, mask] =
    kind === 'inline'
      ? [addressBytes(condition.block.address), maskBytes(mappedLength(condition.block))]
      : [Buffer.alloc(16), Buffer.alloc(16)];
  return Buffer.concat([words(kinds[kind], kind === 'set' ? condition.set : 0), value, mask]);
}

/** SetEntry is an entry of `fl_sets`: the key of the trie, and its value. */
export interface SetEntry {
  readonly key: Buffer;
  readonly value: Buffer;
}

const longestKey = 16;

/** numberEntry is a number in a set, as `in_set` looks it up; only its first `bits` count. */
export function numberEntry(set: number, number: number, bits: number): SetEntry {
  const data = Buffer.alloc(longestKey);
  data.writeUInt32BE(number);
  return { key: setKey(set, bits, data), value: words(1) };
}

/** blockEntry is a block of addresses in a set, with its value (1 where membership is all that counts). */
export function blockEntry(set: number, block: Cidr, value = 1): SetEntry {
  return { key: setKey(set, mappedLength(block), addressBytes(block.address)), value: words(value) };
}

function setKey(set: number, bits: number, data: Buffer): Buffer {
  return Buffer.concat([words(32 + bits, set), data]);
}

/** ConfigImage is `struct config`, without the network namespace, which the loader fills in. */
export interface ConfigImage {
  readonly output: { readonly first: number; readonly end: number };
  readonly prerouting: { readonly first: number; readonly end: number };
  readonly instance4: string | undefined;
  readonly instance6: string | undefined;
  /** 0 where a direction is left alone. */
  readonly outboundPort: number;
  readonly inboundPort: number;
  readonly routes: number;
  readonly families: readonly (4 | 6)[];
}

/** encodeConfig is the 72 bytes of the constants of the programs. */
export function encodeConfig(config: ConfigImage): Buffer {
  const addressOf = (address: string | undefined) =>
    address === undefined ? Buffer.alloc(16) : addressBytes(address);
  return Buffer.concat([
    Buffer.alloc(8),
    words(config.output.first, config.output.end, config.prerouting.first, config.prerouting.end),
    addressOf(config.instance4),
    addressOf(config.instance6),
    words(
      config.outboundPort,
      config.inboundPort,
      config.routes,
      config.families.reduce((bits, family) => bits | (1 << family), 0),
    ),
  ]);
}

function words(...numbers: readonly number[]): Buffer {
  const bytes = Buffer.alloc(numbers.length * 4);
  for (const [i, number] of numbers.entries()) {
    if (endianness() === 'LE') bytes.writeUInt32LE(number, i * 4);
    else bytes.writeUInt32BE(number, i * 4);
  }
  return bytes;
}

const mappedPrefix = Buffer.from('00000000000000000000ffff', 'hex');

function mappedLength({ family, length }: Cidr): number {
  return family === 4 ? mappedPrefix.length * 8 + length : length;
}

function maskBytes(length: number): Buffer {
  return Buffer.from(
    Array.from({ length: 16 }, (_, i) => 0xff & (0xff00 >> Math.min(8, Math.max(0, length - i * 8)))),
  );
}

/** IPv6, with IPv4 as ::ffff:a.b.c.d. */
function addressBytes(address: string): Buffer {
  if (!address.includes(':'))
    return Buffer.concat([mappedPrefix, Buffer.from(address.split('.').map(Number))]);
  const [head = '', tail] = address.split('::');
  const groups = (text: string | undefined) =>
    text === undefined || text === '' ? [] : text.split(':').map(group => Number.parseInt(group, 16));
  const [left, right] = [groups(head), groups(tail)];
  const all = [...left, ...new Array<number>(8 - left.length - right.length).fill(0), ...right];
  return Buffer.from(all.flatMap(group => [group >> 8, group & 0xff]));
}
