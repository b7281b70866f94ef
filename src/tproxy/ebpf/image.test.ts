import assert from 'node:assert/strict';
import { endianness } from 'node:os';
import { test } from 'node:test';
import { type Cidr, contains, mergeCidrs, parseCidr } from '../cidr.ts';
import { decide, type Packet } from '../decide.ts';
import { mergeRanges, type NumberRange } from '../number-range.ts';
import type { Direction, Plan, Selection } from '../plan.ts';
import { makeProgram } from '../program.ts';
import { type Image, makeImage } from './image.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * Reading is an image read back by programs/maps.h and walked by programs/decide.h: what the kernel will do with it, said a
 * second time without what wrote it.
 */
class Reading {
  readonly #config: DataView;
  readonly #rules: readonly DataView[];
  readonly #sets: readonly { readonly bits: number; readonly data: string; readonly value: number }[];
  readonly #own: readonly string[];

  constructor(image: Image, own: readonly string[]) {
    this.#config = viewOf(image.config);
    this.#rules = image.rules.map(viewOf);
    this.#sets = image.sets.map(({ key, value }) => ({
      bits: word(viewOf(key), 0),
      data: bitsOf(key.subarray(4)),
      value: word(viewOf(value), 0),
    }));
    this.#own = own;
  }

  /** The port that a packet goes to; 0 where it is left alone. `from` is the interface that it came in by. */
  walk(packet: Packet, from: number): number {
    const [first, end, families] = [
      packet.side === 'output' ? 8 : 16,
      packet.side === 'output' ? 12 : 20,
      68,
    ].map(offset => word(this.#config, offset ?? 0)) as [number, number, number];
    if ((families & (isMapped(packet.destination) ? 1 << 4 : 1 << 6)) === 0) return 0;
    for (let at = first; at < end; ) {
      const rule = this.#rules[at];
      if (rule === undefined) throw new Error(`there is no rule ${at}`);
      const held = this.#holds(rule, packet, from);
      const verdict = word(rule, 0);
      if (verdict === 1 && held) return word(rule, 4);
      const leaves = (verdict === 0 && held) || (verdict === 3 && !held);
      const next = leaves ? word(rule, 8) : at + 1;
      assert.ok(next > at && next <= end, `rule ${at} goes on with ${next} of ${end}`);
      at = next;
    }
    return 0;
  }

  #holds(rule: DataView, packet: Packet, from: number): boolean {
    const protocol = word(rule, 12);
    const notUser = word(rule, 24);
    const user = packet.user ?? 0xff_ff_ff_ff;
    const notFamily = word(rule, 28);
    return (
      (protocol === 0 || protocol === { tcp: 6, udp: 17 }[packet.protocol]) &&
      this.#number(rule, 48, packet.destinationPort) &&
      this.#number(rule, 32, user) &&
      (notUser === 0xff_ff_ff_ff || notUser !== user) &&
      (notFamily === 0 ||
        ((notFamily === 4) === isMapped(packet.destination) &&
          hex(rule, 144) !== bytesOf(packet.destination))) &&
      this.#address(rule, 64, packet.source) &&
      this.#address(rule, 104, packet.destination) &&
      this.#interface(rule, packet, from)
    );
  }

  #number(rule: DataView, at: number, number: number): boolean {
    const [kind, set, first, last] = [0, 4, 8, 12].map(offset => word(rule, at + offset)) as [
      number,
      number,
      number,
      number,
    ];
    if (kind === 2) return this.#lookUp(set, number.toString(16).padStart(8, '0')) !== 0;
    return kind === 0 || (first <= number && number <= last);
  }

  #address(rule: DataView, at: number, address: string): boolean {
    const kind = word(rule, at);
    if (kind === 2) return this.#lookUp(word(rule, at + 4), bytesOf(address)) !== 0;
    const [value, mask, own] = [hex(rule, at + 8), hex(rule, at + 24), bytesOf(address)].map(text =>
      BigInt(`0x${text}`),
    ) as [bigint, bigint, bigint];
    return kind === 0 || (own & mask) === value;
  }

  #interface(rule: DataView, packet: Packet, from: number): boolean {
    const kind = word(rule, 16);
    if (kind === 0) return true;
    const interface_ = packet.side === 'prerouting' ? from : this.#wayOut(packet.destination);
    if (kind === 1) return interface_ === 1;
    return this.#lookUp(word(rule, 20), interface_.toString(16).padStart(8, '0')) !== 0;
  }

  #wayOut(destination: string): number {
    if (this.#own.includes(destination)) return 1;
    const routes = word(this.#config, 64);
    return (routes === 0 ? 0 : this.#lookUp(routes, bytesOf(destination))) || 0xff_ff_ff_ff;
  }

  /** The longest prefix, as a trie finds it. */
  #lookUp(set: number, data: string): number {
    const number = Buffer.alloc(4);
    if (endianness() === 'LE') number.writeUInt32LE(set);
    else number.writeUInt32BE(set);
    const sought = bitsOf(Buffer.concat([number, Buffer.from(data, 'hex')]));
    const holding = this.#sets.filter(
      ({ bits, data }) => bits <= sought.length && data.slice(0, bits) === sought.slice(0, bits),
    );
    return holding.toSorted((a, b) => b.bits - a.bits)[0]?.value ?? 0;
  }
}

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

function word(view: DataView, offset: number): number {
  return view.getUint32(offset, endianness() === 'LE');
}

function hex(view: DataView, offset: number): string {
  return Buffer.from(view.buffer, view.byteOffset + offset, 16).toString('hex');
}

function bitsOf(bytes: Buffer): string {
  return [...bytes].map(byte => byte.toString(2).padStart(8, '0')).join('');
}

function isMapped(address: string): boolean {
  return !address.includes(':');
}

/** The addresses of these tests: dotted, or of at most two groups with `::` between them. */
function bytesOf(address: string): string {
  if (isMapped(address))
    return `00000000000000000000ffff${Buffer.from(address.split('.').map(Number)).toString('hex')}`;
  const [head = '', tail = ''] = address
    .split('::')
    .map(group => (group === '' ? '' : group.padStart(4, '0')));
  return head.padEnd(32 - tail.length, '0') + tail;
}

/** mulberry32, so that a failure comes again. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const proxyUser = 5678;
const own = ['127.0.0.1', '127.0.0.6', '10.0.0.1', '::1', '::6', 'fd00::1'];
const addresses = [...own, '10.0.0.2', '10.0.1.2', '10.9.0.1', '192.0.2.7', 'fd00::2', 'fd01::2', '2001::9'];
const blocks = [
  '10.0.0.0/24',
  '10.0.0.0/8',
  '10.0.1.2',
  '192.0.2.0/29',
  '0.0.0.0/0',
  'fd00::/64',
  'fd01::2',
  '::/0',
  '10.0.0.1',
  '::1',
];
const numbers = [
  0,
  1,
  22,
  53,
  80,
  443,
  1000,
  proxyUser,
  8079,
  8080,
  8085,
  8091,
  65_535,
  3_000_000_000,
  4_294_967_294,
];
const names = ['lo', 'eth0', 'eth1', 'docker0'];
const patterns = [...names, 'eth+', 'docker+', 'nothing9'];
const index = { lo: 1, eth0: 2, eth1: 70_000, docker0: 4 } as const;
/** IPv4 has no default route; that of IPv6 must not stand for it. */
const routes = [
  ['10.0.0.0/16', 'eth0'],
  ['10.0.1.0/24', 'eth1'],
  ['10.9.0.0/16', 'docker0'],
  ['fd00::/64', 'eth0'],
  ['fd01::/64', 'eth1'],
  ['::/0', 'eth0'],
] as const;

function block(text: string): Cidr {
  const parsed = parseCidr(text);
  if (parsed === undefined) throw new Error(text);
  return parsed;
}

/** The interface by which the host of these tests reaches an address; 'nowhere' where it cannot. */
function wayOut(destination: string): string {
  if (own.includes(destination)) return 'lo';
  const [best] = routes
    .filter(([to]) => contains(block(to), destination))
    .toSorted(([a], [b]) => block(b).length - block(a).length);
  return best?.[1] ?? 'nowhere';
}

function randomPlan(random: (below: number) => number): Plan {
  const some = <T>(list: readonly T[], most = 3): readonly T[] =>
    random(3) > 0 ? [] : Array.from({ length: 1 + random(most) }, () => list[random(list.length)] as T);
  const families = random(4) === 0 ? ([4] as const) : ([4, 6] as const);
  const ranges = (most?: number) =>
    mergeRanges(
      some(numbers, most).map((first): NumberRange => {
        const last = first + (random(2) === 0 ? 0 : random(20));
        return { first, last: Math.min(last, 4_294_967_294) };
      }),
    );
  const cidrs = () =>
    mergeCidrs(
      some(blocks)
        .map(block)
        .filter(({ family }) => families.some(f => f === family)),
    );
  const interfaces = () => [...new Set(some(patterns, 2))];
  const selection = (users: boolean): Selection => ({
    ports: ranges(),
    addresses: cidrs(),
    interfaces: interfaces(),
    users: users ? ranges() : [],
  });
  const direction = (port: number, users: boolean): Direction => ({
    port,
    first: random(3) === 0,
    include: selection(users),
    exclude: selection(false),
    excludeUsers: users
      ? some(['tcp', 'udp'] as const).map(protocol => ({
          protocols: random(3) === 0 ? (['tcp', 'udp'] as const) : [protocol],
          users: [{ first: 1000, last: 1000 + random(2) }],
          ports: ranges(2),
        }))
      : [],
  });
  return {
    families,
    proxyUser,
    ...(random(6) === 0 ? {} : { outbound: direction(15_001, true) }),
    ...(random(6) === 0 ? {} : { inbound: direction(15_006, false) }),
    ...(random(2) === 0
      ? {}
      : { dns: { port: 15_053, servers: random(2) === 0 ? 'all' : cidrs(), splitZones: random(2) === 0 } }),
    networks: [],
    dropInvalid: random(2) === 0,
    ...(random(4) === 0 ? { logLevel: 7 } : {}),
  };
}

function randomPacket(random: (below: number) => number): Packet {
  const one = <T>(list: readonly T[]): T => list[random(list.length)] as T;
  const side = one(['output', 'prerouting'] as const);
  const destination = one(addresses);
  const family = addresses.filter(address => isMapped(address) === isMapped(destination));
  return {
    side,
    protocol: side === 'output' ? one(['tcp', 'tcp', 'udp'] as const) : 'tcp',
    source: one(family),
    destination,
    sourcePort: 40_000,
    destinationPort: random(4) === 0 ? 53 : one(numbers.filter(number => number < 65_536)),
    interface: side === 'output' ? wayOut(destination) : one(names.filter(name => name !== 'lo')),
    ...(side === 'output' ? { user: one(numbers) } : {}),
    opens: true,
  };
}

function surroundingsOf(only?: 'eth0' | 'eth1'): Surroundings {
  return {
    interfaces: Object.entries(index).map(([name, number]) => ({ name, index: number })),
    routes: routes.map(([to, name]) => ({ to: block(to), interface: index[name] })),
    instance: { 4: '10.0.0.1' },
    ...(only === undefined ? {} : { inboundInterface: { name: only, index: index[only] } }),
  };
}

test('an image says of every packet what the rules of the plan say', () => {
  const random = randomOf(20_261_121);
  const seen = new Map<number, number>();
  for (let round = 0; round < 400; round++) {
    const plan = randomPlan(random);
    const only = ([undefined, 'eth0', 'eth1'] as const)[random(3)];
    const program = makeProgram(plan);
    const reading = new Reading(makeImage(plan, surroundingsOf(only)), own);
    for (let i = 0; i < 60; i++) {
      const packet = randomPacket(random);
      const handled =
        plan.families.includes(isMapped(packet.destination) ? 4 : 6) &&
        (packet.side === 'output' || only === undefined || only === packet.interface);
      const wanted = handled ? (decide(program, packet) ?? 0) : 0;
      const port = reading.walk(packet, index[packet.interface as keyof typeof index]);
      assert.equal(port, wanted, `${JSON.stringify(packet)}\nof ${JSON.stringify(plan)}, only ${only}`);
      seen.set(port, (seen.get(port) ?? 0) + 1);
    }
  }
  // That it compares more than packets which are left alone.
  for (const port of [0, 15_001, 15_006, 15_053])
    assert.ok((seen.get(port) ?? 0) > 250, `${port}: ${seen.get(port)}`);
});

test('an image has as many bytes as the programs ask for, and sets of which no entry hides another', () => {
  const random = randomOf(7);
  for (let round = 0; round < 50; round++) {
    const { config, rules, sets, ports } = makeImage(randomPlan(random), surroundingsOf());
    assert.deepEqual(
      [config.length, new Set(rules.map(({ length }) => length))],
      [72, new Set(rules.length === 0 ? [] : [160])],
    );
    assert.equal(ports.length, rules.length);
    for (const { key, value } of sets) assert.deepEqual([key.length, value.length], [24, 4]);
    const keys = sets.map(({ key }) => key.toString('hex'));
    assert.equal(new Set(keys).size, keys.length, 'no entry of a set is written over by another');
  }
});
